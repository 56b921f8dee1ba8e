import IncidentModel

extension JSONValue {
    /// One line of JSON that is safe on a terminal: canonical, with every character outside strings' plain text that could move a cursor
    /// or reorder a line (DEL, C1, format, private and unassigned characters) written as `\u` escapes. The value is the same.
    var terminalSafe: String {
        var text = ""
        for scalar in canonical.unicodeScalars {
            if scalar.value < 0x7F || Self.isHarmless(scalar) {
                text.unicodeScalars.append(scalar)
                continue
            }
            for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                let hex = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            }
        }
        return text
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}
