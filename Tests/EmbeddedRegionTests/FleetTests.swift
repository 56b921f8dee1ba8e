import Testing

@testable import EmbeddedRegion

@Suite struct FleetTests {
    private func fleet(_ count: Int) throws -> Scenario {
        var scenario = try ScenarioLibrary.load("fleet")
        FleetGenerator.fill(&scenario, upTo: count)
        return scenario
    }

    /// The alarms in ALARM, `minutes` after the start.
    private func firing(_ scenario: Scenario, minutes: Int64) -> Set<String> {
        let world = WorldBuilder.world(scenario, seed: 1, start: Sample.start)
        let book = AlarmBook(
            world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        let statuses = book.statuses(world: world, now: world.start + minutes * 60_000)
        return Set(statuses.filter { $0.state == .alarm }.map(\.definition.name))
    }

    @Test func aThousandByDefaultAndTheCaseStudyAmongThem() throws {
        let scenario = try ScenarioLibrary.load("fleet")
        #expect(scenario.fleet == 1_000)
        let full = try fleet(1_000)
        #expect(full.functions.count == 1_000)
        #expect(Set(full.functions.map(\.name)).count == 1_000)
        #expect(full.functions.allSatisfy { FunctionReference.isName($0.name) && $0.aliases.map(\.name).contains("prod") })
        #expect((200...230).contains(full.alarms.count))
        let checkout = try #require(full.functions.first { $0.name == "checkout" })
        #expect([5, 6, 7].allSatisfy(checkout.versions.map(\.number).contains))
    }

    @Test func threeGoBadEachItsOwnWayAndNobodyElse() throws {
        let scenario = try fleet(200)
        let known = Set(scenario.functions.filter { $0.aliases.contains { $0.requestsPerMinute == 600 } }.map(\.name))
        #expect(known.count == 3)
        let names = firing(scenario, minutes: 8).filter { !$0.hasPrefix("checkout-") }
        #expect(names.count == 3)
        #expect(names.allSatisfy { alarm in known.contains { alarm.hasPrefix($0 + "-prod-") } })
        #expect(names.filter { $0.hasSuffix("-p95") }.count == 1)
        #expect(firing(scenario, minutes: 0).isEmpty)
    }

    @Test func theSameNamesHaveTheSameFunctions() throws {
        let small = try fleet(50).functions
        let large = try fleet(51).functions
        let shared = small.filter { $0.aliases.first?.requestsPerMinute != 600 }.prefix(5)
        for function in shared {
            let twin = try #require(large.first { $0.name == function.name })
            #expect(twin.versions.map(\.published) == function.versions.map(\.published))
        }
    }

    @Test func aScenarioThatIsLargeEnoughStaysAsItIs() throws {
        var scenario = try ScenarioLibrary.load("healthy")
        let before = scenario.functions.count
        FleetGenerator.fill(&scenario, upTo: 1)
        #expect(scenario.functions.count == before)
    }

    @Test(arguments: [0, -5, 50_001])
    func countsOutOfRangeAreRefused(count: Int) async {
        await #expect(throws: RegionError.self) { try await EmbeddedRegion.start(RegionConfiguration(functions: count)) }
    }

    @Test func theRegionSlowsDownWithoutAnError() throws {
        let scenario = try ScenarioLibrary.load("region-latency")
        #expect(firing(scenario, minutes: 0).isEmpty)
        let names = firing(scenario, minutes: 9)
        #expect(["checkout-prod-p95", "payments-prod-p95", "search-prod-p95"].allSatisfy(names.contains))
        #expect(!names.contains { $0.contains("error") })
        #expect(scenario.faults.map(\.name) == ["latency:250", "jitter:500"])
    }

    @Test func theStormSparesWrites() throws {
        let rule = try #require(try ScenarioLibrary.load("throttle-storm").faults.first)
        #expect(rule.access == .read && rule.service == "lambda" && rule.probability == 0.95)
    }
}
