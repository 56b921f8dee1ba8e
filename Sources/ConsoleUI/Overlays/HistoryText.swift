import IncidentModel
import TerminalCanvas

/// Past incidents with their clocks, the newest first, under what they come to.
enum HistoryText {
    private static let names = ["DETECT", "ACK", "CONTAIN", "RECOVER", "RESTORE"]
    private static let cell = 10
    /// What stands before the clocks: with all five of them as wide as the overlay of 80 columns.
    private static let lead = 24

    static func lines(_ state: ConsoleState) -> [[Piece]] {
        let history = state.past
        guard !history.past.isEmpty else { return [[Piece(Wording.noPast, .dim)]] }
        var lines = [[Piece(head(""), .dim)]]
        func row(_ name: String, _ value: (IncidentHistory.Figure) -> Duration?) -> [Piece] {
            let figures = Dictionary(history.figures.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
            let cells = names.map { word in
                figures[word.lowercased()].flatMap(value).map(Figures.age)?.leading(to: cell) ?? "–".leading(to: cell)
            }
            return [Piece(name.padding(to: lead), .dim), Piece(cells.joined(), .strong)]
        }
        lines.append(row("median") { $0.median })
        lines.append(row("90 of 100 within") { $0.p90 })
        let counts = names.map { name in
            "n \(history.figures.first { $0.name == name.lowercased() }?.count ?? 0)".leading(to: cell)
        }
        lines.append([Piece("".padding(to: lead) + counts.joined(), .dim)])
        lines += wrap(Wording.changeFailures(history), to: OverlayText.width(state)).map { [Piece($0, .text)] }
        lines.append([])
        for incident in history.past { lines += self.lines(incident, state) }
        return lines
    }

    private static func head(_ first: String) -> String { first.padding(to: lead) + names.map { $0.leading(to: cell) }.joined() }

    private static func lines(_ past: IncidentHistory.Past, _ state: ConsoleState) -> [[Piece]] {
        let id = Sanitiser.sanitise(past.id, limit: 16).padding(to: 17)
        let clocks = past.clocks
        let cells = [clocks.detect, clocks.acknowledge, clocks.contain, clocks.recover, clocks.restore].map {
            ($0.map(short) ?? "–").leading(to: cell)
        }
        let stage = past.isOpen ? "OPEN" : past.stage == .postmortem ? "closed" : "resolved"
        let first = [
            Piece(id, .text), Piece(past.severity.label.padding(to: 7), past.severity.role), Piece(cells.joined(), .text),
        ]
        let when = "\(Figures.day(past.declaredAt)) \(Figures.minute(past.declaredAt))Z  \(past.reason.text)"
        let cut = state.options.symbols.cut(when, to: OverlayText.width(state) - 11)
        return [first, [Piece("  " + stage.padding(to: 9), past.isOpen ? .warning : .dim), Piece(cut, .dim)]]
    }

    /// Within nine cells.
    private static func short(_ duration: Duration) -> String {
        duration < .seconds(10) ? Figures.span(duration) : Figures.age(duration)
    }
}

extension String {
    /// Spaces on the left up to a number of cells.
    func leading(to width: Int) -> String {
        let cells = GlyphWidth.of(self)
        return cells >= width ? self : String(repeating: " ", count: width - cells) + self
    }

}
