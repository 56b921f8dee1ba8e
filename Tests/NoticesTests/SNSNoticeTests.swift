import AWSGateway
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct SNSNoticeTests {
    private static let topic = "arn:aws:sns:eu-west-1:123456789012:releases"

    private func attribute(_ name: String, _ message: SNSMessage) -> String? {
        message.attributes.first { $0.name == name }?.value
    }

    @Test func theMessageIsJSONWithAnOutcome() throws {
        let message = SNSNotice.message(Sample.message(Sample.declared(), Sample.moved()), topic: Self.topic)
        #expect(message.topic == Self.topic)
        #expect(message.subject == "rollback of checkout:prod verified: now v6 100 % (INC-20261120-01)")
        #expect(attribute("outcome", message) == "rollback" && attribute("kind", message) == "moved")
        #expect(attribute("incident", message) == Sample.id)
        let body = try #require(ReplyDocument(Sample.reply(200, message.message))?.value)
        #expect(body.at("outcome")?.string == "rollback")
        #expect(body.at("event.target")?.string == "checkout:prod")
        #expect(body.at("journalHead")?.string == "42:\(Sample.hash(42))")
        #expect(message.deduplication == nil)
    }

    @Test func theThreeOutcomes() {
        func outcome(_ drafts: EventDraft...) -> SNSNotice.Outcome? { SNSNotice.outcome(of: Sample.message(drafts)) }
        func deployment(_ status: String, rolledBack: Bool) -> EventDraft {
            EventDraft(
                time: Fixtures.evening, actor: "AWS", kind: .deploymentEnded, target: Fixtures.checkout,
                details: ["deployment": "d-1", "status": .string(status), "rolledBack": .bool(rolledBack)])
        }
        #expect(outcome(Sample.declared()) == .failure)
        #expect(outcome(Sample.declared(), IncidentDrafts.resolve(Sample.id, text: "", by: Sample.author(9))) == .success)
        #expect(outcome(Sample.moved()) == .rollback)
        #expect(outcome(Sample.moved(command: "abort")) == .rollback)
        #expect(outcome(Sample.moved(command: "promote")) == .success)
        #expect(outcome(Sample.moved(.unknown)) == .failure)
        #expect(outcome(deployment("Succeeded", rolledBack: false)) == .success)
        #expect(outcome(deployment("Failed", rolledBack: false)) == .failure)
        #expect(outcome(deployment("Stopped", rolledBack: true)) == .rollback)
    }

    @Test(arguments: ["ä", "x", "😀", "\t", " "])
    func subjectsAreShortPrintableASCII(_ piece: String) {
        let message = SNSNotice.message(
            Sample.message(Sample.declared(reason: String(repeating: piece, count: 300))), topic: Self.topic)
        #expect(message.subject.utf8.count < 100)
        #expect(message.subject.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        #expect(!message.subject.hasPrefix(" "))
    }

    @Test func aMessageIsNeverTooLarge() {
        var draft = Sample.declared()
        draft.details["evidence"] = .array((0..<20_000).map { .string("line \($0) of what was seen") })
        let message = SNSNotice.message(Sample.message(draft), topic: Self.topic)
        #expect(message.message.utf8.count <= 256 << 10)
    }

    @Test func aFIFOTopicRemovesWhatComesTwice() {
        let message = SNSNotice.message(Sample.message(Sample.declared()), topic: Self.topic + ".fifo")
        #expect(message.deduplication?.id == "INC-20261120-01/41/oncall")
        #expect(message.deduplication?.group == Sample.id)
    }

    @Test func failuresAreSorted() {
        for kind in [CallFailure.Kind.throttled, .server, .unreachable, .lostReply, .credentials] {
            guard case .retry = SNSNotice.verdict(Fixtures.failure(kind, "Publish", service: "sns")) else {
                Issue.record("\(kind) is not retried")
                continue
            }
        }
        for kind in [CallFailure.Kind.denied, .notFound, .invalid] {
            guard case .dead = SNSNotice.verdict(Fixtures.failure(kind, "Publish", service: "sns")) else {
                Issue.record("\(kind) is retried")
                continue
            }
        }
    }
}
