import IncidentModel
import TerminalCanvas

extension Overlay {
    /// Puts pasted text into the field that has focus. Line breaks never commit anything.
    mutating func insert(_ text: String) {
        switch self {
        case .plan(var sheet):
            if sheet.field == .name { sheet.name.insert(text) } else { sheet.reason.insert(text) }
            self = .plan(sheet)
        case .shift(var sheet):
            if sheet.field == .version { sheet.version.insert(text) } else { sheet.percent.insert(text) }
            self = .shift(sheet)
        case .incident(var sheet):
            sheet.reason.insert(text)
            self = .incident(sheet)
        case .note(var sheet):
            sheet.field.insert(text)
            self = .note(sheet)
        case .role(var sheet):
            sheet.note.insert(text)
            self = .role(sheet)
        case .filter(var field, let before):
            field.insert(text)
            self = .filter(field, before: before)
        case .command(var line):
            line.field.insert(text)
            self = .command(line)
        default: break
        }
    }
}

extension ConsoleState {
    mutating func pressInOverlay(_ key: Key) -> [Effect] {
        guard let overlay else { return [] }
        if key == .control("l") { return [.redraw] }
        switch overlay {
        case .help(let scroll): return scrollOverlay(key, scroll, closes: .help) { .help(scroll: $0) }
        case .messages(let scroll): return scrollOverlay(key, scroll, closes: .messages) { .messages(scroll: $0) }
        case .detail(let title, let lines, let scroll):
            if key == .enter {
                self.overlay = nil
                return []
            }
            return scrollOverlay(key, scroll, closes: .open) { .detail(title: title, lines: lines, scroll: $0) }
        case .plan(let sheet): return press(key, in: sheet)
        case .shift(let sheet): return press(key, in: sheet)
        case .incident(let sheet): return press(key, in: sheet)
        case .note(let sheet): return press(key, in: sheet)
        case .role(let sheet): return press(key, in: sheet)
        case .history(let scroll): return scrollOverlay(key, scroll, closes: .history) { .history(scroll: $0) }
        case .filter(let field, let before): return press(key, inFilter: field, before: before)
        case .command(let line): return press(key, in: line)
        case .quit: return pressInQuit(key)
        case .question: return pressInQuestion(key)
        case .group(let scroll): return scrollOverlay(key, scroll, closes: .open) { .group(scroll: $0) }
        case .budget(let scroll): return scrollOverlay(key, scroll, closes: .open) { .budget(scroll: $0) }
        case .ready(let board): return press(key, in: board)
        }
    }

    private mutating func scrollOverlay(_ key: Key, _ scroll: Int, closes: Intent, _ make: (Int) -> Overlay) -> [Effect] {
        let binding = options.bindings.binding(for: key)
        let page = max(1, size.rows - 8)
        switch binding?.intent {
        case .close?, .quit?, closes?: overlay = nil
        case .up?: overlay = make(max(0, scroll - 1))
        case .down?: overlay = make(scroll + 1)
        case .pageUp?: overlay = make(max(0, scroll - page))
        case .pageDown?: overlay = make(scroll + page)
        case .top?: overlay = make(0)
        case .bottom?: overlay = make(100_000)
        default:
            if let binding, binding.mutates { say(options.canAct ? Wording.notUnderOverlay : Wording.readOnly) }
        }
        if let shown = overlay { overlay = OverlayText.clamped(shown, self) }
        return []
    }

    private mutating func press(_ key: Key, inFilter field: TextField, before: String) -> [Effect] {
        var field = field
        switch key {
        case .escape:
            filter = before
            overlay = nil
            refilter()
        case .enter: overlay = nil
        case .up: moveUnderFilter(-1)
        case .down: moveUnderFilter(1)
        default:
            _ = field.edit(key)
            overlay = .filter(field, before: before)
            applyFilterWhileTyping()
        }
        return []
    }

    private mutating func moveUnderFilter(_ by: Int) {
        guard let selected, let index = rows.firstIndex(of: selected) else { return }
        self.selected = rows[max(0, min(rows.count - 1, index + by))]
        follow()
    }

    mutating func applyFilterWhileTyping() {
        guard case .filter(let field, _)? = overlay else { return }
        filter = field.text
        refilter()
    }

    private mutating func pressInQuit(_ key: Key) -> [Effect] {
        switch key {
        case .character("y"), .character("Y"): return [.quit]
        default:
            overlay = nil
            return []
        }
    }
}
