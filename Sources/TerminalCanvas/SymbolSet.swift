/// The glyphs screens draw with, each one cell wide in every set, so that a set can be changed without a new layout.
package struct SymbolSet: Hashable, Sendable {
    /// What graphs are made of: 2×4 dots a cell, eighths of a cell, or characters.
    package enum Graph: Sendable { case braille, block, ascii }

    package var graph: Graph = .braille
    // Frames.
    package var horizontal: Character = "─"
    package var vertical: Character = "│"
    package var topLeft: Character = "┌"
    package var topRight: Character = "┐"
    package var bottomLeft: Character = "└"
    package var bottomRight: Character = "┘"
    package var teeLeft: Character = "├"
    package var teeRight: Character = "┤"
    package var teeDown: Character = "┬"
    package var teeUp: Character = "┴"
    package var cross: Character = "┼"
    /// The line that marks the moment of an action on a graph.
    package var mark: Character = "┊"
    // Bars: the stable part, the canary, the rest.
    package var barFull: Character = "█"
    package var barShade: Character = "▒"
    package var barEmpty: Character = "░"
    /// Rising eighths of a cell, the last one full: sparklines of one row.
    package var steps: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    // Bullets of states; a word always stands beside them.
    package var alarm: Character = "▲"
    package var ok: Character = "●"
    package var noData: Character = "?"
    package var missing: Character = "✗"
    package var done: Character = "✓"
    package var lastGood: Character = "★"
    package var selected: Character = "▸"
    // Arrows and marks in prose.
    package var right: Character = "→"
    package var left: Character = "←"
    package var up: Character = "↑"
    package var down: Character = "↓"
    package var dot: Character = "·"
    package var ellipsis: Character = "…"

    private init() {}

    /// UTF-8 with braille graphs.
    package static let braille = SymbolSet()
    /// UTF-8 for fonts without braille (the Linux console).
    package static let block: SymbolSet = {
        var set = SymbolSet()
        set.graph = .block
        return set
    }()
    /// Seven-bit: for `--ascii`, a C locale and terminals that draw boxes as letters.
    package static let ascii: SymbolSet = {
        var set = SymbolSet()
        set.graph = .ascii
        set.steps = ["_", ".", ",", "-", "=", "+", "*", "#"]
        for path in replaceable { set[keyPath: path] = asciiFallback(set[keyPath: path]) }
        return set
    }()

    private static var replaceable: [WritableKeyPath<SymbolSet, Character>] {
        [
            \.horizontal, \.vertical, \.topLeft, \.topRight, \.bottomLeft, \.bottomRight, \.teeLeft, \.teeRight, \.teeDown,
            \.teeUp,
            \.cross, \.mark, \.barFull, \.barShade, \.barEmpty, \.alarm, \.ok, \.noData, \.missing, \.done, \.lastGood,
            \.selected,
            \.right, \.left, \.up, \.down, \.dot, \.ellipsis,
        ]
    }

    /// Prose in this set: `v6 → v7 · 80 %` becomes `v6 > v7 - 80 %` in ASCII. The number of cells stays the same.
    package func text(_ text: String) -> String {
        guard graph == .ascii else { return text }
        var result = ""
        for character in text {
            if character.isASCII {
                result.append(character)
            } else {
                result += String(repeating: SymbolSet.asciiFallback(character), count: GlyphWidth.of(character))
            }
        }
        return result
    }

    /// The text, cut to a number of cells with an ellipsis in the last one.
    package func cut(_ text: String, to width: Int) -> String {
        guard GlyphWidth.of(text) > width else { return text }
        guard width > 0 else { return "" }
        if GlyphWidth.plain(text) != nil {
            return String(Substring(text.unicodeScalars.prefix(width - 1))) + String(ellipsis)
        }
        var result = ""
        var used = 0
        for character in text {
            let wide = GlyphWidth.of(character)
            if used + wide > width - 1 { break }
            result.append(character)
            used += wide
        }
        return result + String(ellipsis)
    }
}
