import IncidentModel
import TerminalCanvas

/// The line of the bar while and after something is done.
enum ActionLine {
    static func lines(_ state: ConsoleState) -> [ArmedBar.Line] {
        guard let group = state.group, !group.dismissed else { return [] }
        if state.options.canAct, let pending = state.pendingQuestion { return [question(pending, state)] }
        guard group.tracks.count > 1 else { return group.tracks.first.map { [line($0, state)] } ?? [] }
        return [line(group, state)]
    }

    private static func question(_ pending: PendingQuestion, _ state: ConsoleState) -> ArmedBar.Line {
        let map = state.options.bindings
        let texts = Wording.overdue(pending.target, pending.question, map)
        return ArmedBar.Line(label: "ASKS", role: .failed, text: texts[0], briefs: Array(texts.dropFirst()))
    }

    // MARK: Several targets

    private static func line(_ group: ActionGroup, _ state: ConsoleState) -> ArmedBar.Line {
        let names = { (tracks: [ActionTrack]) in tracks.map(\.plan.target.description).joined(separator: ", ") }
        let total = group.tracks.count
        if group.isRunning {
            let ended = group.tracks.filter { !$0.isRunning }.count
            let waiting = names(group.tracks.filter(\.isRunning))
            return ArmedBar.Line(
                label: "ACTING", role: .acting, text: "\(ended) of \(total) targets read back … \(waiting)",
                hint: ":group list")
        }
        let bad = group.tracks.filter { !$0.verified }
        let counts = GroupText.counts(group)
        let list = "enter list"
        if bad.isEmpty {
            let recovered = group.tracks.filter { $0.recoveredAfter != nil }.count
            let left = group.tracks.compactMap { state.stranded[$0.plan.target] }.filter { !$0.isNone }.count
            let text = "\(counts) · \(recovered) recovered" + (left > 0 ? " · \(Wording.strandedOn(left))" : "")
            let undo = undoHint(state)
            return ArmedBar.Line(label: "DONE", role: .done, text: text, hint: undo.isEmpty ? list : "\(list)   \(undo)")
        }
        return ArmedBar.Line(
            label: bad.count == total ? "FAILED" : "PARTIAL", role: .failed, text: "\(counts): \(names(bad))", hint: list,
            briefs: [counts])
    }

    private static func undoHint(_ state: ConsoleState) -> String {
        guard let result = state.undoable.first, state.options.canAct,
            state.undoable.contains(where: { $0.target == state.selected })
        else { return "" }
        let key = state.options.bindings.name(.undo)
        if state.undoable.count > 1 { return "\(key) undo all" }
        return "\(key) undo → \(EffectiveTraffic(result.before).phrase)"
    }

    // MARK: One target

    private static func line(_ track: ActionTrack, _ state: ConsoleState) -> ArmedBar.Line {
        let target = track.plan.target
        let after = EffectiveTraffic(track.plan.after).phrase
        guard let result = track.result else {
            let words = phases(track, after, state)
            let note = track.note.map { "  \($0)" } ?? ""
            return ArmedBar.Line(
                label: "ACTING", role: .acting, text: "\(target)  " + words.joined(separator: " ") + note,
                briefs: [
                    "\(target)  " + words.joined(separator: " "), "\(target)  " + words.suffix(2).joined(separator: " "),
                    "\(target)  " + (words.last ?? ""),
                ])
        }
        guard result.outcome == .verified else {
            return ArmedBar.Line(
                label: result.outcome == .unknown ? "UNKNOWN" : "FAILED", role: .failed, text: Wording.outcome(result),
                hint: "m messages")
        }
        let since = (track.marks.last { $0.phase == .verified }?.at ?? track.appliedAt).map { " since \($0.clock)" } ?? ""
        let moved = "\(target)  \(EffectiveTraffic(result.after).phrase)"
        var health = ""
        if let recovered = track.recoveredAfter {
            health = " · recovered after \(Figures.span(recovered))"
        } else if let before = track.errorRateBefore, before >= ConsoleState.wellBelow || !track.alarmsBefore.isEmpty {
            let nowRate = state.errorRate(target).map { Figures.fixed($0 * 100, 1) } ?? "–"
            health = " · errors \(Figures.fixed(before * 100, 1)) → \(nowRate) %"
        }
        let left = state.stranded[target].flatMap(StrandedText.hint).map { " · \($0)" } ?? ""
        let notes = result.notes.isEmpty ? "" : " · \(Wording.notes(result.notes.count))"
        let proof = " · \(Wording.proof(of: result.id, state))"
        return ArmedBar.Line(
            label: "DONE", role: .done,
            text: "\(moved)\(since) (\(Figures.span(result.duration)))\(health)\(left)\(notes)\(proof)",
            hint: undoHint(state),
            briefs: [
                moved + health + left + notes + proof, moved + health + left + notes, moved + left + notes, moved + left, moved,
            ],
            briefHint: undoHint(state).isEmpty ? "" : "\(state.options.bindings.name(.undo)) undo")
    }

    /// `✓ journalled`, `✓ stopped d-4XKZ1 (Stopped)`, `✓ sent`, `✓ v6 100 % (0.4 s)`, `… reading back`
    private static func phases(_ track: ActionTrack, _ after: String, _ state: ConsoleState) -> [String] {
        var words: [String] = []
        let start = track.marks.first { $0.phase == .sent }?.at ?? track.marks.first?.at
        let stop = stopWord(track, state)
        for mark in track.marks {
            switch mark.phase {
            case .intent:
                words.append("✓ journalled")
                if let stop { words.append(stop.text) }
            // Behind a stop, what is sent first is the stop.
            case .sent: if stop == nil { words.append("✓ sent") }
            case .acknowledged: words.append("✓ \(after) (\(Figures.span(start.map { mark.at - $0 } ?? .zero)))")
            case .verified: words.append("✓ read back")
            case .superseded: words.append("✗ superseded")
            case .notApplied: words.append("✗ not applied")
            case .unknown: words.append("? unknown")
            case .refused: words.append("✗ refused")
            }
        }
        let warming = warmingWord(track)
        switch track.marks.last?.phase {
        case nil: words.append("… writing the intent to the journal")
        case .intent? where stop == nil && warming == nil: words.append("… sending")
        case .sent? where stop == nil && warming == nil: words.append("… waiting for the reply")
        case .intent?, .sent?: if stop?.isOver ?? false, warming == nil { words.append("… moving the alias") }
        case .acknowledged? where warming == nil: words.append("… reading back")
        default: break
        }
        if let warming { words.append(warming) }
        return words
    }

    /// `… stopping d-4XKZ1 (InProgress) 0:12 of 0:30`, `✓ stopped d-4XKZ1 (Stopped)`
    private static func stopWord(_ track: ActionTrack, _ state: ConsoleState) -> (text: String, isOver: Bool)? {
        guard let stopping = track.plan.stopping else { return nil }
        let id = DeploymentText.id(stopping)
        let wrote = track.marks.contains { $0.phase == .acknowledged || $0.phase == .verified }
        guard let seen = track.deployment else { return (wrote ? "✓ stopped \(id)" : "… stopping \(id)", wrote) }
        // Taken from CodeDeploy before its end: that is no stop.
        if seen.status.isRunning, wrote { return ("! \(DeploymentText.id(seen)) is not over (\(seen.status.rawValue))", true) }
        guard seen.status.isRunning else {
            return ("✓ stopped \(DeploymentText.id(seen)) (\(seen.status.rawValue))", true)
        }
        let began = (track.marks.first { $0.phase == .sent } ?? track.marks.first)?.at ?? state.now
        let waited = max(.zero, state.now - began)
        let deadline = state.options.stopDeadline
        let of = waited <= deadline ? " of \(Figures.countdown(deadline))" : ""
        return ("… stopping \(DeploymentText.id(seen)) (\(seen.status.rawValue)) \(Figures.elapsed(waited))\(of)", false)
    }

    /// `… allocated 12/50`
    private static func warmingWord(_ track: ActionTrack) -> String? {
        guard let warming = track.warming else { return nil }
        let count = "\(warming.allocated)/\(warming.requested)"
        return switch warming.status {
        case .inProgress: "… allocated \(count)"
        case .ready: "✓ warm \(count)"
        case .failed: "✗ warming failed at \(count)" + (warming.reason.text.isEmpty ? "" : ": \(warming.reason.text)")
        }
    }
}
