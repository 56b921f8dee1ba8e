import IncidentModel
import TerminalCanvas

/// How bad, how far, since when, who, and what is to be done next.
enum IncidentPane {
    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let board = state.board
        let title = board.map { "INCIDENT \($0.incident.id)" } ?? "INCIDENT"
        let resolved = board.map { !$0.incident.isOpen } ?? false
        let inside = pen.box(
            rect, title: title, number: 7, note: resolved ? "resolved" : "", focused: state.focus == .incident)
        guard let board else {
            let text = state.readsJournal ? Wording.readingJournal : Wording.noIncident
            pen.put(text, x: inside.x + 1, y: inside.y, role: .dim, width: inside.width - 2)
            return
        }
        let width = inside.width - 2
        var y = inside.y
        for line in facts(board, state, width: width) where y < inside.maxY {
            pen.put(line, x: inside.x + 1, y: y, width: width)
            y += 1
        }
        list(board, state, Rect(x: inside.x + 1, y: y, width: width, height: inside.maxY - y), &pen)
    }

    // MARK: Facts

    private static func facts(_ board: IncidentBoard, _ state: ConsoleState, width: Int) -> [[Piece]] {
        let incident = board.incident
        return [stage(incident, state, width: width)]
            + packed(clocks(incident, state), width: width, lines: 2)
            + packed(roles(incident, state), width: width, lines: 2)
    }

    private static func stage(_ incident: Incident, _ state: ConsoleState, width: Int) -> [Piece] {
        var pieces = [Piece(" \(incident.severity.label) ", incident.severity.role), Piece("  ", .text)]
        let chain = IncidentStage.allCases.map { $0 == incident.stage ? "[\($0.rawValue)]" : $0.rawValue }
        let room = width - Piece.width(pieces)
        if chain.reduce(0, { $0 + $1.count + 3 }) - 3 <= room {
            for (index, stage) in IncidentStage.allCases.enumerated() {
                if index > 0 { pieces.append(Piece(" → ", .dim)) }
                pieces.append(Piece(chain[index], stage == incident.stage ? .strong : .dim))
            }
            return pieces
        }
        let since = incident.stages.last.map { " for \(Figures.age(max(.zero, state.now - $0.at)))" } ?? ""
        pieces.append(Piece(incident.stage.rawValue, .strong))
        pieces.append(Piece(since, .dim))
        let position = (IncidentStage.allCases.firstIndex(of: incident.stage) ?? 0) + 1
        pieces.append(Piece("   stage \(position) of \(IncidentStage.allCases.count)", .dim))
        return pieces
    }

    /// `✓ detect 2 m`, `… contain 0:41`, `– recover`
    private static func clocks(_ incident: Incident, _ state: ConsoleState) -> [[Piece]] {
        let known = state.facts.clocks[incident.id]
        let clocks = known?.finished ?? IncidentClocks()
        let decided = known?.decidedAt
        let contained = decided.flatMap { at in clocks.contain.map { at + $0 } }
        func clock(_ name: String, _ finished: Duration?, since: Timestamp?) -> [Piece] {
            if let finished { return [Piece("✓ ", .ok), Piece("\(name) ", .dim), Piece(Figures.span(finished), .text)] }
            guard let since, incident.isOpen else { return [Piece("– \(name)", .dim)] }
            return [
                Piece("… ", .warning), Piece("\(name) ", .text), Piece(Figures.elapsed(max(.zero, state.now - since)), .warning),
            ]
        }
        let acknowledged = clocks.acknowledge ?? incident.acknowledgedAt.map { max(.zero, $0 - incident.detectedAt) }
        return [
            clock("detect", clocks.detect, since: nil), clock("ack", acknowledged, since: incident.detectedAt),
            clock("contain", clocks.contain, since: decided), clock("recover", clocks.recover, since: contained),
        ]
    }

    private static func roles(_ incident: Incident, _ state: ConsoleState) -> [[Piece]] {
        func held(_ title: String, _ holder: RoleAssignment) -> [Piece] {
            let age = Figures.shortAge(max(.zero, state.now - holder.from))
            return [Piece("\(title) ", .dim), Piece(holder.person.text, .strong), Piece(" \(age)", .dim)]
        }
        let nobody = state.options.canAct ? "no IC (\(state.options.bindings.name(.commander)))" : "no IC"
        let commander = incident.commander.map { held("IC", $0) } ?? [Piece(nobody, .warning)]
        let others = incident.roles.filter { $0.to == nil && $0.role != .commander }
        return [commander] + others.map { held($0.role.title, $0) }
    }

    /// Groups beside each other as far as they fit, over at most so many lines; what is left out is counted.
    private static func packed(_ groups: [[Piece]], width: Int, lines limit: Int) -> [[Piece]] {
        var lines: [[Piece]] = [[]]
        for (index, group) in groups.enumerated() {
            let last = lines[lines.count - 1]
            let gap = last.isEmpty ? 0 : 3
            let more = index + 1 < groups.count && lines.count == limit ? 5 : 0
            if Piece.width(last) + gap + Piece.width(group) + more <= width || last.isEmpty {
                lines[lines.count - 1] = last + (gap > 0 ? [Piece("   ", .text)] : []) + group
            } else if lines.count < limit {
                lines.append(group)
            } else {
                lines[lines.count - 1].append(Piece("  +\(groups.count - index)", .dim))
                break
            }
        }
        return lines
    }

    // MARK: The list

    private static func list(_ board: IncidentBoard, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        guard rect.height > 0 else { return }
        guard board.steps > 0 || !board.rows.isEmpty else {
            for (index, line) in wrap(Wording.noChecklist(board.incident), to: rect.width).prefix(rect.height).enumerated() {
                pen.put(line, x: rect.x, y: rect.y + index, role: .dim)
            }
            return
        }
        let focused = state.focus == .incident
        let cursor = focused ? min(board.rows.count - 1, state.paneRow[.incident] ?? 0) : -1
        var y = rect.y
        // The heading is worth less than the steps.
        if rect.height > 2 {
            heading(board, focused, state, Rect(x: rect.x, y: y, width: rect.width, height: 1), &pen)
            y += 1
        }
        let room = rect.maxY - y
        let next = board.rows.firstIndex { row in
            if case .step = row { return !(board.tick(of: row)?.isDone ?? false) }
            return false
        }
        let wanted = focused ? cursor - room / 2 : (next ?? 0)
        let first = max(0, min(wanted, board.rows.count - room))
        for offset in 0..<room where first + offset < board.rows.count {
            let line = Rect(x: rect.x, y: y + offset, width: rect.width, height: 1)
            row(board.rows[first + offset], board, selected: first + offset == cursor, state, line, &pen)
        }
    }

    private static func heading(_ board: IncidentBoard, _ focused: Bool, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        var text = board.names.isEmpty ? "" : board.names.map { Sanitiser.sanitise($0, limit: 40) }.joined(separator: ", ") + " "
        text += "\(board.done) of \(board.steps) done"
        if board.leftBefore > 0 { text += Wording.leftBefore(board.leftBefore) }
        let keys = focused && state.options.canAct ? "enter ticks  \(state.options.bindings.name(.runStep)) runs" : ""
        let used = pen.put(text, x: rect.x, y: rect.y, role: board.leftBefore > 0 ? .warning : .dim, width: rect.width)
        if used + 2 + keys.count <= rect.width { pen.putRight(keys, x: rect.x, y: rect.y, role: .dim, width: rect.width) }
    }

    private static func row(
        _ row: IncidentBoard.Row, _ board: IncidentBoard, selected: Bool, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen
    ) {
        if selected { pen.canvas.fill(Rect(x: rect.x - 1, y: rect.y, width: rect.width + 2, height: 1), role: .selected) }
        func role(_ usual: Role) -> Role { selected ? .selected : usual }
        pen.put(selected ? "▸" : " ", x: rect.x - 1, y: rect.y, role: role(.text))
        switch row {
        case .link(let link):
            let title = link.title.text.isEmpty ? "" : "\(link.title.text)  "
            pen.put("link  \(title)\(link.url.text)", x: rect.x, y: rect.y, role: role(.dim), width: rect.width)
        case .step(_, let step):
            let tick = board.tick(of: row)
            let isDone = tick?.isDone ?? false
            let who = tick.map { "\(HeaderBar.shortActor($0.actor)) \(Figures.minute($0.at))Z" } ?? ""
            let tail = isDone ? who : step.command.map { ":\(Sanitiser.sanitise($0, limit: 40))" } ?? ""
            let shown = pen.symbols.cut(tail, to: rect.width / 3)
            let room = rect.width - 4 - (shown.isEmpty ? 0 : GlyphWidth.of(shown) + 2)
            pen.put("[\(isDone ? "x" : " ")] ", x: rect.x, y: rect.y, role: role(isDone ? .ok : .strong))
            let text = step.stage == board.incident.stage ? step.text.text : "\(step.stage.rawValue): \(step.text.text)"
            pen.put(text, x: rect.x + 4, y: rect.y, role: role(isDone ? .dim : .text), width: room)
            pen.putRight(shown, x: rect.x, y: rect.y, role: role(isDone ? .dim : .key), width: rect.width)
        }
    }
}
