import TerminalCanvas

/// Letters of three by five blocks, drawn from cells: read from five metres.
enum BigFont {
    /// Five rows of bits, the leftmost pixel first; `W`, `M` and `%` are five wide, punctuation one.
    private static let glyphs: [Character: [String]] = [
        "0": ["###", "#.#", "#.#", "#.#", "###"], "1": [".#.", "##.", ".#.", ".#.", "###"],
        "2": ["###", "..#", "###", "#..", "###"], "3": ["###", "..#", ".##", "..#", "###"],
        "4": ["#.#", "#.#", "###", "..#", "..#"], "5": ["###", "#..", "###", "..#", "###"],
        "6": ["###", "#..", "###", "#.#", "###"], "7": ["###", "..#", "..#", ".#.", ".#."],
        "8": ["###", "#.#", "###", "#.#", "###"], "9": ["###", "#.#", "###", "..#", "###"],
        "A": ["###", "#.#", "###", "#.#", "#.#"], "B": ["##.", "#.#", "##.", "#.#", "##."],
        "C": ["###", "#..", "#..", "#..", "###"], "D": ["##.", "#.#", "#.#", "#.#", "##."],
        "E": ["###", "#..", "##.", "#..", "###"], "F": ["###", "#..", "##.", "#..", "#.."],
        "G": ["###", "#..", "#.#", "#.#", "###"], "H": ["#.#", "#.#", "###", "#.#", "#.#"],
        "I": ["###", ".#.", ".#.", ".#.", "###"], "J": ["..#", "..#", "..#", "#.#", "###"],
        "K": ["#.#", "#.#", "##.", "#.#", "#.#"], "L": ["#..", "#..", "#..", "#..", "###"],
        "M": ["#...#", "##.##", "#.#.#", "#...#", "#...#"], "N": ["#..#", "##.#", "#.##", "#..#", "#..#"],
        "O": ["###", "#.#", "#.#", "#.#", "###"], "P": ["###", "#.#", "###", "#..", "#.."],
        "Q": ["###", "#.#", "#.#", "###", "..#"], "R": ["##.", "#.#", "##.", "#.#", "#.#"],
        "S": ["###", "#..", "###", "..#", "###"], "T": ["###", ".#.", ".#.", ".#.", ".#."],
        "U": ["#.#", "#.#", "#.#", "#.#", "###"], "V": ["#.#", "#.#", "#.#", "#.#", ".#."],
        "W": ["#...#", "#...#", "#.#.#", "##.##", "#...#"], "X": ["#.#", "#.#", ".#.", "#.#", "#.#"],
        "Y": ["#.#", "#.#", ".#.", ".#.", ".#."], "Z": ["###", "..#", ".#.", "#..", "###"],
        ":": [".", "#", ".", "#", "."], ".": [".", ".", ".", ".", "#"], "-": ["..", "..", "##", "..", ".."],
        "%": ["#..#", "...#", ".##.", "#...", "#..#"], " ": ["..", "..", "..", "..", ".."],
        "_": ["...", "...", "...", "...", "###"],
    ]

    /// Cells that a text takes at a scale; a pixel is 2 × scale cells wide and scale cells high, about a square.
    static func width(_ text: String, scale: Int) -> Int {
        let pixels = text.uppercased().reduce(0) { $0 + (glyphs[$1]?[0].count ?? 3) + 1 }
        return max(0, pixels - 1) * 2 * scale
    }

    static func height(scale: Int) -> Int { 5 * scale }

    @discardableResult
    static func draw(_ text: String, x: Int, y: Int, scale: Int, role: Role, _ pen: inout Pen) -> Int {
        var at = x
        for character in text.uppercased() {
            let glyph = glyphs[character] ?? glyphs["-"] ?? []
            for (row, line) in glyph.enumerated() {
                for (column, pixel) in line.enumerated() where pixel == "#" {
                    pen.canvas.fill(
                        Rect(x: at + column * 2 * scale, y: y + row * scale, width: 2 * scale, height: scale),
                        glyph: pen.symbols.barFull, role: role)
                }
            }
            at += ((glyph.first?.count ?? 0) + 1) * 2 * scale
        }
        return at - x - 2 * scale
    }

    /// The largest scale up to `limit` at which a text fits.
    static func scale(_ text: String, width: Int, limit: Int) -> Int {
        for scale in stride(from: limit, to: 1, by: -1) where self.width(text, scale: scale) <= width { return scale }
        return 1
    }
}
