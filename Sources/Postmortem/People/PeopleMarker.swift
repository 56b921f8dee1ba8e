/// One of the lines that hold a postmortem's sections apart.
enum PeopleMarker: Hashable {
    case begin(String)
    case end
    case origin(DocumentOrigin)

    static func opening(_ name: String) -> String { "<!-- people: \(name) -->" }
    static let closing = "<!-- end -->"

    /// Nil for any other line.
    /// - Throws: for a line that was a marker before somebody changed it, or that has one beside other words.
    init?(_ line: Substring, number: Int) throws(PeopleText.Damage) {
        // Most lines have no comment, and are done with here.
        guard line.utf8.contains(0x3C), let start = Self.comment(in: line) else { return nil }
        let text = Self.trimmed(line)
        let words = start.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r\n" || $0 == "\n" || $0 == "\r" })
        guard let first = words.first else { return nil }
        if first.hasPrefix("flipback:") {
            guard let origin = DocumentOrigin(text) else { return nil }
            self = .origin(origin)
            return
        }
        let isBegin = first.lowercased().hasPrefix("people")
        guard isBegin || first.lowercased().prefix(3) == "end" else { return nil }
        if text == Self.closing {
            self = .end
            return
        }
        if isBegin, words.count == 3, words[0] == "people:", words[2] == "-->", PeopleSection.isName(words[1]),
            text == Self.opening(String(words[1]))
        {
            self = .begin(String(words[1]))
            return
        }
        // A comment of somebody's own that happens to begin with "end of …" is none of ours.
        guard isBegin || words.dropFirst().first == "-->" || first.hasPrefix("end-->") else { return nil }
        throw PeopleText.Damage(
            line: number,
            text: "a marker is damaged; it must stand alone on its line, `<!-- people: name -->` or `\(Self.closing)`")
    }

    /// What follows the first `<!--`.
    private static func comment(in line: Substring) -> Substring? {
        var rest = line
        while let open = rest.firstIndex(of: "<") {
            if rest[open...].hasPrefix("<!--") { return rest[rest.index(open, offsetBy: 4)...] }
            rest = rest[rest.index(after: open)...]
        }
        return nil
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var text = line
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text.drop { $0 == " " }
    }
}
