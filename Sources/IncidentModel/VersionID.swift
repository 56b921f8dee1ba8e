/// A Lambda version number, `7`, or `$LATEST`. Ordered by number; `$LATEST` is after every number.
package struct VersionID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let name: String

    package static let latest = VersionID(unchecked: "$LATEST")

    /// Reads `7`, `v7` or `$LATEST`; nil for anything else (Lambda's own pattern is `\$LATEST|[0-9]+`).
    package init?(_ text: String) {
        let bare = text.hasPrefix("v") ? String(text.dropFirst()) : text
        guard bare == "$LATEST" || (!bare.isEmpty && bare.count <= 18 && bare.allSatisfy(\.isASCIIDigit)) else { return nil }
        name = bare
    }

    private init(unchecked: String) { name = unchecked }
    package init(stringLiteral value: String) { name = value }

    package var number: Int? { Int(name) }
    package var isLatest: Bool { name == "$LATEST" }
    /// `v7`, the form of the screen.
    package var label: String { isLatest ? name : "v" + name }
    package var description: String { name }

    package static func < (a: VersionID, b: VersionID) -> Bool {
        switch (a.number, b.number) {
        case (let x?, let y?): x < y
        case (_?, nil): true
        default: false
        }
    }
}
