/// What golden screens compare.
extension Canvas {
    /// The rows as text, each as wide as the canvas.
    package func lines() -> [String] {
        rows { row in
            var line = ""
            for cell in row { if let glyph = cell.glyph { line.append(glyph) } }
            return line
        }
    }

    /// The rows as role letters, one for each cell.
    package func roleLines() -> [String] {
        rows { row in
            var line = ""
            for cell in row { line.append(cell.role.letter) }
            return line
        }
    }

    private func rows(_ text: (ArraySlice<Cell>) -> String) -> [String] {
        let all = Array(cells)
        return (0..<size.rows).map { text(all[($0 * size.columns)..<(($0 + 1) * size.columns)]) }
    }
}
