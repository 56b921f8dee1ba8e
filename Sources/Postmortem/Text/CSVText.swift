import IncidentModel

/// Rows of RFC 4180. Every cell is quoted; a cell that a spreadsheet would take for a formula has an apostrophe before it.
enum CSVText {
    static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    static func cell(_ raw: String) -> String {
        let text = Sanitiser.sanitise(raw, limit: 8192)
        let first = raw.unicodeScalars.first { $0 != " " }
        let isFormula = first.map { "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
        var cell = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            cell.append(scalar)
            if scalar == "\"" { cell.append(scalar) }
        }
        return "\"" + (isFormula ? "'" : "") + String(cell) + "\""
    }
}
