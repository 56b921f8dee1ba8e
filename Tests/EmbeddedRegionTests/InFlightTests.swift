import Testing

@testable import EmbeddedRegion

@Suite struct InFlightTests {
    /// Executions of three minutes, moved from 5 to 6 a minute after the start.
    private func world() throws -> World {
        let text = """
            name: x
            functions:
              - name: report
                versions:
                  - {version: 5, published: -9d, timeout: 900, behaviour: [{median: 180000, spread: 0.2}]}
                  - {version: 6, published: -8d, timeout: 900, behaviour: [{median: 180000, spread: 0.2}]}
                aliases: [{name: prod, requestsPerMinute: 600, moves: [{at: -9d, to: 5}]}]
            """
        var world = WorldBuilder.world(try ScenarioLibrary.decode(text, file: "own.yaml"), seed: 1, start: Sample.start)
        world.functions["report"]?.aliases["prod"]?.history.append(.init(at: Sample.start + 60_000, routing: Routing(pointer: 6)))
        return world
    }

    private func values(
        _ version: Int?, _ metric: String, minutes: Range<Int64>, _ statistic: MetricStatistic = .average
    ) throws -> [Int64: Double] {
        let world = try world()
        let source = MetricSource(model: TrafficModel(noise: world.noise, start: world.start))
        let found = source.traffic(
            .init(function: "report", alias: "prod", version: version), period: 60,
            start: Sample.start + minutes.lowerBound * 60_000, end: Sample.start + minutes.upperBound * 60_000, in: world,
            now: Sample.start + 3_600_000)
        var values: [Int64: Double] = [:]
        for (at, statistics) in found {
            values[(at - Sample.start) / 60_000] = statistics.value(metric: metric, statistic: statistic)
        }
        return values
    }

    @Test func whatTheOldVersionStillRunsDecaysOverItsDurations() throws {
        let running = try values(5, "ConcurrentExecutions", minutes: 0..<15)
        let invoked = try values(5, "Invocations", minutes: 0..<15, .sum)
        #expect(invoked.keys.sorted() == [0], "no request begins on it after the move")
        let steady = try #require(running[0])
        #expect(steady > 1_000)
        for minute in Int64(1)..<5 {
            let now = try #require(running[minute])
            let before = try #require(running[minute - 1])
            #expect(now < before)
        }
        #expect(running[12] == nil)
    }

    @Test func theTwoVersionsAddUpToTheAlias() throws {
        let both = try values(nil, "ConcurrentExecutions", minutes: 0..<10)
        let old = try values(5, "ConcurrentExecutions", minutes: 0..<10)
        let young = try values(6, "ConcurrentExecutions", minutes: 0..<10)
        for minute in Int64(0)..<10 {
            let sum = (old[minute] ?? 0) + (young[minute] ?? 0)
            let whole = try #require(both[minute])
            #expect(abs(sum - whole) < 1.01)
        }
    }

    @Test func aSteadyFunctionObeysLittlesLaw() throws {
        let running = try values(nil, "ConcurrentExecutions", minutes: -30..<(-10))
        let invoked = try values(nil, "Invocations", minutes: -30..<(-10), .sum)
        let mean = running.values.reduce(0, +) / Double(running.count)
        let rate = invoked.values.reduce(0, +) / Double(invoked.count) / 60
        #expect(abs(mean / (rate * 183.6) - 1) < 0.05)
    }

    @Test func shortExecutionsEndInTheirMinute() {
        let slice = TrafficSlice(version: 5, invocations: 6_000, errors: 0, median: 80, spread: 0.5)
        #expect(InFlight.mean(slice, later: 1, seconds: 60) == 0)
        #expect((8.0...10.0).contains(InFlight.mean(slice, later: 0, seconds: 60)))
        let slow = TrafficSlice(version: 5, invocations: 60, errors: 0, median: 120_000, spread: 0.3)
        let whole = (Int64(0)...15).reduce(0.0) { $0 + InFlight.mean(slow, later: $1, seconds: 60) }
        #expect(abs(whole - 120 * 1.046) < 2)
    }
}
