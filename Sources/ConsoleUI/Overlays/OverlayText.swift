import IncidentModel
import TerminalCanvas

/// Help, message log and details: lines that scroll.
enum OverlayText {
    static func help(_ state: ConsoleState) -> [[Piece]] {
        let lines = state.options.bindings.helpLines()
        let commands = lines.map { GlyphWidth.of($0.command) }.max() ?? 0
        return lines.map { line in
            let off = line.mutates && !state.options.canAct
            return [
                Piece(line.keys.padding(to: 11), off ? .keyDisabled : .key),
                Piece(line.command.padding(to: min(34, commands) + 2), off ? .keyDisabled : .keyLabel),
                Piece(line.text, off ? .keyDisabled : .text),
            ]
        } + (state.options.canAct ? [] : [[], [Piece(Wording.readOnly, .warning)]])
    }

    static func messages(_ state: ConsoleState) -> [[Piece]] {
        guard !state.log.isEmpty else { return [[Piece(Wording.noMessages, .dim)]] }
        let width = width(state) - 20
        return state.log.reversed().flatMap { notice in
            let mark: Piece =
                switch notice.level {
                case .info: Piece("info    ", .dim)
                case .warning: Piece("warning ", .warning)
                case .error: Piece("ERROR   ", .failed)
                }
            let lines = wrap(notice.text.text, to: width)
            return lines.enumerated().map { index, line in
                index == 0
                    ? [Piece("\(notice.at.clock)  ", .dim), mark, Piece(line, .text)]
                    : [Piece(String(repeating: " ", count: 19), .text), Piece(line, .text)]
            }
        }
    }

    /// Long lines broken; the indentation of a labelled line is kept.
    static func wrapped(_ lines: [Piece], _ state: ConsoleState) -> [[Piece]] {
        lines.flatMap { piece -> [[Piece]] in
            let room = width(state)
            if GlyphWidth.of(piece.text) <= room { return [[piece]] }
            let indent = String(repeating: " ", count: 12)
            let head = piece.text.prefix(12)
            // A label keeps its column; other text is broken from its beginning.
            guard head.last == " ", GlyphWidth.of(head) == 12 else {
                return wrap(piece.text, to: room - 12).enumerated().map {
                    [Piece($0.offset == 0 ? $0.element : indent + $0.element, piece.role)]
                }
            }
            return wrap(String(piece.text.dropFirst(12)), to: room - 12).enumerated().map {
                [Piece(($0.offset == 0 ? String(head) : indent) + $0.element, piece.role)]
            }
        }
    }

    static func width(_ state: ConsoleState) -> Int { min(110, state.size.columns - 2) - 4 }

    private static func lines(_ overlay: Overlay, _ state: ConsoleState) -> [[Piece]] {
        switch overlay {
        case .help: help(state)
        case .messages: messages(state)
        case .detail(_, let lines, _): wrapped(lines, state)
        case .group: wrapped(GroupText.lines(state), state)
        case .budget: wrapped(BudgetText.lines(state), state)
        case .history: HistoryText.lines(state)
        default: []
        }
    }

    /// Keeps the scroll position inside the text.
    static func clamped(_ overlay: Overlay, _ state: ConsoleState) -> Overlay {
        let most = max(0, lines(overlay, state).count - room(state))
        switch overlay {
        case .help(let scroll): return .help(scroll: min(scroll, most))
        case .messages(let scroll): return .messages(scroll: min(scroll, most))
        case .group(let scroll): return .group(scroll: min(scroll, most))
        case .budget(let scroll): return .budget(scroll: min(scroll, most))
        case .history(let scroll): return .history(scroll: min(scroll, most))
        case .detail(let title, let lines, let scroll): return .detail(title: title, lines: lines, scroll: min(scroll, most))
        default: return overlay
        }
    }

    private static func room(_ state: ConsoleState) -> Int { state.size.rows - 5 - 4 }

    static func draw(_ title: String, _ lines: [[Piece]], _ scroll: Int, _ state: ConsoleState, _ pen: inout Pen) {
        let more = lines.count > room(state)
        let shown = min(lines.count, room(state))
        let note = more ? "\(scroll + 1)–\(min(lines.count, scroll + shown)) of \(lines.count)" : ""
        let inside = OverlayScreen.frame(title, note: note, width: 110, height: shown + 4, state, &pen)
        for index in 0..<shown where scroll + index < lines.count {
            pen.put(lines[scroll + index], x: inside.x, y: inside.y + index, width: inside.width)
        }
        OverlayScreen.keys(more ? [("esc", "close"), ("up down pgup pgdn", "scroll")] : [("esc", "close")], inside, &pen)
    }
}
