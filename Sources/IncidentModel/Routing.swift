/// Where an alias sends requests: its pointer and its weights (Lambda: FunctionVersion and RoutingConfig.AdditionalVersionWeights).
package struct Routing: Hashable, Sendable {
    package var pointer: VersionID
    /// Shares 0…1 of the additional version. AWS allows at most one entry; a map because that is what the service returns.
    package var weights: [VersionID: Double]

    package init(pointer: VersionID, weights: [VersionID: Double] = [:]) {
        self.pointer = pointer
        self.weights = weights
    }

    /// The version beside the pointer, when the alias has one with a weight above zero.
    package var additional: (version: VersionID, share: Double)? {
        weights.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }

    package static func == (a: Routing, b: Routing) -> Bool {
        a.pointer == b.pointer && a.weights.filter { $0.value != 0 } == b.weights.filter { $0.value != 0 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(pointer)
        hasher.combine(weights.filter { $0.value != 0 })
    }
}
