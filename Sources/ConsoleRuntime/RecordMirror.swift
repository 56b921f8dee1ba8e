import ConsoleUI
import IncidentEngine
import IncidentModel

/// What the console keeps of the journal besides incidents: each event is looked at once, when it comes.
struct RecordMirror {
    private(set) var book = TimelineBook()
    private(set) var groups = GroupLedger()
    /// Proposals that were put aside.
    private(set) var dismissals: [Event] = []
    /// Events from which it can be counted which versions came to the targets.
    private(set) var changes: [Event] = []
    private(set) var proofs: [String: RecordFacts.Proof] = [:]
    private(set) var asked: [String: RecordFacts.Asked] = [:]
    private(set) var approvals = 0
    /// The last event's number.
    private(set) var seq = 0

    mutating func apply(_ event: Event) {
        book.apply(event)
        groups.apply(event)
        seq = event.seq
        let draft = event.draft
        switch draft.kind {
        case .incidentDismissed: dismissals.append(event)
        case .aliasMove, .reconciled: if draft.phase == .verified { changes.append(event) }
        case .trailForeign, .deploymentEnded: changes.append(event)
        case .trailProof:
            guard let action = draft.action, let state = draft.details["state"]?.string else { return }
            proofs[action] = RecordFacts.Proof(rawValue: state)
        case .approvalRequested:
            approvals += 1
            guard let hash = draft.details["planHash"]?.string else { return }
            asked[hash] = RecordFacts.Asked(by: draft.actor, at: draft.time)
        case .approvalGranted, .glassBroken: approvals += 1
        default: break
        }
    }

    func facts(_ clocks: [String: Judgement.ClockReading]) -> RecordFacts {
        RecordFacts(proofs: proofs, asked: asked, approvals: approvals, clocks: clocks.mapValues(\.shown))
    }
}
