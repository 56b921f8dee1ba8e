import TerminalCanvas

/// Plain aligned columns for people: two spaces between columns, numbers to the right, no trailing blanks.
struct Table: Sendable {
    enum Alignment: Sendable { case left, right }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// Cells in the order of the columns; a missing one is blank.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    var lines: [String] {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in
            all.map { column < $0.count ? GlyphWidth.of($0[column]) : 0 }.max() ?? 0
        }
        return all.map { row in
            let cells = columns.indices.map { column in
                let cell = column < row.count ? row[column] : ""
                let blanks = String(repeating: " ", count: max(0, widths[column] - GlyphWidth.of(cell)))
                return columns[column].alignment == .right ? blanks + cell : cell + blanks
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
