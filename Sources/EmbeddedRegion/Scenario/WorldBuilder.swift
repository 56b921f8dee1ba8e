import Foundation

/// Makes the world's first state, with its past, from a scenario, a seed and the moment of the start.
enum WorldBuilder {
    static func world(_ scenario: Scenario, seed: UInt64, start: Int64) -> World {
        var world = World(
            account: scenario.account, region: scenario.region, noise: Noise(seed: seed), start: start, functions: [:],
            alarms: scenario.alarms.map { alarm in
                var placed = alarm
                placed.created += start
                return placed
            })
        world.lambda = scenario.lambda
        for function in scenario.functions { world.functions[function.name] = record(function, world) }
        ProvisionedPast.write(in: &world)
        world.trail.rules = scenario.trail
        world.trail.past = world.functions
        world.pipelines = scenario.pipelines
        world.codeDeploy = CodeDeployBuilder.state(scenario.codeDeploy, in: world)
        return world
    }

    private static func record(_ function: Scenario.Function, _ world: World) -> FunctionRecord {
        var versions: [VersionRecord] = []
        for version in function.versions {
            var configuration = version.configuration
            let hash = world.noise.bytes(Noise.stream("code/\(function.name)/\(version.code)"), 0, count: 32)
            configuration.codeSha256 = Data(hash).base64EncodedString()
            versions.append(
                VersionRecord(
                    number: version.number, published: world.start + version.published, configuration: configuration,
                    behaviours: version.behaviours.map { behaviour in
                        var placed = behaviour
                        if placed.from != .min { placed.from += world.start }
                        return placed
                    }, revision: world.revision("\(function.name):\(version.number)", write: 0), state: version.state,
                    health: version.health))
        }
        var latest = versions[versions.count - 1]
        latest.number = 0
        latest.configuration.description = ""
        latest.revision = world.revision("\(function.name):$LATEST", write: Int64(versions.count))
        var aliases: [String: AliasRecord] = [:]
        for alias in function.aliases {
            let writes = Int64(alias.moves.count)
            aliases[alias.name] = AliasRecord(
                name: alias.name, description: alias.description,
                revision: world.revision("\(function.name):\(alias.name)", write: writes), writes: writes,
                history: alias.moves.map { .init(at: world.start + $0.at, routing: $0.routing) },
                requestsPerMinute: alias.requestsPerMinute, trafficEnds: alias.trafficEnds.map { $0 + world.start })
        }
        return FunctionRecord(
            name: function.name, latest: latest, versions: versions, aliases: aliases,
            wiring: function.wiring.placed(at: world.start), downstream: function.downstream)
    }
}
