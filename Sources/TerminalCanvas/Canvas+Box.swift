extension Canvas {
    /// Draws a frame: `┌ TITLE ───── note ─ 1┐`. What does not fit of title, note and number is left away in that order from
    /// the right; the inside is not touched. Smaller than 2×2: nothing is drawn.
    package mutating func box(
        _ rect: Rect, title: String = "", number: Int? = nil, note: String = "", focused: Bool = false,
        symbols: SymbolSet = .braille, border: Role? = nil, titleRole: Role? = nil
    ) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let border = border ?? (focused ? .borderFocused : .border)
        let titleRole = titleRole ?? (focused ? .titleFocused : .title)
        let (left, right, top, bottom) = (rect.x, rect.maxX - 1, rect.y, rect.maxY - 1)
        fill(Rect(x: left, y: top, width: rect.width, height: 1), glyph: symbols.horizontal, role: border)
        fill(Rect(x: left, y: bottom, width: rect.width, height: 1), glyph: symbols.horizontal, role: border)
        fill(Rect(x: left, y: top, width: 1, height: rect.height), glyph: symbols.vertical, role: border)
        fill(Rect(x: right, y: top, width: 1, height: rect.height), glyph: symbols.vertical, role: border)
        for (x, y, glyph) in [
            (left, top, symbols.topLeft), (right, top, symbols.topRight), (left, bottom, symbols.bottomLeft),
            (right, bottom, symbols.bottomRight),
        ] { self[x, y] = Cell(glyph, role: border) }

        var free = left + 1
        if !title.isEmpty {
            let room = right - free - 2
            if room >= 1 { free += put(" \(symbols.cut(title, to: room)) ", x: free, y: top, role: titleRole) }
        }
        var end = right
        if let number {
            let text = " \(number)"
            if end - text.count > free { put(text, x: end - text.count, y: top, role: titleRole) }
            end -= text.count
        }
        if !note.isEmpty {
            let text = " \(note) "
            let start = end - (number == nil ? 0 : 1) - GlyphWidth.of(text)
            if start > free { put(text, x: start, y: top, role: border) }
        }
    }
}
