import Testing

@testable import TerminalCanvas

@Suite("Glyphs")
struct GlyphTests {
    @Test(
        "Widths",
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("\u{200B}", 0), ("日", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2),
            ("▲", 1), ("●", 1), ("★", 1), ("→", 1), ("─", 1), ("█", 1), ("·", 1), ("…", 1), ("±", 1), ("α", 1), ("Я", 1),
            ("\u{2800}", 1), ("\u{28FF}", 1), ("\u{2500}", 1), ("\u{257F}", 1), ("🚀", 2), ("✅", 2), ("\u{00AD}", 1), ("𠀀", 2),
        ] as [(Character, Int)])
    func width(character: Character, cells: Int) {
        #expect(GlyphWidth.of(character) == cells)
    }

    @Test("Joined emoji and flags are cut to their first part")
    func joined() {
        #expect(GlyphWidth.drawable("👩‍🚒").glyph == "👩")
        #expect(GlyphWidth.drawable("👩‍🚒").width == 2)
        #expect(GlyphWidth.drawable("❤️").glyph == "\u{2764}")
        #expect(GlyphWidth.drawable("🇩🇪").glyph == "\u{1F1E9}")
        #expect(GlyphWidth.drawable("e\u{301}").glyph == "e\u{301}")
    }

    @Test("A pile of combining marks is cut to three")
    func pile() {
        let pile = Character("a" + String(repeating: "\u{301}", count: 400))
        #expect(GlyphWidth.drawable(pile).glyph.unicodeScalars.count == 4)
    }

    @Test("Box drawing, blocks and braille take one cell in every table")
    func oneCell() {
        for value in Array(0x2500...0x259F) + Array(0x2800...0x28FF) {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            #expect(GlyphWidth.of(Character(scalar)) == 1)
        }
    }

    @Test("What is counted by its scalars has as many cells as by its characters")
    func plain() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value), GlyphWidth.plain(String(scalar)) != nil else { continue }
            // Beside a neighbour of its kind, and beside one that joins with what it can.
            #expect(GlyphWidth.plain(String(scalar)) == 1 && GlyphWidth.of(Character(scalar)) == 1)
            #expect("a\(scalar)\(scalar)→".count == 4)
        }
        for text in ["checkout:prod → v6 100 %  ✓ ★ ✗ ▲ ⣿", "naïve", ""] { #expect(GlyphWidth.plain(text) == text.count) }
        for text in ["e\u{301}", "日", "a\tb", "\r\n", "❤️", "\u{AD}", "\u{2028}", "\u{200B}", "🇩🇪"] {
            #expect(GlyphWidth.plain(text) == nil)
        }
    }

    @Test("Symbol sets have the same shape", arguments: [SymbolSet.braille, .block, .ascii])
    func sets(set: SymbolSet) {
        let glyphs =
            [
                set.horizontal, set.vertical, set.topLeft, set.topRight, set.bottomLeft, set.bottomRight, set.teeLeft,
                set.teeRight, set.teeDown, set.teeUp, set.cross, set.mark, set.barFull, set.barShade, set.barEmpty, set.alarm,
                set.ok,
                set.noData, set.missing, set.done, set.lastGood, set.selected, set.right, set.left, set.up, set.down, set.dot,
                set.ellipsis,
            ] + set.steps
        #expect(glyphs.allSatisfy { GlyphWidth.of($0) == 1 })
        #expect(set.steps.count == 8 && Set(set.steps).count == 8)
        #expect(Set([set.barFull, set.barShade, set.barEmpty]).count == 3)
        #expect(Set([set.alarm, set.ok, set.noData, set.missing, set.done, set.lastGood]).count == 6)
        if set.graph == .ascii { #expect(glyphs.allSatisfy { $0.isASCII }) }
    }

    @Test("Prose keeps its width in ASCII")
    func prose() {
        let text = "v6 80 % → v6 100 %  ✓ journalled · 8.1 … 日本"
        let ascii = SymbolSet.ascii.text(text)
        #expect(ascii == "v6 80 % > v6 100 %  + journalled - 8.1 ~ ????")
        #expect(GlyphWidth.of(ascii) == GlyphWidth.of(text))
        #expect(SymbolSet.braille.text(text) == text)
    }

    @Test("Cutting counts cells")
    func cut() {
        #expect(SymbolSet.braille.cut("checkout:prod", to: 13) == "checkout:prod")
        #expect(SymbolSet.braille.cut("checkout:prod", to: 8) == "checkou…")
        #expect(SymbolSet.braille.cut("日本語", to: 4) == "日…")
        #expect(SymbolSet.ascii.cut("abc", to: 2) == "a~")
        #expect(SymbolSet.ascii.cut("abc", to: 0).isEmpty)
    }
}
