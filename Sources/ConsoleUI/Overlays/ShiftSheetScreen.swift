import IncidentModel
import TerminalCanvas

/// Asks for version and percent before a shift is planned.
enum ShiftSheetScreen {
    static func draw(_ sheet: ShiftSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let inside = OverlayScreen.frame("SHIFT \(sheet.target)", width: 72, height: 11, state, &pen)
        if let alias = state.live.picture?.aliases[sheet.target]?.value {
            pen.put("now      \(alias.effective.phrase)", x: inside.x, y: inside.y + 1, role: .text, width: inside.width)
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
