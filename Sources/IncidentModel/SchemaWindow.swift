/// The schemas of its data that a version can run on, lowest and highest.
package struct SchemaWindow: Hashable, Sendable, CustomStringConvertible {
    package var lowest: Int
    package var highest: Int

    package init(_ lowest: Int, _ highest: Int) {
        self.lowest = lowest
        self.highest = highest
    }

    /// Reads `12` or `11..12`; nil for anything else, and for a range that runs backwards.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count <= 2, let first = parts.first ?? nil, let last = parts.last ?? nil, 0 <= first, first <= last else {
            return nil
        }
        self.init(first, last)
    }

    package func contains(_ schema: Int) -> Bool { (lowest...highest).contains(schema) }
    package var description: String { lowest == highest ? "\(lowest)" : "\(lowest)..\(highest)" }
}
