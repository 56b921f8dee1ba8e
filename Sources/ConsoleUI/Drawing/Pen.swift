import TerminalCanvas

/// A canvas and the symbols to draw on it with: everything a pane writes goes through here, so that ASCII needs no second code path.
struct Pen {
    var canvas: Canvas
    let symbols: SymbolSet

    init(_ size: Size, symbols: SymbolSet) {
        canvas = Canvas(size)
        self.symbols = symbols
    }

    /// Writes text, cut with an ellipsis to `width` cells. Returns the cells used.
    @discardableResult
    mutating func put(_ text: String, x: Int, y: Int, role: Role, width: Int? = nil) -> Int {
        let limit = max(0, min(width ?? Int.max, canvas.size.columns - x))
        guard limit > 0 else { return 0 }
        return canvas.put(symbols.text(symbols.cut(text, to: limit)), x: x, y: y, role: role, width: limit)
    }

    /// Writes text that ends in column `x + width - 1`.
    mutating func putRight(_ text: String, x: Int, y: Int, role: Role, width: Int) {
        let cut = symbols.cut(text, to: max(0, width))
        put(cut, x: x + width - GlyphWidth.of(cut), y: y, role: role)
    }

    mutating func putCentred(_ text: String, in rect: Rect, y: Int, role: Role) {
        let cut = symbols.cut(text, to: rect.width)
        put(cut, x: rect.x + (rect.width - GlyphWidth.of(cut)) / 2, y: y, role: role)
    }

    /// Writes coloured pieces one after another, never beyond `width` cells. Returns the cells used.
    @discardableResult
    mutating func put(_ pieces: [Piece], x: Int, y: Int, width: Int) -> Int {
        var used = 0
        for piece in pieces {
            guard used < width else { break }
            used += put(piece.text, x: x + used, y: y, role: piece.role, width: width - used)
        }
        return used
    }

    /// A frame with its title; returns the inside.
    mutating func box(_ rect: Rect, title: String, number: Int? = nil, note: String = "", focused: Bool, staleNote: Bool = false)
        -> Rect
    {
        canvas.box(
            rect, title: symbols.text(title), number: number, note: symbols.text(note), focused: focused, symbols: symbols,
            border: staleNote ? .stale : nil)
        return rect.inset(1, 1)
    }

    /// A bar of `width` cells split by shares; every part above zero gets at least one cell.
    mutating func bar(_ parts: [(share: Double, glyph: Character, role: Role)], x: Int, y: Int, width: Int) {
        guard width > 0 else { return }
        var cells = parts.map { $0.share > 0 ? max(1, Int(($0.share * Double(width)).rounded())) : 0 }
        while cells.reduce(0, +) > width, let largest = cells.indices.max(by: { cells[$0] < cells[$1] }) { cells[largest] -= 1 }
        if let first = cells.indices.first(where: { cells[$0] > 0 }), abs(parts.reduce(0) { $0 + $1.share } - 1) < 1e-6 {
            cells[first] += width - cells.reduce(0, +)
        }
        var at = x
        for (part, count) in zip(parts, cells) where count > 0 {
            canvas.fill(Rect(x: at, y: y, width: count, height: 1), glyph: part.glyph, role: part.role)
            at += count
        }
    }
}

/// A run of text with one role.
struct Piece: Hashable, Sendable {
    var text: String
    var role: Role
    init(_ text: String, _ role: Role) {
        self.text = text
        self.role = role
    }

    static func width(_ pieces: [Piece]) -> Int { pieces.reduce(0) { $0 + GlyphWidth.of($1.text) } }
}

/// Breaks text into lines of at most `width` cells, at spaces where there are some.
func wrap(_ text: String, to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        var rest = Substring(word)
        while true {
            let wide = GlyphWidth.of(rest)
            if used + (used > 0 ? 1 : 0) + wide <= width {
                line += (used > 0 ? " " : "") + rest
                used += (used > 0 ? 1 : 0) + wide
                break
            }
            if used > 0 {
                lines.append(line)
                (line, used) = ("", 0)
                continue
            }
            var taken = ""
            var cells = 0
            for character in rest {
                let next = GlyphWidth.of(character)
                if cells + next > width { break }
                taken.append(character)
                cells += next
            }
            if taken.isEmpty { break }
            lines.append(taken)
            rest = rest.dropFirst(taken.count)
            if rest.isEmpty { break }
        }
    }
    if used > 0 { lines.append(line) }
    return lines
}
