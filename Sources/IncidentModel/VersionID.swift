/// A Lambda version number, `7`, or `$LATEST`. Ordered by number; `$LATEST` is after every number.
package struct VersionID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let name: String

    package static let latest = VersionID(unchecked: "$LATEST")

    /// Reads `7`, `v7` or `$LATEST`; nil for anything else (Lambda's own pattern is `\$LATEST|[0-9]+`). `007` is `7`.
    package init?(_ text: String) {
        guard text != Self.latest.name else {
            self = .latest
            return
        }
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        guard !bare.isEmpty, bare.count <= 18, bare.allSatisfy(\.isASCIIDigit), let number = Int(bare) else { return nil }
        name = String(number)
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
