import IncidentEngine
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

    private func breakGlass(_ answer: String?, reason: String = "", yes: Bool = false) -> Result<String, Failure> {
        let output = Output(json: true, out: { _ in }, error: { _ in })
        let question = Question(yes: yes, canAsk: !yes, output: output, answer: { answer })
        do throws(Failure) {
            return .success(try question.breakGlass([Sample.plan], of: [Sample.plan], reason: reason))
        } catch {
            return .failure(error)
        }
    }

    @Test func theGlassCostsOnePromptWhoseAnswerIsTheReason() throws {
        #expect(try breakGlass("  nobody   answers ").get() == "nobody answers")
        #expect(try breakGlass("y", reason: "nobody answers").get() == "nobody answers")
        #expect(try breakGlass(nil, reason: "nobody answers", yes: true).get() == "nobody answers")
        for refused in [breakGlass(""), breakGlass(nil), breakGlass(" \t"), breakGlass("why", reason: "nobody answers")] {
            guard case .failure(let failure) = refused else {
                Issue.record("the glass was broken")
                continue
            }
            #expect(failure.text == "nothing was changed")
        }
        guard case .failure(let failure) = breakGlass(nil, reason: " ", yes: true) else {
            Issue.record("the glass was broken without a reason")
            return
        }
        #expect(failure.status == .refusedByPolicy && failure.text.contains("--reason"))
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

/// A dangerous plan asks for its word, on a terminal and in a script.
struct TypedConfirmationTests {
    private static let dangerous: Plan = {
        var plan = Sample.plan
        plan.typed = TypedConfirmation(word: "v6", why: "v6 runs on schema 11, the data has 12")
        return plan
    }()

    private static func planned() -> PlannedCommands {
        PlannedCommands(
            picture: FleetPicture(region: "eu-west-1"), ledger: ActionLedger(),
            items: [.init(command: .rollback(Sample.target, to: "6"), plan: .success(dangerous))])
    }

    @Test func yesAloneIsNotEnough() {
        guard case .failure(let refusal) = Self.planned().unattended().items[0].plan else {
            Issue.record("planned without its word")
            return
        }
        #expect(refusal.code == .notTyped)
        #expect(refusal.text.contains("--confirm v6"))
        #expect(Self.planned().unattended(confirmed: ["v7"]).plans.isEmpty)
        #expect(Self.planned().unattended(confirmed: ["v6"]).plans == [Self.dangerous])
    }

    @Test(arguments: [("v6", true), (" v6 ", true), ("V6", false), ("6", false), ("yes", false), ("", false)])
    func theWordIsTakenExactly(answer: String, isDone: Bool) throws {
        let answers = Spoken()
        let question = Question(
            yes: false, canAsk: true, output: Output(json: false, out: { _ in }, error: { answers.error($0) }),
            answer: { answers.errors.contains("Type v6") ? answer : "y" })
        if isDone {
            try question.ask([Self.dangerous])
        } else {
            let failure = #expect(throws: Failure.self) { try question.ask([Self.dangerous]) }
            #expect(failure?.status == .refusedByPolicy)
        }
    }
}
