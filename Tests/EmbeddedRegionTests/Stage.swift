@testable import EmbeddedRegion

/// A world that is looked at, at moments the test chooses: each look advances what happens by itself.
struct Stage {
    var world: World

    init(_ world: World) { self.world = world }

    init(scenario text: String) throws {
        world = WorldBuilder.world(try ScenarioLibrary.decode(text, file: "own.yaml"), seed: 1, start: Sample.start)
    }

    init(shipped name: String) throws {
        world = WorldBuilder.world(try ScenarioLibrary.load(name), seed: 1, start: Sample.start)
    }

    /// - Parameter seconds: since the start of the region.
    mutating func at<Result>(_ seconds: Double, _ body: (WorldStore, RegionClock) throws -> Result) rethrows -> Result {
        let clock = RegionClock(speed: 0.1, startMilliseconds: Sample.start + Int64(seconds * 1000))
        let store = WorldStore(world, clock: clock, processes: [ProvisionedProcess()])
        defer { world = store.snapshot }
        return try body(store, clock)
    }

    /// UpdateAlias of checkout:prod.
    @discardableResult
    mutating func move(
        at seconds: Double, to version: Int? = nil, clearing: Bool = true, weights: [(String, WireValue?)]? = nil,
        fence: String? = nil
    ) throws -> WireValue {
        try at(seconds) { store, clock in
            try LambdaWrites(store: store, clock: clock).updateAlias(
                try FunctionReference("checkout"), "prod",
                .object([
                    ("FunctionVersion", version.map { .string(String($0)) }),
                    (
                        "RoutingConfig",
                        weights.map { .object([("AdditionalVersionWeights", .object($0))]) } ?? (clearing ? .map([]) : nil)
                    ), ("RevisionId", fence.map { .string($0) }),
                ]))
        }
    }

    @discardableResult
    mutating func provision(at seconds: Double, _ count: Int, on qualifier: String = "prod") throws -> WireValue {
        try at(seconds) { store, clock in
            try ProvisionedOperations(store: store, clock: clock).put(
                try FunctionReference("checkout"), ["Qualifier": qualifier],
                .object([("ProvisionedConcurrentExecutions", .int(Int64(count)))]))
        }
    }

    mutating func unprovision(at seconds: Double, _ qualifier: String = "prod") throws {
        try at(seconds) { store, clock in
            try ProvisionedOperations(store: store, clock: clock).delete(
                try FunctionReference("checkout"), ["Qualifier": qualifier])
        }
    }

    /// GetProvisionedConcurrencyConfig: status, allocated, available.
    mutating func provisioned(at seconds: Double, _ qualifier: String = "prod") throws -> [String] {
        let reply = try at(seconds) { store, clock in
            try ProvisionedOperations(store: store, clock: clock).get(try FunctionReference("checkout"), ["Qualifier": qualifier])
        }
        return [
            reply["Status"]?.string ?? "", reply["AllocatedProvisionedConcurrentExecutions"]?.int.map(String.init) ?? "",
            reply["AvailableProvisionedConcurrentExecutions"]?.int.map(String.init) ?? "",
        ]
    }

    mutating func prod(at seconds: Double) throws -> AliasRecord? {
        at(seconds) { store, _ in store.snapshot.functions["checkout"]?.aliases["prod"] }
    }
}
