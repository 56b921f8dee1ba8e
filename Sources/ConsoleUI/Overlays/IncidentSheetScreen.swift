import IncidentModel
import TerminalCanvas

/// The sheet of `D`: a new incident, or another severity for the open one.
enum IncidentSheetScreen {
    static func draw(_ sheet: IncidentSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let declares = sheet.incident == nil
        let title = sheet.incident.map { "SEVERITY OF \($0)" } ?? "DECLARE AN INCIDENT"
        let width = min(96, state.size.columns - 2)
        var suggestion = wrap(sheet.suggestion, to: width - 4).map { Piece($0, .text) }
        if let proposal = sheet.proposal {
            suggestion += seen(proposal, width: width - 4, lines: state.size.rows - 5 - 14 - suggestion.count)
        }
        let listRoom = declares ? min(max(1, sheet.candidates.count), max(3, state.size.rows - 5 - 12 - suggestion.count), 10) : 0
        let height = suggestion.count + 9 + (declares ? listRoom + 2 : 0)
        let inside = OverlayScreen.frame(title, width: width, height: height, state, &pen)
        var y = inside.y
        for line in suggestion {
            pen.put(line.text, x: inside.x, y: y, role: line.role, width: inside.width)
            y += 1
        }
        y += 1
        drawSeverity(sheet, state.options.severities, inside, y, &pen)
        y += 2
        if declares {
            drawTargets(sheet, state, inside, &y, listRoom, &pen)
            y += 1
        }
        pen.put("reason", x: inside.x, y: y, role: sheet.field == .reason ? .titleFocused : .dim)
        sheet.reason.draw(&pen, x: inside.x + 10, y: y, width: inside.width - 10, focused: sheet.field == .reason)
        let note = sheet.severity == .sev1 ? "SEV-1 arms \(state.options.bindings.name(.rollback)): it will act at once" : ""
        pen.put(sheet.complaint ?? note, x: inside.x, y: inside.maxY - 3, role: .warning, width: inside.width)
        OverlayScreen.keys(
            [
                ("enter", declares ? "declare \(sheet.severity.label)" : "set \(sheet.severity.label)"), ("tab", "next field"),
                ("esc", "cancel"),
            ],
            inside, &pen)
    }

    /// What was seen, then the alarms that do not count, each with why; what has no room is counted.
    private static func seen(_ proposal: IncidentProposal, width: Int, lines: Int) -> [Piece] {
        let all =
            proposal.evidence.map { Piece("· \(Sanitiser.sanitise($0, limit: 300))", .text) }
            + proposal.discounted.map { Piece("  \(Wording.discounted($0))", .dim) }
        let room = max(1, min(8, lines))
        guard all.count > room else { return all }
        // At least one alarm that does not count stays, where there is one: it is what somebody will ask about.
        let kept = proposal.discounted.isEmpty || room < 3 ? 0 : 1
        let head = Array(all.prefix(min(proposal.evidence.count, room - 1 - kept)))
        let tail = all.dropFirst(proposal.evidence.count).prefix(max(0, room - 1 - head.count))
        return head + tail + [Piece("  +\(all.count - head.count - tail.count) more", .dim)]
    }

    private static func drawSeverity(_ sheet: IncidentSheet, _ count: Int, _ inside: Rect, _ y: Int, _ pen: inout Pen) {
        pen.put("severity", x: inside.x, y: y, role: sheet.field == .severity ? .titleFocused : .dim)
        var x = inside.x + 10
        for severity in Severity.worst(count) {
            let chosen = severity == sheet.severity
            let text = chosen ? "[\(severity.rawValue) \(severity.label)]" : " \(severity.rawValue) \(severity.label) "
            x += pen.put(text, x: x, y: y, role: chosen ? severity.role : .text) + 2
        }
        let keys = Severity.worst(count).map { "\($0.rawValue)" }.joined(separator: " ")
        pen.put("\(keys) chooses", x: x + 1, y: y, role: .dim, width: max(0, inside.maxX - x - 1))
    }

    private static func drawTargets(
        _ sheet: IncidentSheet, _ state: ConsoleState, _ inside: Rect, _ y: inout Int, _ room: Int, _ pen: inout Pen
    ) {
        let focused = sheet.field == .targets
        let count = "\(sheet.chosen.count) chosen of \(sheet.candidates.count)"
        pen.put("targets", x: inside.x, y: y, role: focused ? .titleFocused : .dim)
        pen.put("\(count)   space ticks", x: inside.x + 10, y: y, role: .dim)
        y += 1
        let first = max(0, min(sheet.row - room / 2, sheet.candidates.count - room))
        for index in first..<min(sheet.candidates.count, first + room) {
            let target = sheet.candidates[index]
            let ticked = sheet.chosen.contains(target)
            let role: Role = focused && index == sheet.row ? .selected : ticked ? .strong : .dim
            let why = Sanitiser.sanitise(state.live.assessments[target]?.troubleText ?? "", limit: 200)
            let used = pen.put("[\(ticked ? "x" : " ")] \(target)", x: inside.x + 10, y: y, role: role, width: inside.width - 10)
            pen.put(why, x: inside.x + 12 + used, y: y, role: .dim, width: inside.width - 12 - used)
            y += 1
        }
    }
}
