extension SymbolSet {
    /// The ASCII stand-in of any glyph, one cell wide; `?` for letters that have none.
    package static func asciiFallback(_ glyph: Character) -> Character {
        if glyph.isASCII { return glyph }
        if let known = fallbacks[glyph] { return known }
        guard let scalar = glyph.unicodeScalars.first else { return " " }
        switch scalar.value {
        case 0xA0: return " "
        case 0x2500...0x257F: return "+"
        case 0x2580...0x259F: return "#"
        case 0x2800: return " "
        case 0x2801...0x28FF: return "*"
        default: return "?"
        }
    }

    private static let fallbacks: [Character: Character] = [
        "─": "-", "━": "=", "═": "=", "│": "|", "┃": "|", "║": "|", "┊": ":", "┆": ":", "╌": "-", "┄": "-",
        "█": "#", "▓": "%", "▒": "=", "░": ".", "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*",
        "▲": "!", "●": "o", "✗": "x", "✓": "+", "★": "*", "▸": ">", "»": ">", "→": ">", "←": "<", "↑": "^", "↓": "v", "↔": "-",
        "·": "-", "…": "~", "–": "-", "—": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"", "×": "x", "≥": ">", "≤": "<",
        "−": "-", "é": "e", "è": "e", "ä": "a", "ö": "o", "ü": "u", "ß": "s",
    ]
}
