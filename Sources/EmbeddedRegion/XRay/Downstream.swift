/// A service that a function calls. A function with such services is traced.
struct Downstream: Sendable, Equatable {
    var name: String
    /// As X-Ray names it: `AWS::DynamoDB::Table`, `remote`.
    var type: String
    /// Share of the function's requests that call it, 0…1; a request that fails by it has called it.
    var share: Double
    /// Mean milliseconds of a call.
    var mean: Double
    /// By version: the share of the version's failing requests that fail because of this service.
    var faults: [Int: Double]
}

/// The `downstream:` section of a function: a list of `{name, type, share, mean, faults: {7: 0.9}}`.
enum DownstreamDecoder {
    static func downstream(_ node: ScenarioNode?, versions: [Scenario.Version]) throws(ScenarioError) -> [Downstream] {
        var made: [Downstream] = []
        for item in try node?.items() ?? [] {
            let fields = try item.fields(known: ["name", "type", "share", "mean", "faults"])
            guard let name = fields["name"], let type = fields["type"] else {
                throw item.failure("a downstream service needs 'name' and 'type'")
            }
            var one = Downstream(
                name: try name.text(), type: try type.text(), share: try fields["share"]?.number(0...1) ?? 1,
                mean: try fields["mean"]?.number(0.1...900_000) ?? 10, faults: [:])
            guard !made.contains(where: { $0.name == one.name && $0.type == one.type }) else {
                throw item.failure("'\(one.name)' is there twice")
            }
            for (key, value) in try fields["faults"]?.pairs() ?? [] {
                let version = try key.integer(1...1_000_000)
                guard versions.contains(where: { $0.number == version }) else {
                    throw key.failure("version \(version) is not among the function's versions")
                }
                one.faults[version] = try value.number(0...1)
            }
            made.append(one)
            for version in versions {
                let sum = made.reduce(0) { $0 + ($1.faults[version.number] ?? 0) }
                guard sum <= 1.000_001 else {
                    throw item.failure("more than all failures of version \(version.number) come from its downstream services")
                }
            }
        }
        return made
    }
}
