import IncidentModel

/// Text from outside made inert for HTML and SVG, between tags and in quoted attributes. By Unicode scalar: to Swift a quotation mark with a
/// combining mark is one character that is no quotation mark, and to a browser it ends the attribute.
enum HTMLText {
    static func escape(_ raw: String, limit: Int = 8192) -> String {
        var text = String.UnicodeScalarView()
        for scalar in Sanitiser.sanitise(raw, limit: limit).unicodeScalars {
            if let entity = entity(scalar) { text.append(contentsOf: entity.unicodeScalars) } else { text.append(scalar) }
        }
        return String(text)
    }

    /// Lines that people wrote, with their line breaks; anything else of theirs is only text.
    static func lines(_ raw: String) -> String {
        raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { escape(String($0)) }.joined(
            separator: "<br>\n")
    }

    private static func entity(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "`": "&#96;"
        default: nil
        }
    }
}
