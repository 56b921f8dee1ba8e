/// A grid of cells. Drawing outside of it is cut, never an error; control characters are never stored, and a glyph two
/// cells wide is never left half over: whatever overlaps one of its cells blanks the other.
package struct Canvas: Hashable, Sendable {
    package let size: Size
    package private(set) var cells: ContiguousArray<Cell>
    /// Where the cursor is shown; nil hides it.
    package var cursor: (x: Int, y: Int)? {
        get { cursorPoint.map { ($0.x, $0.y) } }
        set { cursorPoint = newValue.map { Point(x: $0.x, y: $0.y) } }
    }
    private struct Point: Hashable, Sendable { var x: Int, y: Int }
    private var cursorPoint: Point?

    package init(_ size: Size, role: Role = .text) {
        self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        cells = ContiguousArray(repeating: Cell(" ", role: role), count: self.size.columns * self.size.rows)
    }

    package var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

    package subscript(x: Int, y: Int) -> Cell {
        get { contains(x, y) ? cells[y * size.columns + x] : Cell() }
        set { if contains(x, y) { cells[y * size.columns + x] = newValue } }
    }

    private func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && y >= 0 && x < size.columns && y < size.rows }

    /// Writes text from a cell to the right, at most `width` cells (default: to the canvas' edge). Returns the cells used.
    @discardableResult
    package mutating func put(_ text: String, x: Int, y: Int, role: Role, width: Int? = nil) -> Int {
        let limit = min(width ?? Int.max, size.columns - x)
        if let cells = GlyphWidth.plain(text) {
            let used = max(0, min(cells, limit))
            putPlain(text, x: x, y: y, role: role, used: used)
            return used
        }
        var used = 0
        for character in text {
            guard used < limit else { break }
            let (glyph, wide) = GlyphWidth.drawable(character)
            guard used + wide <= limit else { break }
            guard wide > 0 else { continue }
            place(glyph, wide: wide, x: x + used, y: y, role: role)
            used += wide
        }
        return used
    }

    private mutating func putPlain(_ text: String, x: Int, y: Int, role: Role, used: Int) {
        let (left, right) = (max(0, x), min(size.columns, x + used))
        guard y >= 0, y < size.rows, left < right else { return }
        freeNeighbours(from: left, to: right, y: y)
        let row = y * size.columns
        var column = x
        for scalar in text.unicodeScalars {
            guard column < right else { break }
            if column >= left { cells[row + column] = Cell(Character(scalar), role: role) }
            column += 1
        }
    }

    /// Fills a rectangle with one glyph, which must be one cell wide; a wider one becomes a space.
    package mutating func fill(_ rect: Rect, glyph: Character = " ", role: Role) {
        let (drawn, wide) = GlyphWidth.drawable(glyph)
        let cell = Cell(wide == 1 ? drawn : " ", role: role)
        let (left, right) = (max(0, rect.x), min(rect.maxX, size.columns))
        guard left < right else { return }
        for y in max(0, rect.y)..<max(0, rect.y, min(rect.maxY, size.rows)) {
            freeNeighbours(from: left, to: right, y: y)
            let row = y * size.columns
            for index in (row + left)..<(row + right) { cells[index] = cell }
        }
    }

    /// Gives the cells of a rectangle another role and keeps their glyphs (the selected row).
    package mutating func paint(_ rect: Rect, role: Role) {
        for y in max(0, rect.y)..<max(0, rect.y, min(rect.maxY, size.rows)) {
            for x in max(0, rect.x)..<max(0, rect.x, min(rect.maxX, size.columns)) {
                cells[y * size.columns + x].role = role
            }
        }
    }

    private mutating func place(_ glyph: Character, wide: Int, x: Int, y: Int, role: Role) {
        guard y >= 0, y < size.rows, x + wide > 0, x < size.columns else { return }
        guard x >= 0, x + wide <= size.columns else {
            // Half of a wide glyph hangs over the edge: its visible half is a space.
            for column in max(0, x)..<min(size.columns, x + wide) { self[column, y] = Cell(" ", role: role) }
            return
        }
        freeNeighbours(from: x, to: x + wide, y: y)
        let index = y * size.columns + x
        cells[index] = Cell(glyph, role: role)
        if wide == 2 { cells[index + 1] = Cell(nil, role: role) }
    }

    /// Blanks the halves that wide glyphs would leave outside of `from..<to`.
    private mutating func freeNeighbours(from: Int, to: Int, y: Int) {
        let row = y * size.columns
        if from > 0, cells[row + from].glyph == nil { cells[row + from - 1].glyph = " " }
        if to < size.columns, cells[row + to].glyph == nil { cells[row + to].glyph = " " }
    }
}
