import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Reads are throttled for ten minutes, and the pollers go on trying: a rollback leaves at once all the same.
struct StormRollbackTests {
    private static func storm(_ region: FakeRegion, seed: UInt64) {
        for call in [FakeRegion.Call.alias, .aliases, .versions, .functions] { region.storm(call, percent: 95, seed: seed) }
    }

    @Test(arguments: [0, 90, 240, 420, 590])
    func theBytesOfARollbackLeaveWithinATenthOfASecondOfTheKey(_ second: Int) throws {
        let virtual = VirtualTime(seed: UInt64(second))
        let region = FakeRegion(clock: virtual.clock, latency: .milliseconds(20))
        let targets = (0..<20).map { Target(function: "f\($0)", alias: "prod") } + [Fixtures.checkout]
        for target in targets { region.set(target, Routing(pointer: "7")) }
        let journal = MemoryJournal()
        let hand = Bench.hand(region, journal, virtual)
        let plan = Bench.plan(.rollback(Fixtures.checkout, to: "6"), Routing(pointer: "6"), region)
        Self.storm(region, seed: UInt64(second))
        let (result, pressed) = try virtual.run { virtual in
            let pollers = Task(executorPreference: virtual) {
                while !Task.isCancelled {
                    for target in targets { _ = try? await region.aliases(of: target.function) }
                    try? await virtual.clock.sleep(for: .milliseconds(100))
                }
            }
            try await virtual.clock.sleep(for: .seconds(second))
            let pressed = virtual.clock.now.uptime
            let results = await hand.execute([plan], Bench.context()) { _ in }
            // The storm lasts ten minutes in all.
            let left = Duration.seconds(1600) - virtual.clock.now.uptime
            if left > .zero { try? await virtual.clock.sleep(for: left) }
            pollers.cancel()
            return (results.first, pressed)
        }
        let sent = try #require(region.log.first { $0.call == .update })
        #expect(sent.at - pressed <= .milliseconds(100))
        #expect(region.log.first { $0.lane == .operator }?.call == .update)
        #expect(region.count(.aliases) > 2000)
        #expect(region.current(Fixtures.checkout)?.routing == Routing(pointer: "6"))
        // A read-back that the quota refuses is asked for again until it answers.
        #expect(result?.outcome == .verified)
        #expect(region.count(.update) == 1)
    }

    @Test func soDoTheBytesOfAStop() throws {
        let end = try DeploymentBench().run { world in
            Self.storm(world.region, seed: 5)
            world.deployments.always(.list, .fail(.throttled))
        }
        let stop = try #require(end.world.deployments.log.first { $0.call == .stop })
        #expect(stop.at - (end.world.virtual.clock.now.uptime - end.took) <= .milliseconds(100))
        // CodeDeploy answers and Lambda does not: with the plan's fence nothing can go wrong.
        #expect([.verified, .unknown].contains(end.result.outcome))
        #expect(end.current == Routing(pointer: "6"))
    }
}
