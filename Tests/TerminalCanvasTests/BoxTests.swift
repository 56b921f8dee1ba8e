import TerminalCanvas
import Testing

@Suite("Box")
struct BoxTests {
    @Test("Title at the left, number at the right, focus by role")
    func golden() {
        var canvas = Canvas(Size(columns: 24, rows: 3))
        canvas.box(Rect(x: 0, y: 0, width: 24, height: 3), title: "ALIASES", number: 1, focused: true)
        #expect(
            canvas.lines() == [
                "┌ ALIASES ─────────── 1┐",
                "│                      │",
                "└──────────────────────┘",
            ])
        #expect(
            canvas.roleLines() == [
                "BIIIIIIIIIBBBBBBBBBBBIIB",
                "BttttttttttttttttttttttB",
                "BBBBBBBBBBBBBBBBBBBBBBBB",
            ])
    }

    @Test("A note stands before the number")
    func note() {
        var canvas = Canvas(Size(columns: 30, rows: 2))
        canvas.box(Rect(x: 0, y: 0, width: 30, height: 2), title: "ALARMS", number: 3, note: "1 of 9")
        #expect(canvas.lines().first == "┌ ALARMS ───────── 1 of 9 ─ 3┐")
        canvas.box(Rect(x: 0, y: 0, width: 30, height: 2), title: "ROLL BACK", note: "eu-west-1", symbols: .ascii)
        #expect(canvas.lines().first == "+ ROLL BACK ------ eu-west-1 +")
    }

    @Test("In ASCII it has the same shape", arguments: [2, 3, 7, 12, 24])
    func ascii(width: Int) {
        var canvas = Canvas(Size(columns: width, rows: 3))
        canvas.box(Rect(x: 0, y: 0, width: width, height: 3), title: "ALIASES", number: 1, symbols: .ascii)
        #expect(canvas.lines().allSatisfy { $0.count == width && $0.allSatisfy { $0.isASCII } })
        #expect(canvas.lines().first?.first == "+" && canvas.lines().first?.last == "+")
    }

    @Test("A narrow box cuts its title and keeps its corners")
    func narrow() {
        var canvas = Canvas(Size(columns: 9, rows: 2))
        canvas.box(Rect(x: 0, y: 0, width: 9, height: 2), title: "TIMELINE", number: 5)
        #expect(canvas.lines().first == "┌ TIME… ┐")
        canvas = Canvas(Size(columns: 4, rows: 2))
        canvas.box(Rect(x: 0, y: 0, width: 1, height: 2), title: "TIMELINE")
        #expect(canvas.lines() == ["    ", "    "])
    }
}
