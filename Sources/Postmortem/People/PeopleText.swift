/// What people wrote into a postmortem: the lines between `<!-- people: NAME -->` and `<!-- end -->`, kept byte for byte when the facts
/// around them are made anew.
package struct PeopleText: Hashable, Sendable {
    /// A marker that is not where it must be. Whoever finds one overwrites nothing.
    package struct Damage: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1.
        package var line: Int
        package var text: String
        package var description: String { "line \(line): \(text)" }
    }

    /// The lines of each section with their line ends, by the section's name.
    package private(set) var sections: [String: String] = [:]
    /// In the order of the document.
    package private(set) var names: [String] = []
    /// The template that the document was made from, and the fingerprint of what was not people's; nil where it does not say.
    package private(set) var origin: DocumentOrigin?
    /// The document without what people wrote and without the line that holds the origin.
    package private(set) var surroundings = ""

    package init() {}

    package subscript(name: String) -> String? { sections[name] }

    /// - Parameter document: a postmortem in Markdown.
    package init(_ document: String) throws(Damage) {
        var open: (name: String, line: Int, lines: [Substring])?
        for (index, line) in Self.lines(document).enumerated() {
            let number = index + 1
            switch try PeopleMarker(line, number: number) {
            case .begin(let name):
                if let open {
                    throw Damage(
                        line: number,
                        text: "a section begins inside \(open.name), which begins on line \(open.line) and has no end")
                }
                guard sections[name] == nil else { throw Damage(line: number, text: "the section \(name) is there twice") }
                open = (name, number, [])
                surroundings += line
            case .end:
                guard let done = open else { throw Damage(line: number, text: "a section ends that did not begin") }
                sections[done.name] = done.lines.joined()
                names.append(done.name)
                open = nil
                surroundings += line
            case .origin(let origin):
                if open != nil { throw Damage(line: number, text: "the last line of the document stands inside a section") }
                self.origin = origin
            case nil:
                if open == nil { surroundings += line } else { open?.lines.append(line) }
            }
        }
        if let open { throw Damage(line: open.line, text: "the section \(open.name) has no end") }
    }

    /// With their ends: by the line feed alone, so that nothing that somebody wrote is a line end but what editors take for one.
    private static func lines(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let end = rest.utf8.firstIndex(of: 0x0A) {
            let after = rest.utf8.index(after: end)
            lines.append(rest[..<after])
            rest = rest[after...]
        }
        if !rest.isEmpty { lines.append(rest) }
        return lines
    }

    /// Whether somebody has written anything there beyond what was asked.
    package func isWritten(_ name: String) -> Bool {
        guard let text = sections[name] else { return false }
        return !text.allSatisfy(\.isWhitespace) && text != PeopleSection(name: name).invitation
    }
}
