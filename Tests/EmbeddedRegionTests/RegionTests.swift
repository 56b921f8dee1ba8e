import Testing

@testable import EmbeddedRegion

@Suite struct RegionTests {
    @Test func startsOnAFreePortWithCredentialsOfItsOwn() async throws {
        let region = try await EmbeddedRegion.start(RegionConfiguration(scenario: "healthy", startMilliseconds: Sample.start))
        #expect(region.url.hasPrefix("http://127.0.0.1:"))
        #expect(region.accessKeyID.count == 20)
        #expect(region.secretAccessKey.count == 40)
        #expect(region.nowMilliseconds() >= Sample.start)
        await region.stop()
    }

    @Test func aTakenPortIsSaid() async throws {
        let region = try await EmbeddedRegion.start(RegionConfiguration(scenario: "healthy"))
        let port = try #require(region.url.split(separator: ":").last.flatMap { Int($0) })
        let failure = await #expect(throws: RegionError.self) {
            try await EmbeddedRegion.start(RegionConfiguration(port: port, scenario: "healthy"))
        }
        #expect(failure?.description.contains("127.0.0.1:\(port)") == true)
        await region.stop()
    }

    @Test(arguments: [0, -1, 0.0009, .nan, .infinity, 1e6])
    func speedsOutOfRangeAreRefused(speed: Double) async {
        await #expect(throws: RegionError.self) { try await EmbeddedRegion.start(RegionConfiguration(speed: speed)) }
    }

    @Test func aLogThatCannotBeWrittenIsSaid() async {
        let failure = await #expect(throws: RegionError.self) {
            try await EmbeddedRegion.start(RegionConfiguration(logPath: "/nonexistent/requests.jsonl"))
        }
        #expect(failure?.description.contains("/nonexistent/requests.jsonl") == true)
    }

    @Test func hostileBodiesEndInValuesNotInCrashes() {
        let dots = String(repeating: "a.", count: 200_000) + "b=1"
        #expect(QueryForm.value(dots).members != nil)
        #expect(WireValue(json: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == nil)
        #expect(MetricExpression(String(repeating: "1+", count: 500_000) + "1") == nil)
        #expect(MetricExpression(String(repeating: "1+", count: 1_000) + "1")?.value { _ in nil } == 1_001)
        #expect(CompositeRule(String(repeating: "TRUE OR ", count: 100_000) + "TRUE") == nil)
        #expect(WireValue.double(1e300).milliseconds == nil)
        #expect(WireValue.double(.nan).milliseconds == nil)
        #expect(WireValue.int(.max).milliseconds == nil)
    }

    @Test func minuteDataIsKeptFifteenDays() {
        let world = Sample.world()
        let source = MetricSource(model: TrafficModel(noise: world.noise, start: world.start))
        let selection = MetricSource.Selection(function: "checkout")
        let later = Sample.start + 30 * 86_400_000
        let minutes = source.traffic(selection, period: 60, start: 0, end: later, in: world, now: later)
        #expect(minutes.first?.at == later - 15 * 86_400_000)
        let hours = source.traffic(selection, period: 3600, start: 0, end: later, in: world, now: later)
        #expect(hours.first?.at == Sample.start - 9 * 86_400_000)
    }
}
