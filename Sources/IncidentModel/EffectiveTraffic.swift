/// The share of requests that each version really gets: weights first, pointer second, provisioned-concurrency state third
/// (DESIGN.md, Words; the rule that a weight of 1.0 beats the pointer: `reference/aws-and-field-facts.md` 3.2).
package struct EffectiveTraffic: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let version: VersionID
        /// 0…1; the parts of one value add up to 1.
        package let share: Double

        package init(version: VersionID, share: Double) {
            self.version = version
            self.share = share
        }
    }

    /// Largest share first; equal shares by version. Parts with a share of zero are left out.
    package let parts: [Part]

    package init(_ routing: Routing) {
        let weighted = routing.weights.filter { $0.value > 0 && $0.key != routing.pointer }
        let taken = weighted.values.reduce(0, +)
        // AWS keeps the sum at or under 1; were it more, the versions would still share all requests and no more than all.
        var parts = weighted.map { Part(version: $0.key, share: $0.value / max(1, taken)) }
        if taken < 1 { parts.append(Part(version: routing.pointer, share: 1 - taken)) }
        self.parts = parts.sorted { ($1.share, $0.version) < ($0.share, $1.version) }
    }

    package func share(of version: VersionID) -> Double { parts.first { $0.version == version }?.share ?? 0 }
    package var isSplit: Bool { parts.count > 1 }
}
