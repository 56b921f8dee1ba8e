import ArgumentParser
import EmbeddedRegion
import IncidentModel

/// What the embedded region plays.
struct RegionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What happens, or the path of a scenario file.", valueName: "name")) var scenario = "bad-canary"
    @Option(help: ArgumentHelp("Region seconds per second, 0.001 to 10000.", valueName: "n")) var speed = 1.0
    @Option(help: ArgumentHelp("Same seed, same history.", valueName: "n")) var seed: UInt64 = 1
    @Option(help: ArgumentHelp("A JSON line per request goes to this file.", valueName: "file")) var log: String?
    @Option(help: ArgumentHelp("Added to every reply, in milliseconds.", valueName: "ms", visibility: .hidden)) var latency = 0
    @Option(help: ArgumentHelp("How many functions the account has at least; fleet has 1000.", valueName: "n")) var functions:
        Int?

    @Option(
        help: ArgumentHelp(
            "Region time at the start, RFC 3339; the wall clock when left out.", valueName: "time", visibility: .hidden),
        transform: Self.time)
    var start: Timestamp?

    static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else { throw ValidationError("--start is a time such as 2026-11-20T21:08:20Z") }
        return time
    }

    func validate() throws {
        guard RegionConfiguration.speeds.contains(speed) else { throw ValidationError("--speed is a factor from 0.001 to 10000") }
        guard (0...60_000).contains(latency) else { throw ValidationError("--latency is 0 to 60000 milliseconds") }
        guard (1...50_000).contains(functions ?? 1) else { throw ValidationError("--functions is 1 to 50000") }
        if !scenario.contains("/"), !scenario.hasSuffix(".yaml"), !EmbeddedRegion.shippedScenarios.contains(scenario) {
            let hint = Nearest.match(scenario, among: EmbeddedRegion.shippedScenarios).map { "did you mean '\($0)'? " } ?? ""
            throw ValidationError(
                "there is no scenario '\(scenario)'; \(hint)shipped are \(EmbeddedRegion.shippedScenarios.joined(separator: ", "))"
            )
        }
    }

    func serve(port: Int) async throws(Failure) -> EmbeddedRegion {
        do {
            return try await EmbeddedRegion.start(
                RegionConfiguration(
                    port: port, scenario: scenario, speed: speed, seed: seed, logPath: log, latencyMilliseconds: latency,
                    startMilliseconds: start?.milliseconds, functions: functions))
        } catch {
            throw Failure(.usage, code: "region", "\(error)")
        }
    }
}
