import IncidentModel

/// The journal's lines: one an action, one an incident event.
enum JournalLines {
    /// Where the line is narrow, the routing of before goes first, then that of after, then the command; the outcome stays.
    static func line(_ move: ActionLedger.Move, proof: String?) -> TimelineEntry {
        let (outcome, more) = Self.outcome(move.phase)
        let what = "\(move.command) \(move.target)"
        return TimelineEntry(
            at: move.at, who: who(move.actor), category: .action,
            text: DisplayText("\(move.command) \(TimelineBuilder.text(move.target, move.before, move.after))  \(outcome)\(more)"),
            briefs: [
                "\(what)  → \(move.after.trafficText)  \(outcome)", "\(what)  \(outcome)", "\(outcome)  \(what)",
                "\(outcome)  \(move.target)",
            ].map { DisplayText($0) },
            target: move.target, evidence: "journal \(move.seq)" + (proof.map { ", \($0)" } ?? ""))
    }

    private static func outcome(_ phase: ActionPhase) -> (word: String, more: String) {
        switch phase {
        case .intent, .sent, .acknowledged: ("under way", "")
        case .verified: ("verified", "")
        case .superseded: ("superseded", ": somebody else moved it")
        case .notApplied: ("not applied", "")
        case .unknown: ("OUTCOME UNKNOWN", "")
        case .refused: ("refused", "")
        }
    }

    /// Of an event that `EventWords` has words for.
    static func line(_ event: Event, at: Timestamp) -> TimelineEntry {
        let (category, words) = EventWords.line(event.draft) ?? (.console, event.draft.kind.rawValue)
        return TimelineEntry(
            at: at, who: doer(of: event.draft), category: category, text: DisplayText(words), target: event.draft.target,
            evidence: "journal \(event.seq)")
    }

    /// Who did it, where that is not who wrote it down.
    private static func doer(of draft: EventDraft) -> String {
        switch draft.kind {
        case .alarmChanged, .deploymentEnded: "AWS"
        case .trailForeign: who(draft.details["who"]?.string ?? draft.actor)
        default: who(draft.actor)
        }
    }

    /// The short name of an ARN; anything else as it is.
    private static func who(_ actor: String) -> String {
        let name = actor.hasPrefix("arn:") ? CallerIdentity(account: "", arn: actor).shortName : actor
        return Sanitiser.sanitise(name, limit: 64)
    }
}
