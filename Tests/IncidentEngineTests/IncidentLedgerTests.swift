import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// What the ledger answers at once must be what a look at all incidents finds.
struct IncidentLedgerTests {
    private static func events(_ seed: UInt64) -> [Event] {
        var generator = SeededGenerator(seed)
        return (1...80).map { seq in
            let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening + .seconds(Int64(seq)))
            let id = "INC-\(Int.random(in: 1...8, using: &generator))"
            let severity = Severity.allCases.randomElement(using: &generator) ?? .sev1
            let drafts = [
                IncidentDrafts.declare(id, severity, targets: [Fixtures.checkout], reason: "x", by: author),
                IncidentDrafts.note(id, text: "n", by: author), IncidentDrafts.severity(id, severity, reason: "y", by: author),
                IncidentDrafts.resolve(id, text: "", by: author), IncidentDrafts.close(id, by: author),
            ]
            return Event(seq: seq, draft: drafts.randomElement(using: &generator) ?? drafts[0], previous: "", hash: "")
        }
    }

    @Test(arguments: UInt64(1)...100) func whatIsKeptIsWhatALookAtAllFinds(seed: UInt64) {
        var ledger = IncidentLedger()
        for event in Self.events(seed) {
            ledger.apply(event)
            let all = ledger.incidents
            #expect(Set(all.map(\.id)).count == all.count)
            #expect(ledger.openIncidents == all.filter(\.isOpen))
            #expect(ledger.worstOpen == all.worstOpen)
            let lastOver = all.last { !$0.isOpen && $0.closedAt == nil }
            #expect(ledger.current == all.filter { $0.isOpen || $0.id == lastOver?.id })
            let moment = Fixtures.evening + .seconds(40)
            #expect(
                ledger.unclosed(since: moment)
                    == all.filter { $0.isOpen || $0.closedAt == nil && $0.resolvedAt.map { $0 >= moment } == true })
        }
        #expect(ledger.incidents == IncidentReducer.reduce(Self.events(seed)))
    }
}
