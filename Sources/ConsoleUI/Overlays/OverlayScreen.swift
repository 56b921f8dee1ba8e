import IncidentModel
import TerminalCanvas

/// Draws what lies over the dashboard.
enum OverlayScreen {
    static func draw(_ state: ConsoleState, _ pen: inout Pen) {
        switch state.overlay {
        case nil: return
        case .help(let scroll)?: OverlayText.draw("HELP", OverlayText.help(state), scroll, state, &pen)
        case .messages(let scroll)?: OverlayText.draw("MESSAGES", OverlayText.messages(state), scroll, state, &pen)
        case .detail(let title, let lines, let scroll)?:
            OverlayText.draw(title, OverlayText.wrapped(lines, state), scroll, state, &pen)
        case .plan(let sheet)?: PlanSheetScreen.draw(sheet, state, &pen)
        case .shift(let sheet)?: ShiftSheetScreen.draw(sheet, state, &pen)
        case .incident(let sheet)?: IncidentSheetScreen.draw(sheet, state, &pen)
        case .note(let sheet)?: NoteSheetScreen.draw(sheet, state, &pen)
        case .role(let sheet)?: RoleSheetScreen.draw(sheet, state, &pen)
        case .history(let scroll)?: OverlayText.draw("HISTORY", HistoryText.lines(state), scroll, state, &pen)
        case .filter(let field, _)?: drawLine("/", field, "enter keeps it, esc lets it go", state, &pen)
        case .command(let line)?: CommandLineScreen.draw(line, state, &pen)
        case .question?: QuestionScreen.draw(state, &pen)
        case .group(let scroll)?:
            OverlayText.draw("LAST ACTION", OverlayText.wrapped(GroupText.lines(state), state), scroll, state, &pen)
        case .budget(let scroll)?:
            OverlayText.draw("BUDGET", OverlayText.wrapped(BudgetText.lines(state), state), scroll, state, &pen)
        case .ready(let board)?: ReadyScreen.draw(board, state, &pen)
        case .quit?:
            let inside = frame("QUIT", width: 78, height: 6, state, &pen)
            pen.put(Wording.quitQuestion, x: inside.x, y: inside.y, role: .text, width: inside.width)
            pen.put(Wording.quitChoice, x: inside.x, y: inside.y + 2, role: .key, width: inside.width)
        }
    }

    /// A sheet in the middle, above the status line; returns the inside, one cell of air on each side.
    static func frame(_ title: String, note: String = "", width: Int, height: Int, _ state: ConsoleState, _ pen: inout Pen)
        -> Rect
    {
        let width = min(width, state.size.columns - 2)
        let height = min(height, state.size.rows - 5)
        let top = 3 + max(0, (state.size.rows - 5 - height) / 3)
        let rect = Rect(
            x: (state.size.columns - width) / 2, y: min(top, state.size.rows - 2 - height), width: width, height: height)
        pen.canvas.fill(rect, role: .text)
        pen.canvas.box(
            rect, title: pen.symbols.text(title), note: pen.symbols.text(note), symbols: pen.symbols, border: .sheetBorder,
            titleRole: .sheetTitle)
        return rect.inset(2, 1)
    }

    /// A line typed in the footer.
    static func drawLine(_ prompt: String, _ field: TextField, _ hint: String, _ state: ConsoleState, _ pen: inout Pen) {
        let y = state.size.rows - 1
        pen.canvas.fill(Rect(x: 0, y: y, width: state.size.columns, height: 1), role: .input)
        pen.put(prompt, x: 1, y: y, role: .key)
        let width = state.size.columns - 3 - GlyphWidth.of(hint) - 3
        field.draw(&pen, x: 2, y: y, width: width, focused: true)
        pen.putRight(hint, x: 0, y: y, role: .dim, width: state.size.columns - 1)
    }

    /// The key line at the bottom of a sheet.
    static func keys(_ keys: [(String, String)], _ inside: Rect, dead: String? = nil, _ pen: inout Pen) {
        pen.canvas.fill(Rect(x: inside.x - 1, y: inside.maxY - 1, width: inside.width + 2, height: 1), role: .keyLabel)
        var x = inside.x
        for (index, (key, label)) in keys.enumerated() {
            let off = dead != nil && index == 0
            x += pen.put(key, x: x, y: inside.maxY - 1, role: off ? .keyDisabled : .key) + 1
            x += pen.put(label, x: x, y: inside.maxY - 1, role: off ? .keyDisabled : .keyLabel) + 3
        }
        if let dead { pen.putRight(dead, x: x, y: inside.maxY - 1, role: .warning, width: inside.maxX - x) }
    }
}
