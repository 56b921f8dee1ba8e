import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct MessageTests {
    @Test func titlesSayWhatHappened() {
        let author = Sample.author(2)
        let open = Sample.declared()
        func title(_ draft: EventDraft) -> String { Sample.message(open, draft).title }
        #expect(title(IncidentDrafts.acknowledge(Sample.id, by: author)) == "SEV-1 INC-20261120-01 acknowledged by oncall/jo")
        #expect(
            title(IncidentDrafts.severity(Sample.id, .sev2, reason: "errors halved", by: author))
                == "INC-20261120-01 is SEV-2: errors halved")
        #expect(
            title(IncidentDrafts.stage(Sample.id, .containment, reason: "", by: author)) == "SEV-1 INC-20261120-01: containment")
        #expect(
            title(IncidentDrafts.resolve(Sample.id, text: "v6 serves", by: author)) == "SEV-1 INC-20261120-01 resolved: v6 serves"
        )
        #expect(title(Sample.moved()) == "rollback of checkout:prod verified: now v6 100 % (INC-20261120-01)")
        #expect(
            title(Sample.moved(.unknown))
                == "rollback of checkout:prod: OUTCOME UNKNOWN, the alias must be read before anything else is done (INC-20261120-01)"
        )
        var glass = EventDraft(
            time: author.time, actor: author.actor, kind: .glassBroken, incident: Sample.id, reason: "nobody is up")
        glass.details["plan"] = "rollback checkout:prod v7 → v6"
        #expect(title(glass) == "BREAK GLASS: rollback checkout:prod v7 → v6: nobody is up (INC-20261120-01)")
        var ended = EventDraft(time: author.time, actor: "AWS", kind: .deploymentEnded, target: Fixtures.checkout)
        ended.details = ["deployment": "d-1", "status": "Failed", "rolledBack": true]
        #expect(title(ended) == "deployment d-1 of checkout:prod: Failed, rolled back")
    }

    @Test func theIncidentIsShownAsItStoodThen() {
        let message = Sample.message(
            Sample.declared(.sev2), IncidentDrafts.severity(Sample.id, .sev1, reason: "", by: Sample.author(1)))
        #expect(message.severity == .sev1)
        #expect(Sample.message(Sample.declared(.sev2)).severity == .sev2)
    }

    /// The head's hash goes out with every notice.
    @Test func everyNoticeCarriesTheHead() {
        let message = Sample.message(Sample.declared())
        #expect(message.head == "41:\(Sample.hash(41))")
        #expect(message.facts.last == .init(label: "Journal", value: "41:\(Sample.hash(41))"))
        #expect(message.document().at("journalHead")?.string == message.head)
    }

    @Test func hostileTextIsInert() {
        let message = Sample.message(Sample.declared(reason: "a\u{1B}]0;x\u{07}\r\nb\u{202E}c"))
        #expect(message.title == #"SEV-1 INC-20261120-01 opened: a\x1B]0;x\x07\x0D\x0Ab<U+202E>c"#)
    }

    @Test func arnsGoOnlyWhereTheyMay() {
        var draft = Sample.declared(reason: "arn:aws:lambda:eu-west-1:123456789012:function:checkout fails, see barn:x")
        draft.details["evidence"] = ["arn:aws:sns:eu-west-1:123456789012:releases"]
        let open = Sample.message(draft)
        #expect(open.title.contains("123456789012"))
        let hidden = Sample.message(draft, arns: false)
        #expect(hidden.title == "SEV-1 INC-20261120-01 opened: function:checkout fails, see barn:x")
        #expect(!hidden.document().canonical.contains("arn:aws"))
        #expect(!hidden.facts.contains { $0.value.contains("arn:aws") || $0.label == "Account" })
        #expect(hidden.document().at("event.actor")?.string == "oncall/jo")
    }

    @Test func theDocumentSaysAllThatIsKnown() throws {
        let document = Sample.message(Sample.declared(), Sample.moved()).document()
        #expect(document.at("notice")?.string == "INC-20261120-01/42/oncall")
        #expect(document.at("kind")?.string == "moved")
        #expect(document.at("test")?.bool == false && document.at("drill")?.bool == false)
        #expect(document.at("incident.id")?.string == Sample.id)
        #expect(document.at("incident.severity")?.string == "SEV-1")
        #expect(document.at("event.seq")?.number == 42)
        #expect(document.at("event.hash")?.string == Sample.hash(42))
        #expect(document.at("event.phase")?.string == "verified")
        #expect(document.at("event.before.weights.7")?.number == 0.2)
        #expect(document.at("event.after.pointer")?.string == "6")
        #expect(document.at("event.requestIds.0")?.string == "req-1")
        #expect(document.at("event.time")?.string == "2026-11-20T21:13:43.000Z")
    }
}
