import IncidentModel
import TerminalCanvas

/// The line under the header: what `R` will do, what is being done, what was done.
enum ArmedBar {
    struct Line {
        var label: String
        var role: Role
        var text: String
        var hint = ""
        /// What is said instead when `text` does not fit, the fullest first.
        var briefs: [String] = []

        /// The hint in fewer words.
        var briefHint = ""

        /// The fullest text that leaves room for the hint, which names a key, be it in fewer words; else the fullest that fits.
        func fitting(_ room: Int) -> (text: String, hint: String) {
            let texts = [text] + briefs
            func fits(_ text: String, _ hint: String) -> Bool { GlyphWidth.of(text) + 2 + GlyphWidth.of(hint) <= room }
            if let both = texts.dropLast(briefHint.isEmpty ? 0 : 1).first(where: { fits($0, hint) }) { return (both, hint) }
            if !briefHint.isEmpty, let both = texts.first(where: { fits($0, briefHint) }) { return (both, briefHint) }
            return (texts.first { GlyphWidth.of($0) <= room } ?? texts[texts.count - 1], "")
        }
    }

    /// One to five lines; the layout gives them the room.
    static func lines(_ state: ConsoleState) -> [Line] {
        var lines = ActionLine.lines(state)
        lines += GuardText.lines(state)
        switch state.arming {
        case .armed(let plans): lines += armedLines(state, plans)
        case .off(let reason): lines += offLines(state, reason, alone: lines.isEmpty)
        case .calm:
            if lines.isEmpty {
                lines.append(
                    ProposalText.bar(state) ?? Line(label: "NOT ARMED", role: .disarmed, text: calmText(state)))
            }
        }
        return lines
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        for (index, line) in lines(state).enumerated() where index < rect.height {
            let y = rect.y + index
            pen.canvas.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), role: line.role)
            let used = pen.put(" " + line.label, x: rect.x, y: y, role: line.role)
            let start = rect.x + max(used + 2, BarText.indent)
            let room = rect.maxX - start - 1
            let (text, hint) = line.fitting(room)
            pen.put(text, x: start, y: y, role: line.role, width: room)
            if !hint.isEmpty { pen.putRight(hint, x: start, y: y, role: line.role, width: room) }
        }
    }

    private static func calmText(_ state: ConsoleState) -> String {
        if state.readsJournal { return Wording.readingJournalBar(state.options.bindings) }
        return Wording.calmBar(state.options.bindings, incident: state.openIncident)
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
            return alone ? [ProposalText.bar(state) ?? Line(label: "WATCH", role: .disarmed, text: watchText(state))] : []
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
        guard let incident = state.openIncident else { return state.readsJournal ? Wording.readingJournal : Wording.looking }
        let reason = incident.reason.text
        return reason.isEmpty ? incident.id : "\(incident.id): \(reason)"
    }
}
