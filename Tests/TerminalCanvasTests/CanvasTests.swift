import TerminalCanvas
import Testing

@Suite("Canvas")
struct CanvasTests {
    @Test("Text outside of the canvas is cut on every side")
    func clips() {
        var canvas = Canvas(Size(columns: 6, rows: 2))
        #expect(canvas.put("abcdefghi", x: 0, y: 0, role: .text) == 6)
        canvas.put("xyz", x: -2, y: 1, role: .strong)
        canvas.put("never", x: 0, y: 9, role: .text)
        canvas.put("never", x: 40, y: 1, role: .text)
        canvas.put("never", x: 0, y: -1, role: .text)
        #expect(canvas.lines() == ["abcdef", "z     "])
        #expect(canvas.roleLines() == ["tttttt", "sttttt"])
    }

    @Test("A width limits the cells, not the letters")
    func width() {
        var canvas = Canvas(Size(columns: 8, rows: 1))
        #expect(canvas.put("日本語", x: 0, y: 0, role: .text, width: 5) == 4)
        #expect(canvas.lines() == ["日本    "])
        #expect(canvas[1, 0].glyph == nil)
    }

    @Test("No half of a wide glyph survives what is written over it")
    func wideOverlap() {
        var canvas = Canvas(Size(columns: 6, rows: 1))
        canvas.put("日本語", x: 0, y: 0, role: .text)
        canvas.put("x", x: 1, y: 0, role: .text)
        #expect(canvas.lines() == [" x本語"])
        canvas.put("y", x: 4, y: 0, role: .text)
        #expect(canvas.lines() == [" x本y "])
        canvas.fill(Rect(x: 3, y: 0, width: 1, height: 1), role: .text)
        #expect(canvas.lines() == [" x  y "])
    }

    @Test("A wide glyph over the edge shows a space, not half of itself")
    func wideEdges() {
        var canvas = Canvas(Size(columns: 3, rows: 1))
        canvas.put("日本", x: -1, y: 0, role: .text)
        #expect(canvas.lines() == [" 本"])
        canvas.put("語", x: 2, y: 0, role: .text)
        #expect(canvas.lines() == [" 本"], "it does not fit and nothing is drawn")
    }

    @Test(
        "Control characters and line breaks are never stored",
        arguments: ["\u{1B}", "\r\n", "\u{9B}", "\u{7F}", "\u{2028}", "\t"])
    func controls(text: String) {
        var canvas = Canvas(Size(columns: 3, rows: 1))
        canvas.put(text + "a", x: 0, y: 0, role: .text)
        #expect(canvas.lines() == ["?a "])
    }

    @Test("An empty or negative canvas accepts every drawing")
    func empty() {
        for size in [Size(columns: 0, rows: 0), Size(columns: -3, rows: 4), Size(columns: 5, rows: -1)] {
            var canvas = Canvas(size)
            canvas.put("text", x: 0, y: 0, role: .text)
            canvas.fill(Rect(x: 0, y: 0, width: 9, height: 9), role: .dim)
            canvas.box(Rect(x: 0, y: 0, width: 9, height: 9), title: "T")
            canvas.paint(Rect(x: -4, y: -4, width: 99, height: 99), role: .selected)
            #expect(canvas.cells.isEmpty)
        }
    }

    @Test("Painting changes roles and keeps the text")
    func paint() {
        var canvas = Canvas(Size(columns: 4, rows: 2))
        canvas.put("ab", x: 1, y: 1, role: .strong)
        canvas.paint(Rect(x: 0, y: 1, width: 9, height: 9), role: .selected)
        #expect(canvas.lines() == ["    ", " ab "])
        #expect(canvas.roleLines() == ["tttt", "eeee"])
    }

    @Test("The cursor is part of what a canvas shows")
    func cursor() {
        var (one, two) = (Canvas(Size(columns: 2, rows: 2)), Canvas(Size(columns: 2, rows: 2)))
        #expect(one == two)
        one.cursor = (x: 1, y: 0)
        #expect(one != two)
        two.cursor = (x: 1, y: 0)
        #expect(one == two)
    }

    @Test("Every role has a golden letter of its own")
    func letters() {
        let letters = Role.allCases.map(\.letter)
        #expect(Set(letters).count == Role.allCases.count)
        #expect(!letters.contains("?"))
    }
}
