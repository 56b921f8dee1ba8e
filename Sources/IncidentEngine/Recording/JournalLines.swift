import IncidentModel

/// The journal's lines: one an action, one an incident event.
struct JournalLines {
    private(set) var entries: [TimelineEntry] = []
    private(set) var ledger = ActionLedger()
    private var moves: [ActionLedger.Move] = []

    var requestIDs: Set<String> { Set(moves.flatMap(\.requestIDs)) }

    /// - Parameter proofs: CloudTrail's evidence by the request id that it recorded.
    init(_ events: [Event], proofs: [String: String] = [:]) {
        var actions: [String] = []
        var known: Set<String> = []
        for event in events {
            ledger.apply(event)
            if let action = event.draft.action {
                if known.insert(action).inserted { actions.append(action) }
            } else if let entry = Self.line(event) {
                entries.append(entry)
            }
        }
        for id in actions {
            guard let move = ledger.move(id) else { continue }
            moves.append(move)
            entries.append(Self.line(move, proof: move.requestIDs.lazy.compactMap { proofs[$0] }.first))
        }
    }

    /// Whether a change that a poll saw is one of our own moves.
    func explains(_ entry: TimelineEntry) -> Bool {
        guard entry.category == .alias, entry.evidence.hasPrefix("seen") else { return false }
        return moves.contains { move in
            guard move.target == entry.target, move.phase != .notApplied, move.phase != .refused else { return false }
            let arrow = "→ \(move.after.trafficText)"
            return entry.text.text.hasSuffix(arrow) && entry.at >= move.startedAt - .seconds(5)
                && entry.at - move.at <= TimelineBuilder.sameMove
        }
    }

    /// When each move of ours that may have arrived was begun, oldest first.
    var movesBegun: [Target: [Timestamp]] {
        let arrived = moves.filter { $0.phase != .notApplied && $0.phase != .refused && $0.phase != .superseded }
        return Dictionary(grouping: arrived, by: \.target).mapValues { $0.map(\.startedAt).sorted() }
    }

    private static func line(_ move: ActionLedger.Move, proof: String?) -> TimelineEntry {
        let outcome =
            switch move.phase {
            case .intent, .sent, .acknowledged: "under way"
            case .verified: "verified"
            case .superseded: "superseded: somebody else moved it"
            case .notApplied: "not applied"
            case .unknown: "OUTCOME UNKNOWN"
            case .refused: "refused"
            }
        return TimelineEntry(
            at: move.at, who: who(move.actor), category: .action,
            text: DisplayText("\(move.command) \(TimelineBuilder.text(move.target, move.before, move.after))  \(outcome)"),
            target: move.target, evidence: "journal \(move.seq)" + (proof.map { ", \($0)" } ?? ""))
    }

    private static func line(_ event: Event) -> TimelineEntry? {
        guard let (category, words) = EventWords.line(event.draft) else { return nil }
        return TimelineEntry(
            at: event.draft.time, who: who(event.draft.actor), category: category, text: DisplayText(words),
            target: event.draft.target, evidence: "journal \(event.seq)")
    }

    /// The short name of an ARN; anything else as it is.
    private static func who(_ actor: String) -> String {
        let name = actor.hasPrefix("arn:") ? CallerIdentity(account: "", arn: actor).shortName : actor
        return Sanitiser.sanitise(name, limit: 64)
    }
}
