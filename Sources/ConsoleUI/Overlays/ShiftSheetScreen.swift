import IncidentModel
import TerminalCanvas

enum ShiftSheetScreen {
    static func draw(_ sheet: ShiftSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let inside = OverlayScreen.frame("SHIFT \(sheet.target)", width: 72, height: 11, state, &pen)
        if let alias = state.live.picture?.aliases[sheet.target]?.value {
            pen.put("now      \(alias.effective.phrase)", x: inside.x, y: inside.y + 1, role: .sheet, width: inside.width)
        }
        pen.put("version", x: inside.x, y: inside.y + 3, role: .dim)
        sheet.version.draw(&pen, x: inside.x + 9, y: inside.y + 3, width: 12, focused: sheet.field == .version)
        pen.put("up down chooses one", x: inside.x + 23, y: inside.y + 3, role: .dim)
        pen.put("percent", x: inside.x, y: inside.y + 5, role: .dim)
        sheet.percent.draw(&pen, x: inside.x + 9, y: inside.y + 5, width: 12, focused: sheet.field == .percent)
        pen.put("of all requests; the pointer gets the rest", x: inside.x + 23, y: inside.y + 5, role: .dim)
        OverlayScreen.keys([("enter", "show the plan"), ("tab", "next field"), ("esc", "cancel")], inside, &pen)
        if let complaint = sheet.complaint {
            pen.put(complaint, x: inside.x, y: inside.maxY - 2, role: .warning, width: inside.width)
        }
    }
}

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
            pen.put(line, x: inside.x, y: y, role: .sheet)
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
        for severity in Severity.allCases.sorted(by: >) {
            let chosen = severity == sheet.severity
            let text = chosen ? "[\(severity.rawValue) \(severity.label)]" : " \(severity.rawValue) \(severity.label) "
            x += pen.put(text, x: x, y: y, role: chosen ? severity.role : .sheet) + 2
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

enum CommandLineScreen {
    static func draw(_ line: CommandLine, _ state: ConsoleState, _ pen: inout Pen) {
        let hint = line.complaint == nil ? "tab completes, up recalls, esc" : ""
        OverlayScreen.drawLine(":", line.field, hint, state, &pen)
        let y = state.size.rows - 2
        pen.canvas.fill(Rect(x: 0, y: y, width: state.size.columns, height: 1), role: .sheet)
        if let complaint = line.complaint {
            pen.put(complaint, x: 1, y: y, role: .failed, width: state.size.columns - 2)
            return
        }
        let list = line.completion == nil ? state.completions(of: line.field.text) : line.completions
        var x = 1
        let first = max(0, (line.completion ?? 0) - 4)
        for index in first..<list.count {
            let word = list[index].split(separator: " ").last.map(String.init) ?? ""
            guard x + GlyphWidth.of(word) + 2 < state.size.columns else { break }
            x += pen.put(word, x: x, y: y, role: index == line.completion ? .selected : .keyLabel) + 2
        }
        if list.count == 1 || list.isEmpty, let name = line.field.text.split(separator: " ").first,
            let binding = state.options.bindings.binding(command: String(name))
        {
            let text = "\(Wording.usage(String(name), binding.arguments))   \(binding.help)"
            pen.canvas.fill(Rect(x: 0, y: y, width: state.size.columns, height: 1), role: .sheet)
            pen.put(text, x: 1, y: y, role: .dim, width: state.size.columns - 2)
        }
    }
}
