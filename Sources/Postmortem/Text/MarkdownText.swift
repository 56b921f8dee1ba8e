import IncidentModel

/// Text from outside made inert for Markdown (CommonMark and GitHub's): no emphasis, link, image, HTML, code, table cell, list or heading comes
/// of it. Wherever it stands, a browser shows the same characters.
enum MarkdownText {
    static func escape(_ raw: String, limit: Int = 8192) -> String {
        let scalars = Array(Sanitiser.sanitise(raw, limit: limit).unicodeScalars)
        var text = String.UnicodeScalarView()
        func put(_ part: String) { text.append(contentsOf: part.unicodeScalars) }
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            // Entities rather than backslashes: they hold even where a reader passes HTML through before it reads Markdown.
            case "<": put("&lt;")
            case ">": put("&gt;")
            case "&": put("&amp;")
            case "\"": put("&quot;")
            case "\\", "`", "*", "_", "[", "]", "{", "}", "(", ")", "|", "~", "#", "!", "$", "^":
                put("\\")
                text.append(scalar)
            case " " where index == 0 || index == scalars.count - 1: put("&#32;")
            case "-", "+", "=":
                if scalars[..<index].allSatisfy({ $0 == " " }) { put("\\") }
                text.append(scalar)
            case ".", ":":
                if opensAddress(scalars, index) || endsListNumber(scalars, index) { put("\\") }
                text.append(scalar)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// GitHub's Markdown makes links of `http://…` and `www.…` that stand alone.
    private static func opensAddress(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        if scalars[index] == ":" { return scalars[(index + 1)...].prefix(2).elementsEqual(["/", "/"]) }
        return index >= 3 && scalars[index - 3..<index].allSatisfy { $0 == "w" || $0 == "W" }
    }

    /// `1. ` at the beginning.
    private static func endsListNumber(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard index + 1 == scalars.count || scalars[index + 1] == " " else { return false }
        let before = scalars[..<index].drop { $0 == " " }
        return !before.isEmpty && before.allSatisfy { ("0"..."9").contains($0) }
    }
}
