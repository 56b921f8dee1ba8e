import IncidentModel
import TerminalCanvas

/// Before a role is taken from the person who has it: who, since when, and what will be written down.
enum RoleSheetScreen {
    static func draw(_ sheet: RoleSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let holder = sheet.holder
        let inside = OverlayScreen.frame(
            "TAKE OVER \(sheet.role.title.uppercased())", note: sheet.incident, width: 84, height: 11, state, &pen)
        let since = "since \(holder.from.clock), \(Figures.age(max(.zero, state.now - holder.from)))"
        pen.put("has it", x: inside.x, y: inside.y + 1, role: .dim)
        pen.put("\(holder.person.text), \(since)", x: inside.x + 10, y: inside.y + 1, role: .strong, width: inside.width - 10)
        pen.put("after", x: inside.x, y: inside.y + 2, role: .dim)
        let person = sheet.person.isEmpty ? "nobody" : Sanitiser.sanitise(sheet.person, limit: 64)
        pen.put(person, x: inside.x + 10, y: inside.y + 2, role: .strong, width: inside.width - 10)
        for (index, line) in wrap(Wording.takeOverMeans(holder), to: inside.width).prefix(2).enumerated() {
            pen.put(line, x: inside.x, y: inside.y + 4 + index, role: .text)
        }
        pen.put("why", x: inside.x, y: inside.maxY - 3, role: .dim)
        sheet.note.draw(&pen, x: inside.x + 10, y: inside.maxY - 3, width: inside.width - 10, focused: true)
        let key = state.options.bindings.name(.takeOver)
        OverlayScreen.keys(
            [(key, "take it over"), ("esc", "leave it")], inside,
            dead: sheet.complaint ?? (sheet.note.isEmpty ? Wording.takeOverNote : nil), &pen)
    }
}
