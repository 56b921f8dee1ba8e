import IncidentModel
import TerminalCanvas

/// The plan sheet: what will be done, in numbers, before it is done.
enum PlanSheetScreen {
    /// One line of the sheet; `part` says which change marks it.
    private struct Line {
        var pieces: [Piece]
        var part: PlanSheet.Part?
        var bar: [AliasesPane.Part]?
    }

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
        let fields = fieldRows(sheet)
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

    private static func fieldRows(_ sheet: PlanSheet) -> Int { sheet.danger == nil ? 2 : 4 }

    /// The lines of a plan and how many of them fit; blank lines go first.
    private static func fitted(_ plan: Plan, _ sheet: PlanSheet, _ state: ConsoleState) -> ([Line], Int) {
        let available = state.size.rows - 5 - 2 - fieldRows(sheet) - 2
        let body = self.body(plan, state, width: min(100, state.size.columns - 2) - 4)
        return (body.count > available ? body.filter { !$0.pieces.isEmpty || $0.bar != nil } : body, max(1, available))
    }

    /// How far the sheet scrolls.
    static func hiddenLines(_ sheet: PlanSheet, _ state: ConsoleState) -> Int {
        guard let plan = sheet.ready else { return 0 }
        let (lines, available) = fitted(plan, sheet, state)
        return max(0, lines.count - available)
    }

    private static func draw(_ line: Line, changed: Bool, x: Int, y: Int, width: Int, _ pen: inout Pen) {
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

    private static func body(_ plan: Plan, _ state: ConsoleState, width: Int) -> [Line] {
        let assessment = state.live.assessments[plan.target]
        func side(_ name: String, _ routing: Routing, _ part: PlanSheet.Part, tail: String) -> Line {
            let parts = AliasesPane.split(AliasState(target: plan.target, routing: routing, revision: plan.revision), assessment)
            var pieces = [Piece("  \(name.padding(to: 8))", .dim)]
            for share in parts { pieces.append(Piece("\(share.version.label) \(Figures.share(share.share)) %   ", share.role)) }
            if !tail.isEmpty { pieces.append(Piece(tail, .text)) }
            return Line(pieces: pieces, part: part, bar: parts)
        }
        var lines = [Line(pieces: [])]
        lines.append(side("now", plan.before, .now, tail: errorsNow(plan, state)))
        lines.append(side("after", plan.after, .after, tail: ""))
        lines.append(Line(pieces: []))
        for (index, step) in plan.steps.enumerated() {
            let number = "  \(index + 1)  "
            let call = Sanitiser.sanitise(step.call, limit: 80)
            let text = "\(Sanitiser.sanitise(step.before, limit: 120)) → \(Sanitiser.sanitise(step.after, limit: 120))"
            let expects = step.expects.isEmpty ? "" : Sanitiser.sanitise(step.expects, limit: 160)
            let head = number + call.padding(to: 20) + " " + text
            let oneLine = !expects.isEmpty && GlyphWidth.of(head) + GlyphWidth.of(expects) + 2 <= width
            var pieces = [Piece(number, .dim), Piece(call.padding(to: 20) + " ", .strong), Piece(text, .text)]
            if oneLine { pieces.append(Piece(", " + expects, .dim)) }
            lines.append(Line(pieces: pieces, part: .steps))
            if !expects.isEmpty, !oneLine { lines.append(Line(pieces: [Piece("     " + expects, .dim)], part: .steps)) }
        }
        lines.append(Line(pieces: [Piece("     about \(Figures.predicted(plan.predicted)) in all", .dim)], part: .steps))
        lines.append(Line(pieces: []))
        if let evidence = plan.evidence {
            let text = "★ \(evidence.version.label) is last good: \(Sanitiser.sanitise(evidence.evidence, limit: 400))"
            lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .ok)], part: .evidence) }
            for over in evidence.passedOver.prefix(3) {
                let text = "✗ \(over.version.label) passed over: \(Sanitiser.sanitise(over.reason, limit: 300))"
                lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .dim)], part: .evidence) }
            }
        }
        for warning in plan.warnings {
            let text = "! \(Sanitiser.sanitise(warning, limit: 400))"
            lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .warning)], part: .warnings) }
        }
        if !plan.cannotUndo.isEmpty {
            let list = plan.cannotUndo.map { Sanitiser.sanitise($0, limit: 200) }.joined(separator: ", ")
            lines += wrap("! does not undo: \(list)", to: width - 2).map {
                Line(pieces: [Piece("  " + $0, .warning)], part: .warnings)
            }
        }
        return lines
    }

    private static func errorsNow(_ plan: Plan, _ state: ConsoleState) -> String {
        guard let metrics = state.live.picture?.metrics[plan.target]?.value else { return "" }
        if let bad = state.live.assessments[plan.target]?.badVersion,
            let rate = metrics.byVersion[bad]?.errorRate.latest?.value
        {
            return "\(Figures.prose(rate: rate)) errors on \(bad.label)"
        }
        return metrics.whole.errorRate.latest.map { "\(Figures.prose(rate: $0.value)) errors" } ?? ""
    }

    private static func drawFields(_ sheet: PlanSheet, _ plan: Plan, _ state: ConsoleState, _ inside: Rect, _ pen: inout Pen) {
        var y = inside.maxY - 3
        let label = 10
        pen.put("  reason", x: inside.x, y: y, role: .dim)
        sheet.reason.draw(&pen, x: inside.x + label, y: y, width: inside.width - label - 1, focused: sheet.field == .reason)
        if let danger = sheet.danger {
            y -= 2
            pen.put("  ! \(danger)", x: inside.x, y: y, role: .failed, width: inside.width)
            let prompt = "  type \(plan.target) "
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
        var keys = [("enter", verb(sheet.command)), ("esc", "cancel")]
        if sheet.danger != nil { keys.append(("tab", "next field")) }
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
