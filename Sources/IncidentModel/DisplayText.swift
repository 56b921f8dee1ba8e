/// Text from outside (AWS, files, people), sanitised once where it is decoded. `text` is safe to draw, print, log and export;
/// `raw` is for calls back to AWS and for JSON output, which escapes it. The rules are `Sanitiser`'s.
package struct DisplayText: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String
    package let raw: String

    /// - Parameter limit: the most characters of `text`; longer text ends in `…`. `raw` is never cut.
    package init(_ raw: String, limit: Int = 1024) {
        self.raw = raw
        text = Sanitiser.sanitise(raw, limit: limit)
    }

    package var description: String { text }
    package static func < (a: DisplayText, b: DisplayText) -> Bool { a.text < b.text }
}

extension DisplayText: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}
