import IncidentModel
import TerminalCanvas

/// The sheet of `N`: a sentence, what it is, and what was looked at.
enum NoteSheetScreen {
    static func draw(_ sheet: NoteSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let title = state.recordedIncident.map { "NOTE \($0.id)" } ?? "NOTE"
        let inside = OverlayScreen.frame(title, width: 84, height: 8, state, &pen)
        pen.put("note", x: inside.x, y: inside.y + 1, role: .dim)
        sheet.field.draw(&pen, x: inside.x + 8, y: inside.y + 1, width: inside.width - 8, focused: true)
        pen.put("marked", x: inside.x, y: inside.y + 3, role: .dim)
        var x = inside.x + 8
        for mark in [nil] + Incident.Note.Mark.allCases {
            let chosen = mark == sheet.mark
            let text = chosen ? "[\(Wording.mark(mark))]" : " \(Wording.mark(mark)) "
            x += pen.put(text, x: x, y: inside.y + 3, role: chosen ? .strong : .dim) + 1
        }
        let target = sheet.target.map { "about \($0)" } ?? ""
        pen.put(target, x: inside.x + 8, y: inside.y + 2, role: .dim, width: inside.width - 8)
        OverlayScreen.keys([("enter", "write it"), ("tab", "mark it"), ("esc", "cancel")], inside, &pen)
    }
}
