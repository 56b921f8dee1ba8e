import IncidentModel
import TerminalCanvas

/// One line of text being edited. Pure: keys in, text out.
struct TextField: Hashable, Sendable {
    private(set) var characters: [Character] = []
    /// 0…count; where the next character goes.
    private(set) var cursor = 0
    /// Longer text is not taken: a journal's note is a sentence, not a file.
    static let limit = 500

    init(_ text: String = "") { insert(text) }

    var text: String { String(characters) }
    var isEmpty: Bool { characters.isEmpty }

    /// Inserts typed or pasted text, sanitised: line breaks become spaces, control characters visible.
    mutating func insert(_ raw: String) {
        let oneLine = String(raw.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        for character in Sanitiser.sanitise(oneLine, limit: Self.limit) where characters.count < Self.limit {
            characters.insert(character, at: cursor)
            cursor += 1
        }
    }

    mutating func set(_ text: String) {
        characters = []
        cursor = 0
        insert(text)
    }

    /// Whether the key was an editing key.
    mutating func edit(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace:
            if cursor > 0 {
                cursor -= 1
                characters.remove(at: cursor)
            }
        case .delete: if cursor < characters.count { characters.remove(at: cursor) }
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .control("u"):
            characters.removeFirst(cursor)
            cursor = 0
        case .control("w"):
            while cursor > 0, characters[cursor - 1] == " " { _ = edit(.backspace) }
            while cursor > 0, characters[cursor - 1] != " " { _ = edit(.backspace) }
        default: return false
        }
        return true
    }

    /// Draws the text so that the cursor is inside `width` cells, and puts the terminal's cursor there.
    func draw(_ pen: inout Pen, x: Int, y: Int, width: Int, focused: Bool) {
        pen.canvas.fill(Rect(x: x, y: y, width: width, height: 1), role: .input)
        var start = 0
        func cells(_ range: Range<Int>) -> Int { GlyphWidth.of(String(characters[range])) }
        if focused { while start < cursor, cells(start..<cursor) > width - 1 { start += 1 } }
        pen.canvas.put(
            pen.symbols.text(String(characters[start...])), x: x, y: y, role: .input, width: width)
        guard focused, width > 0 else { return }
        let column = x + cells(start..<cursor)
        let under = cursor < characters.count ? pen.canvas[column, y].glyph ?? " " : " "
        if GlyphWidth.of(under) == 1 { pen.canvas[column, y] = Cell(under, role: .cursor) }
        pen.canvas.cursor = (column, y)
    }
}
