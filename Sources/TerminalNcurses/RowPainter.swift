import CNcurses
import TerminalCanvas

/// Writes canvas rows into curses' own screen, one call for each run of one look.
@MainActor
struct RowPainter {
    private struct Look: Equatable {
        var pair: Int32 = 0
        var attributes: Int32 = 0
    }
    private var looks: [Role: Look] = [:]
    private var pairs: PairTable
    private let ascii: Bool
    private let depth: ColorDepth
    private var bytes: [CChar] = []

    init(pairs: PairTable, depth: ColorDepth, ascii: Bool) {
        self.pairs = pairs
        self.depth = depth
        self.ascii = ascii
        bytes.reserveCapacity(1024)
    }

    /// Makes the looks of a theme; to be called when the theme changes.
    mutating func use(_ theme: Theme) {
        let theme = theme.reduced(to: depth)
        for role in Role.allCases { looks[role] = look(theme.style(role)) }
        let base = look(theme.base)
        fb_set_base(base.pair, base.attributes)
    }

    private mutating func look(_ style: Style) -> Look {
        var attributes: Int32 = 0
        if style.bold { attributes |= Int32(FB_BOLD.rawValue) }
        if style.dim { attributes |= Int32(FB_DIM.rawValue) }
        if style.underline { attributes |= Int32(FB_UNDERLINE.rawValue) }
        if style.reverse { attributes |= Int32(FB_REVERSE.rawValue) }
        return Look(pair: pairs.number(style), attributes: attributes)
    }

    /// - Parameters:
    ///   - cells: one row of a canvas, no wider than the screen.
    ///   - cutsWide: the last cell is the first half of a wide glyph, which curses would wrap into the next row.
    mutating func paint(_ cells: ContiguousArray<Cell>.SubSequence, y: Int, cutsWide: Bool) {
        fb_move(Int32(y), 0)
        var role: Role?
        var current = Look()
        for (index, cell) in zip(cells.indices, cells) {
            if cell.role != role {
                let look = looks[cell.role] ?? Look()
                if role == nil || look != current {
                    flush()
                    fb_set_style(look.pair, look.attributes)
                    current = look
                }
                role = cell.role
            }
            append(cutsWide && index == cells.endIndex - 1 ? " " : cell.glyph)
        }
        flush()
    }

    private mutating func append(_ glyph: Character?) {
        guard let glyph else {
            // The second half of a wide glyph: nothing, or a space behind its stand-in.
            if lastWasReplaced { bytes.append(0x20) }
            return
        }
        lastWasReplaced = false
        if let code = glyph.asciiValue {
            bytes.append(CChar(bitPattern: code))
        } else if ascii {
            bytes.append(CChar(bitPattern: SymbolSet.asciiFallback(glyph).asciiValue ?? 0x3F))
            lastWasReplaced = true
        } else if agrees(glyph) {
            for unit in String(glyph).utf8 { bytes.append(CChar(bitPattern: unit)) }
        } else {
            bytes.append(0x3F)
            lastWasReplaced = true
        }
    }
    private var lastWasReplaced = false

    /// libc, by which curses counts, must give the glyph as many cells as the canvas did; else a row would shift.
    private func agrees(_ glyph: Character) -> Bool {
        var cells: Int32 = 0
        for scalar in glyph.unicodeScalars {
            let width = fb_cells_of(scalar.value)
            guard width >= 0 else { return false }
            cells += width
        }
        return cells == Int32(GlyphWidth.of(glyph))
    }

    private mutating func flush() {
        guard !bytes.isEmpty else { return }
        fb_add_text(bytes, bytes.count)
        bytes.removeAll(keepingCapacity: true)
    }
}
