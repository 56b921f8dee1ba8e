import Foundation
import IncidentEngine
import IncidentModel
import Postmortem
import TestSupport
import Testing

@testable import flipback

/// `incident export --json`: everything of an incident, safe on a terminal, and the same words when it is read again.
struct FactsDocumentTests {
    private func facts(_ drafts: [EventDraft]) throws -> PostmortemFacts {
        let events = drafts.enumerated().map { Event(seq: $0 + 1, draft: $1, previous: "", hash: "") }
        return PostmortemFacts(try #require(IncidentReducer.reduce(events).first), journal: events, now: Sample.time)
    }

    private let author = IncidentDrafts.Author(actor: "jo", time: Sample.time)

    @Test("hostile words come back as they were, and no control character is printed")
    func hostile() throws {
        let declared = IncidentDrafts.declare("INC-1", .sev1, targets: [Sample.target], reason: "x", by: author)
        let notes = HostileText.all.map { IncidentDrafts.note("INC-1", text: $0, by: author) }
        let line = JSONDocuments.everything(try facts([declared] + notes)).terminalSafe
        #expect(
            !line.unicodeScalars.contains {
                $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
            })
        let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let texts = (read?["notes"] as? [[String: Any]])?.compactMap { $0["text"] as? String } ?? []
        #expect(texts.map { Array($0.unicodeScalars) } == HostileText.all.map { Array($0.unicodeScalars) })
    }

    @Test("broken glass, approvals, actions with their proof, snapshots, what others did")
    func everything() throws {
        func draft(_ kind: EventDraft.Kind, _ details: [String: JSONValue], phase: ActionPhase? = nil) -> EventDraft {
            EventDraft(
                time: Sample.time, actor: "jo", kind: kind, incident: "INC-1", phase: phase,
                action: phase == nil && kind != .trailProof ? nil : "ACT-1", command: "rollback", target: Sample.target,
                before: Sample.canary, after: Routing(pointer: "6"), reason: "why", details: details)
        }
        let snapshot = MetricSnapshot(
            target: Sample.target, occasion: .action, from: Sample.time, to: Sample.time + .seconds(60), series: [])
        let document = JSONDocuments.everything(
            try facts([
                IncidentDrafts.declare("INC-1", .sev1, targets: [Sample.target], reason: "x", by: author),
                draft(.glassBroken, ["plan": "p"]), draft(.approvalGranted, ["plan": "p", "rule": "two-person"]),
                draft(.aliasMove, ["passedOver": ["v5: short"]], phase: .intent), draft(.aliasMove, [:], phase: .verified),
                draft(.trailProof, ["state": "proved", "eventId": "e-1"]),
                draft(.trailForeign, ["eventId": "e-2", "who": "ci", "name": "UpdateAlias20150331"]),
                snapshot.draft(incident: "INC-1", actor: "flipback", time: Sample.time),
            ]))
        #expect(document["brokenGlass"]?.array?.first?["reason"] == "why")
        #expect(document["approvals"]?.array?.first?["granted"] == true)
        let action = document["actions"]?.array?.first
        #expect(action?["proof"]?.canonical == #"{"eventId":"e-1","state":"proved"}"#)
        #expect(action?["passedOver"] == ["v5: short"])
        #expect(action?["after"]?.canonical == #"{"pointer":"6","weights":{}}"#)
        #expect(document["foreign"]?.array?.first?["who"] == "ci")
        #expect(document["snapshots"]?.array?.first?["occasion"] == "action")
        #expect(document["clocks"]?["containMs"] == 0)
        #expect(document["impact"]?["failed"] == .null)
        #expect(document["timeline"]?.array?.count == 6)
    }

    @Test("postmortem: {template: …} in the settings, and nothing else there")
    func settings() throws {
        #expect(try SettingsParser.parse("postmortem: {template: blameless}", path: "/c").postmortemTemplate == "blameless")
        #expect(throws: SettingsRejected.self) { try SettingsParser.parse("postmortem: {form: x}", path: "/c") }
        #expect(throws: SettingsRejected.self) { try SettingsParser.parse("postmortem: rca", path: "/c") }
    }
}
