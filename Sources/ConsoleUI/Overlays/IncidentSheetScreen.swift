import IncidentModel
import TerminalCanvas

/// The sheet of `D`: a new incident, or another severity for the open one.
enum IncidentSheetScreen {
    static func draw(_ sheet: IncidentSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let declares = sheet.incident == nil
        let title = sheet.incident.map { "SEVERITY OF \($0)" } ?? "DECLARE AN INCIDENT"
        let width = min(96, state.size.columns - 2)
        let suggestion = wrap(sheet.suggestion, to: width - 4)
        let listRoom = declares ? min(max(1, sheet.candidates.count), max(3, state.size.rows - 5 - 12 - suggestion.count), 10) : 0
        let height = suggestion.count + 9 + (declares ? listRoom + 2 : 0)
        let inside = OverlayScreen.frame(title, width: width, height: height, state, &pen)
        var y = inside.y
        for line in suggestion {
            pen.put(line, x: inside.x, y: y, role: .text)
            y += 1
        }
        y += 1
        drawSeverity(sheet, inside, y, &pen)
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

    private static func drawSeverity(_ sheet: IncidentSheet, _ inside: Rect, _ y: Int, _ pen: inout Pen) {
        pen.put("severity", x: inside.x, y: y, role: sheet.field == .severity ? .titleFocused : .dim)
        var x = inside.x + 10
        for severity in Severity.worst(3) {
            let chosen = severity == sheet.severity
            let text = chosen ? "[\(severity.rawValue) \(severity.label)]" : " \(severity.rawValue) \(severity.label) "
            x += pen.put(text, x: x, y: y, role: chosen ? severity.role : .text) + 2
        }
        pen.put("1 2 3 chooses", x: x + 1, y: y, role: .dim)
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
