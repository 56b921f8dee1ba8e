/// One alias of one function in the session's account and region, written `checkout:prod`.
package struct Target: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let function: String
    package let alias: String

    package init(function: String, alias: String) {
        self.function = function
        self.alias = alias
    }

    /// Reads `function:alias`. Names follow Lambda's own rules (letters, digits, `-`, `_`; a function of at most 64 characters, an
    /// alias of at most 128 that is not all digits); anything else is nil.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isName(parts[0], limit: 64), Self.isName(parts[1], limit: 128),
            !parts[1].allSatisfy(\.isASCIIDigit)
        else { return nil }
        self.init(function: String(parts[0]), alias: String(parts[1]))
    }

    package var description: String { "\(function):\(alias)" }
    package static func < (a: Target, b: Target) -> Bool {
        a.function == b.function ? a.alias < b.alias : a.function < b.function
    }

    private static func isName(_ text: Substring, limit: Int) -> Bool {
        !text.isEmpty && text.count <= limit
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
            }
    }
}

extension Character {
    /// Not by a range of characters: `1` with a combining mark lies between `1` and `2`.
    package var isASCIIDigit: Bool { asciiValue.map { (48...57).contains($0) } ?? false }
}
