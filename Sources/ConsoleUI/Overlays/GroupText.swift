import IncidentModel
import TerminalCanvas

/// What became of each target of the last action: the outcome, what a person should know or do now, and what is left behind.
enum GroupText {
    static func lines(_ state: ConsoleState) -> [Piece] {
        guard let group = state.group else { return [Piece(Wording.noAction, .dim)] }
        var lines: [Piece] = []
        if !group.reason.isEmpty { lines.append(Piece("reason      \(Sanitiser.sanitise(group.reason, limit: 500))", .dim)) }
        lines.append(Piece("outcomes    \(counts(group))", .strong))
        // What needs a person comes first; among equals the order of the group.
        let order = group.tracks.indices.sorted { a, b in
            let (left, right) = (rank(group.tracks[a]), rank(group.tracks[b]))
            return left == right ? a < b : left < right
        }
        for index in order { lines += self.lines(group.tracks[index], state) }
        return lines
    }

    /// `47 verified · 2 superseded · 1 unknown`
    static func counts(_ group: ActionGroup) -> String {
        var words: [String] = []
        let running = group.tracks.filter(\.isRunning).count
        if running > 0 { words.append("\(running) running") }
        for outcome in [ActionOutcome.verified, .superseded, .notApplied, .refused, .unknown] {
            let count = group.tracks.filter { $0.result?.outcome == outcome }.count
            if count > 0 { words.append("\(count) \(word(outcome))") }
        }
        return words.joined(separator: " · ")
    }

    private static func lines(_ track: ActionTrack, _ state: ConsoleState) -> [Piece] {
        guard let result = track.result else {
            return [Piece("… running     \(track.plan.target)  \(EffectiveTraffic(track.plan.after).phrase)", .text)]
        }
        let time = result.outcome == .verified ? " (\(Figures.span(result.duration)))" : ""
        var lines = [Piece("\(mark(result.outcome).padding(to: 13)) \(Wording.outcome(result))\(time)", role(result.outcome))]
        for note in result.notes { lines.append(Piece("  note        \(Sanitiser.sanitise(note, limit: 500))", .warning)) }
        if let work = state.stranded[result.target] {
            lines += StrandedText.lines(work, state.now).map { Piece("  " + $0.text, $0.role) }
        }
        return lines
    }

    private static func mark(_ outcome: ActionOutcome) -> String {
        switch outcome {
        case .verified: "✓ verified"
        case .unknown: "? UNKNOWN"
        default: "✗ \(word(outcome))"
        }
    }

    private static func word(_ outcome: ActionOutcome) -> String { outcome == .notApplied ? "not applied" : outcome.rawValue }

    private static func role(_ outcome: ActionOutcome) -> Role {
        switch outcome {
        case .verified: .ok
        case .unknown, .superseded: .bad
        case .notApplied, .refused: .failed
        }
    }

    private static func rank(_ track: ActionTrack) -> Int {
        switch track.result?.outcome {
        case .unknown?: 0
        case .superseded?: 1
        case .notApplied?: 2
        case .refused?: 3
        case nil: 4
        case .verified?: 5
        }
    }
}
