/// A grid of cells. Drawing outside of it is cut, never an error; control characters are never stored.
package struct Canvas: Hashable, Sendable {
    package let size: Size
    package private(set) var cells: [Cell]
    /// Where the cursor is shown; nil hides it.
    package var cursor: (x: Int, y: Int)? {
        get { cursorPoint.map { ($0.x, $0.y) } }
        set { cursorPoint = newValue.map { Point(x: $0.x, y: $0.y) } }
    }
    private struct Point: Hashable, Sendable { var x: Int, y: Int }
    private var cursorPoint: Point?

    package init(_ size: Size, role: Role = .text) {
        self.size = size
        cells = Array(repeating: Cell(" ", role: role), count: max(0, size.columns) * max(0, size.rows))
    }

    package var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

    package subscript(x: Int, y: Int) -> Cell {
        get { contains(x, y) ? cells[y * size.columns + x] : Cell() }
        set { if contains(x, y) { cells[y * size.columns + x] = newValue } }
    }

    private func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && y >= 0 && x < size.columns && y < size.rows }

    /// Writes text from a cell to the right, at most `width` cells (default: to the canvas' edge). Returns the cells used.
    @discardableResult
    package mutating func put(_ text: some StringProtocol, x: Int, y: Int, role: Role, width: Int? = nil) -> Int {
        let limit = min(width ?? Int.max, size.columns - x)
        var used = 0
        for character in text {
            let cells = GlyphWidth.of(character)
            if cells == 0 { continue }
            if used + cells > limit { break }
            let isControl = character.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
            self[x + used, y] = Cell(isControl ? "?" : character, role: role)
            if cells == 2 { self[x + used + 1, y] = Cell(nil, role: role) }
            used += cells
        }
        return used
    }

    package mutating func fill(_ rect: Rect, glyph: Character = " ", role: Role) {
        for y in max(0, rect.y)..<max(0, min(rect.maxY, size.rows)) {
            for x in max(0, rect.x)..<max(0, min(rect.maxX, size.columns)) { self[x, y] = Cell(glyph, role: role) }
        }
    }
}
