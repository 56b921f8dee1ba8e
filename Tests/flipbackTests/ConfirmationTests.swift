import IncidentModel
import Synchronization
import Testing

@testable import flipback

struct ConfirmationTests {
    @Test func rules() {
        #expect(Confirmation.decide(yes: true, canAsk: false) == .proceed)
        #expect(Confirmation.decide(yes: true, canAsk: true) == .proceed)
        #expect(Confirmation.decide(yes: false, canAsk: true) == .ask)
        guard case .refuse(let failure) = Confirmation.decide(yes: false, canAsk: false) else {
            Issue.record("off a terminal nothing may go ahead")
            return
        }
        #expect(failure.status == .usage)
        #expect(failure.text.contains("--yes"))
    }

    @Test(
        arguments: [
            ("y", true), ("Y", true), ("yes", true), (" yes \n", true), ("", false), ("n", false), ("yess", false),
            ("y y", false), (nil, false),
        ] as [(String?, Bool)])
    func onlyAClearYes(answer: String?, yes: Bool) {
        #expect(Confirmation.isYes(answer) == yes)
    }

    private func ask(_ answer: String?) -> (said: String, failure: Failure?) {
        let said = Spoken()
        let output = Output(json: true, out: { said.out($0) }, error: { said.error($0) })
        let question = Question(yes: false, canAsk: true, output: output, answer: { answer })
        do throws(Failure) {
            try question.ask([Sample.plan])
            return (said.errors, nil)
        } catch {
            return (said.errors, error)
        }
    }

    @Test func theQuestionNamesWhatWillMove() {
        let (said, failure) = ask("yes")
        #expect(said == "rollback checkout:prod now? [y/N]\n")
        #expect(failure == nil)
    }

    @Test func aNoChangesNothingAndSaysSo() {
        #expect(ask("no").failure?.text == "nothing was changed")
        #expect(ask(nil).failure?.status == .usage)
    }
}

/// What a command said, by stream.
final class Spoken: Sendable {
    private let text = Mutex((out: "", error: ""))
    func out(_ piece: String) { text.withLock { $0.out += piece } }
    func error(_ piece: String) { text.withLock { $0.error += piece } }
    var outputs: String { text.withLock { $0.out } }
    var errors: String { text.withLock { $0.error } }
}
