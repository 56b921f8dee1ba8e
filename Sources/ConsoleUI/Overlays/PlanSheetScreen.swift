import IncidentModel
import TerminalCanvas

/// The plan sheet: what will be done, in numbers, before it is done.
enum PlanSheetScreen {
    static func draw(_ sheet: PlanSheet, _ state: ConsoleState, _ pen: inout Pen) {
        let target = sheet.command.target
        let picture = state.live.picture
        let place = "\(picture?.account ?? state.options.accountHint) · \(picture?.region ?? state.options.regionHint)"
        let title = "\(verb(sheet.command).uppercased()) \(target)"
        let width = min(100, state.size.columns - 2)
        switch sheet.answer {
        case .asking:
            let inside = OverlayScreen.frame(title, note: place, width: width, height: 7, state, &pen)
            pen.put(Wording.stillPlanning, x: inside.x, y: inside.y + 1, role: .dim)
            OverlayScreen.keys([("esc", "cancel")], inside, &pen)
        case .refused(let refusal):
            let lines = wrap(Sanitiser.sanitise(refusal.text, limit: 800), to: width - 6)
            let inside = OverlayScreen.frame(title, note: place, width: width, height: lines.count + 6, state, &pen)
            pen.put("no plan", x: inside.x, y: inside.y, role: .warning)
            for (index, line) in lines.enumerated() { pen.put(line, x: inside.x, y: inside.y + 2 + index, role: .text) }
            OverlayScreen.keys([("esc", "close")], inside, &pen)
        case .ready(let plan): draw(plan, sheet, state, title: title, place: place, width: width, &pen)
        }
    }

    private static func draw(
        _ plan: Plan, _ sheet: PlanSheet, _ state: ConsoleState, title: String, place: String, width: Int, _ pen: inout Pen
    ) {
        let (lines, available) = fitted(plan, sheet, state)
        let first = max(0, min(sheet.scroll, lines.count - available))
        let body = Array(lines.dropFirst(first).prefix(available))
        let fields = fieldRows(sheet, width: min(100, state.size.columns - 2) - 4)
        let inside = OverlayScreen.frame(title, note: place, width: width, height: body.count + fields + 4, state, &pen)
        if lines.count > available {
            let text = "lines \(first + 1)–\(first + body.count) of \(lines.count), up down "
            pen.putRight(text, x: inside.x, y: inside.y + body.count, role: .warning, width: inside.width)
        }
        for (index, line) in body.enumerated() {
            let y = inside.y + index
            let changed = line.part.map { sheet.changed.contains($0) } ?? false
            if changed {
                pen.canvas.fill(Rect(x: inside.x - 1, y: y, width: inside.width + 2, height: 1), role: .sheetChanged)
                pen.put("»", x: inside.x - 1, y: y, role: .sheetChanged)
            }
            draw(line, changed: changed, x: inside.x, y: y, width: inside.width, &pen)
        }
        drawFields(sheet, plan, state, inside, &pen)
    }

    private static func fieldRows(_ sheet: PlanSheet, width: Int) -> Int {
        sheet.confirmation.map { 3 + dangerLines($0, width: width).count } ?? 2
    }

    /// Why it has to be typed, over at most two lines.
    private static func dangerLines(_ confirmation: TypedConfirmation, width: Int) -> [String] {
        let lines = wrap("! \(Sanitiser.sanitise(confirmation.why, limit: 300))", to: width - 4)
        let cut = lines.count > 2 ? [lines[0], String(lines[1].prefix(max(0, width - 5))) + "…"] : lines
        return cut.enumerated().map { ($0.offset == 0 ? "  " : "    ") + $0.element }
    }

    /// The lines of a plan and how many of them fit; blank lines go first.
    private static func fitted(_ plan: Plan, _ sheet: PlanSheet, _ state: ConsoleState) -> ([PlanSheetText.Line], Int) {
        let available = state.size.rows - 5 - 2 - fieldRows(sheet, width: min(100, state.size.columns - 2) - 4) - 2
        let body = PlanSheetText.body(plan, state, width: min(100, state.size.columns - 2) - 4)
        return (body.count > available ? body.filter { !$0.pieces.isEmpty || $0.bar != nil } : body, max(1, available))
    }

    /// How far the sheet scrolls.
    static func hiddenLines(_ sheet: PlanSheet, _ state: ConsoleState) -> Int {
        guard let plan = sheet.ready else { return 0 }
        let (lines, available) = fitted(plan, sheet, state)
        return max(0, lines.count - available)
    }

    private static func draw(_ line: PlanSheetText.Line, changed: Bool, x: Int, y: Int, width: Int, _ pen: inout Pen) {
        var x = x
        let end = x + width
        for (index, piece) in line.pieces.enumerated() {
            x += pen.put(piece.text, x: x, y: y, role: changed ? .sheetChanged : piece.role, width: end - x)
            if index == 0, let bar = line.bar {
                pen.bar(bar.map { ($0.share, $0.glyph(pen.symbols), $0.role) }, x: x, y: y, width: 20)
                x += 22
            }
        }
    }

    private static func drawFields(_ sheet: PlanSheet, _ plan: Plan, _ state: ConsoleState, _ inside: Rect, _ pen: inout Pen) {
        var y = inside.maxY - 3
        let label = 10
        pen.put("  reason", x: inside.x, y: y, role: .dim)
        sheet.reason.draw(&pen, x: inside.x + label, y: y, width: inside.width - label - 1, focused: sheet.field == .reason)
        if let confirmation = sheet.confirmation {
            y -= 1
            let prompt = "  type \(Sanitiser.sanitise(confirmation.word, limit: 193)) "
            let why = dangerLines(confirmation, width: inside.width)
            for (index, line) in why.enumerated() {
                pen.put(line, x: inside.x, y: y - why.count + index, role: .failed, width: inside.width)
            }
            y -= 1
            let used = pen.put(prompt, x: inside.x, y: y + 1, role: .warning, width: inside.width - 12)
            sheet.name.draw(
                &pen, x: inside.x + used + 1, y: y + 1, width: inside.width - used - 2, focused: sheet.field == .name)
        }
        if sheet.mustRead {
            OverlayScreen.keys(
                [("enter", verb(sheet.command)), ("esc", "cancel")], inside, dead: Wording.changedBy(sheet.changedBy), &pen)
            return
        }
        let dead = sheet.complaint ?? state.commitReason(sheet)
        let enter = state.breaksGlass(plan) ? "BREAK GLASS, \(verb(sheet.command))" : verb(sheet.command)
        var keys = [("enter", enter), ("esc", "cancel")]
        if sheet.confirmation != nil { keys.append(("tab", "next field")) }
        if !state.isApproved(plan) { keys.append((state.options.bindings.name(.askApproval), "ask")) }
        if plan.provisioned != nil { keys.append((state.options.bindings.name(.provisioned), "next way")) }
        OverlayScreen.keys(keys, inside, dead: dead, &pen)
    }

    static func verb(_ command: Command) -> String {
        switch command {
        case .rollback: "roll back"
        case .abort: "abort"
        case .promote: "promote"
        case .shift: "shift"
        case .undo: "undo"
        }
    }
}
