import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct RoutingTests {
    private let all = NoticeRoutes(
        receivers: ReceiverKind.allCases.map { .init(name: $0.rawValue, kind: $0) })

    private func told(_ draft: EventDraft, _ routes: NoticeRoutes? = nil) -> Set<String> {
        Set((routes ?? all).drafts(for: Sample.chain([draft])[0]).map(\.receiver))
    }

    @Test func anOpeningIsToldToEverybody() {
        #expect(told(Sample.declared()) == ["pagerduty", "sns", "slack", "jira", "servicenow", "webhook"])
    }

    @Test func eachReceiverGetsWhatItIsFor() {
        let author = Sample.author()
        let id = Sample.id
        #expect(told(IncidentDrafts.acknowledge(id, by: author)) == ["pagerduty", "jira", "servicenow", "webhook"])
        #expect(
            told(IncidentDrafts.severity(id, .sev2, reason: "", by: author)) == [
                "pagerduty", "slack", "jira", "servicenow", "webhook",
            ])
        #expect(
            told(IncidentDrafts.stage(id, .containment, reason: "", by: author)) == ["slack", "jira", "servicenow", "webhook"])
        #expect(told(IncidentDrafts.stage(id, .resolution, reason: "", by: author)) == ["jira", "servicenow", "webhook"])
        #expect(told(IncidentDrafts.role(id, .commander, person: "jo", by: author)) == ["webhook"])
        #expect(
            told(IncidentDrafts.resolve(id, text: "", by: author)) == [
                "pagerduty", "sns", "slack", "jira", "servicenow", "webhook",
            ])
        #expect(told(IncidentDrafts.close(id, by: author)) == ["pagerduty", "jira", "servicenow", "webhook"])
        #expect(told(IncidentDrafts.note(id, text: "looking", by: author)).isEmpty)
        #expect(told(IncidentDrafts.note(id, text: "maybe", mark: .hypothesis, by: author)).isEmpty)
        #expect(told(IncidentDrafts.note(id, text: "go", mark: .decision, by: author)) == ["jira", "servicenow", "webhook"])
        #expect(told(IncidentDrafts.note(id, text: "fix it", mark: .actionItem, by: author)) == ["jira", "webhook"])
    }

    @Test func aMoveIsToldByItsEndAndNotByItsSteps() {
        for phase in [ActionPhase.intent, .sent, .acknowledged, .refused] { #expect(told(Sample.moved(phase)).isEmpty) }
        #expect(told(Sample.moved()) == ["pagerduty", "sns", "slack", "jira", "servicenow", "webhook"])
        // Nothing of ours changed: no change event.
        #expect(told(Sample.moved(.superseded)) == ["sns", "slack", "jira", "servicenow", "webhook"])
        // No ticket without an incident.
        #expect(told(Sample.moved(incident: nil)) == ["pagerduty", "sns", "slack", "webhook"])
    }

    @Test func drillsAreNotToldUnlessTheSettingsSaySo() {
        var draft = Sample.declared()
        draft.details[JournalScope.drillKey] = "4711-1"
        #expect(told(draft).isEmpty)
        var routes = all
        routes.drills = true
        #expect(told(draft, routes).count == 6)
        let message = Sample.message(draft)
        #expect(message.title == "[DRILL] SEV-1 INC-20261120-01 opened: canary fails")
    }

    @Test func theKeyNamesIncidentEventAndReceiver() {
        let event = Sample.chain([Sample.declared()])[0]
        #expect(all.drafts(for: event).first?.key == "INC-20261120-01/41/pagerduty")
        #expect(
            all.drafts(for: Sample.chain([Sample.moved(incident: nil)])[0]).first?.key == "journal/41/pagerduty")
    }

    @Test func withoutReceiversNothingIsToldAtAll() {
        #expect(NoticeRoutes().drafts(for: Sample.chain([Sample.declared()])[0]).isEmpty)
    }
}
