import IncidentModel
import TerminalCanvas

/// The line under the header: what `R` will do, what is being done, what was done.
enum ArmedBar {
    struct Line {
        var label: String
        var role: Role
        var text: String
        var hint = ""
        /// What is said instead when `text` does not fit.
        var brief: String?
    }

    /// One to four lines; the layout gives them the room.
    static func lines(_ state: ConsoleState) -> [Line] {
        var lines = actionLines(state)
        switch state.arming {
        case .armed(let plans): lines += armedLines(state, plans)
        case .off(let reason): lines += offLines(state, reason, alone: lines.isEmpty)
        case .calm:
            if lines.isEmpty {
                lines.append(Line(label: "NOT ARMED", role: .disarmed, text: calmText(state)))
            }
        }
        return Array(lines.prefix(4))
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        for (index, line) in lines(state).enumerated() where index < rect.height {
            let y = rect.y + index
            pen.canvas.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), role: line.role)
            let used = pen.put(" " + line.label, x: rect.x, y: y, role: line.role)
            let start = rect.x + max(used + 2, BarText.indent)
            let hintWidth = GlyphWidth.of(line.hint)
            let room = rect.maxX - start - 1
            let text = GlyphWidth.of(line.text) <= room ? line.text : line.brief ?? line.text
            let showHint = !line.hint.isEmpty && GlyphWidth.of(text) + hintWidth + 2 <= room
            pen.put(text, x: start, y: y, role: line.role, width: room)
            if showHint { pen.putRight(line.hint, x: start, y: y, role: line.role, width: room) }
        }
    }

    private static func calmText(_ state: ConsoleState) -> String {
        Wording.calmBar(state.options.bindings, incident: state.openIncident)
    }

    private static func armedLines(_ state: ConsoleState, _ plans: [Plan]) -> [Line] {
        let map = state.options.bindings
        let hint = "\(map.name(.undo)) undo   \(map.name(.abort)) abort   esc disarm"
        let (texts, _) = BarText.lines(plans, key: map.name(.rollback), width: state.size.columns)
        return texts.enumerated().map { index, text in
            Line(label: index == 0 ? "ARMED" : "", role: .armed, text: text, hint: index == 0 ? hint : "")
        }
    }

    /// When it cannot be armed it says why; what did not fit is counted, never left out silently.
    private static func offLines(_ state: ConsoleState, _ reason: String, alone: Bool) -> [Line] {
        guard state.options.canAct else {
            return alone ? [Line(label: "WATCH", role: .disarmed, text: watchText(state))] : []
        }
        // While something is done or has just been done, one line says so: the panes do not jump for a second one.
        if !alone, state.writeBlocked == nil, state.actionRuns || state.armed?.plans.isEmpty ?? true || reason == Wording.planning
        {
            return []
        }
        var lines: [Line] = []
        if state.overlay == nil, !state.disarmed, let armed = state.armed, armed.incident == state.openIncident?.id {
            let (texts, hidden) = BarText.lines(
                armed.plans, key: state.options.bindings.name(.rollback), width: state.size.columns)
            if hidden > 0 {
                lines = texts.map { Line(label: "", role: .disarmed, text: $0) }
                if var last = lines.popLast() {
                    last.hint = "+\(hidden) more"
                    let room = state.size.columns - BarText.indent - 1 - last.hint.count - 2
                    if GlyphWidth.of(last.text) > room { last.text = String(last.text.prefix(max(0, room - 1))) + "…" }
                    lines.append(last)
                }
            }
        }
        return [Line(label: "NOT ARMED", role: .disarmed, text: reason)] + lines
    }

    /// Watch mode has nothing to arm: the line tells what is being watched.
    private static func watchText(_ state: ConsoleState) -> String {
        guard let incident = state.openIncident else { return Wording.looking }
        let reason = incident.reason.text
        return reason.isEmpty ? incident.id : "\(incident.id): \(reason)"
    }

    // MARK: While and after it acts

    private static func actionLines(_ state: ConsoleState) -> [Line] {
        guard let group = state.group, !group.dismissed else { return [] }
        guard group.tracks.count > 1 else { return group.tracks.first.map { [line($0, state)] } ?? [] }
        let ended = group.tracks.filter { !$0.isRunning }
        let bad = group.tracks.filter { !$0.isRunning && !$0.verified }
        let names = { (tracks: [ActionTrack]) in tracks.map(\.plan.target.description).joined(separator: ", ") }
        let total = group.tracks.count
        if group.isRunning {
            let waiting = names(group.tracks.filter(\.isRunning))
            return [Line(label: "ACTING", role: .acting, text: "\(ended.count) of \(total) targets read back … \(waiting)")]
        }
        if bad.isEmpty {
            let recovered = group.tracks.filter { $0.recoveredAfter != nil }.count
            let text = "\(total) targets: \(names(group.tracks)) · \(recovered) recovered"
            return [Line(label: "DONE", role: .done, text: text, hint: undoHint(state))]
        }
        let text = "\(bad.count) of \(total) targets did not move: \(names(bad))"
        return [Line(label: bad.count == total ? "FAILED" : "PARTIAL", role: .failed, text: text, hint: "m messages")]
    }

    private static func undoHint(_ state: ConsoleState) -> String {
        guard let result = state.undoable.first, state.options.canAct,
            state.undoable.contains(where: { $0.target == state.selected })
        else { return "" }
        let key = state.options.bindings.name(.undo)
        if state.undoable.count > 1 { return "\(key) undo all" }
        return "\(key) undo → \(EffectiveTraffic(result.before).phrase)"
    }

    private static func line(_ track: ActionTrack, _ state: ConsoleState) -> Line {
        let target = track.plan.target
        let after = EffectiveTraffic(track.plan.after).phrase
        guard let result = track.result else {
            var text = "\(target)  " + phases(track, after)
            if let note = track.note { text += "  \(note)" }
            return Line(label: "ACTING", role: .acting, text: text)
        }
        guard result.outcome == .verified else {
            return Line(
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
        return Line(
            label: "DONE", role: .done, text: "\(moved)\(since) (\(Figures.span(result.duration)))\(health)",
            hint: undoHint(state),
            brief: moved + health)
    }

    /// `✓ journalled  ✓ sent  ✓ v6 100 % (0.4 s)  … reading back`
    private static func phases(_ track: ActionTrack, _ after: String) -> String {
        var words: [String] = []
        let start = track.marks.first { $0.phase == .sent }?.at ?? track.marks.first?.at
        for mark in track.marks {
            switch mark.phase {
            case .intent: words.append("✓ journalled")
            case .sent: words.append("✓ sent")
            case .acknowledged: words.append("✓ \(after) (\(Figures.span(start.map { mark.at - $0 } ?? .zero)))")
            case .verified: words.append("✓ read back")
            case .superseded: words.append("✗ superseded")
            case .notApplied: words.append("✗ not applied")
            case .unknown: words.append("? unknown")
            case .refused: words.append("✗ refused")
            }
        }
        switch track.marks.last?.phase {
        case nil: words.append("… writing the intent to the journal")
        case .intent?: words.append("… sending")
        case .sent?: words.append("… waiting for the reply")
        case .acknowledged?: words.append("… reading back")
        default: break
        }
        return words.joined(separator: " ")
    }
}
