import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// A group whose process is killed at every moment: at each append to the journal, each send and each receive. The next process reads what was open,
/// once each, does what is left, and nothing twice. `GroupCrashProofTests` kills a group of fifty.
struct GroupCrashTests {
    private static let good = Routing(pointer: "6")

    private struct World: Sendable {
        var virtual = VirtualTime()
        var region: FakeRegion
        var journal = MemoryJournal()
        var targets: [Target]

        func hand(killedAt: Int?, session: String) -> (Operator, MortalProcess) {
            let process = MortalProcess(region: region, journal: journal, clock: virtual.clock, killedAt: killedAt)
            let hand = Operator(
                reading: process, writing: process, journal: MortalJournal(process: process), clock: virtual.clock,
                session: OperatorSession(id: session), executor: virtual)
            return (hand, process)
        }
    }

    private static func world(_ count: Int) -> World {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock, latency: .milliseconds(25))
        let targets = (1...count).map { Target(function: "f\($0)", alias: "prod") }
        for target in targets { region.set(target, Routing(pointer: "7")) }
        return World(virtual: virtual, region: region, targets: targets)
    }

    /// Runs the group until its process dies, or to its end.
    private static func die(_ world: World, at moment: Int?) throws -> Int {
        let (hand, process) = world.hand(killedAt: moment, session: "1@1")
        let plans = world.targets.map { Bench.plan(.rollback($0, to: "6"), good, world.region) }
        try world.virtual.run { virtual in
            Task(executorPreference: virtual) { await hand.execute(plans, Bench.context()) { _ in } }
            // A hundred calls take six seconds by the quota.
            try? await virtual.clock.sleep(for: .seconds(60))
        }
        return process.moments
    }

    @Test func atEveryMomentNothingIsLostAndNothingIsDoneTwice() throws { try Self.killAtEveryMoment(8) }

    static func killAtEveryMoment(_ count: Int) throws {
        let moments = try die(world(count), at: nil)
        // Intent, sent, acknowledged and verified for each, its write and its reading, each with a before and an after; and the group's two.
        #expect(moments == count * 12 + 4)
        for moment in 0..<moments { try check(moment, of: count) }
    }

    private static func check(_ moment: Int, of count: Int) throws {
        let world = world(count)
        _ = try die(world, at: moment)
        let place = "killed at \(moment)"
        let (reads, writes) = (world.region.count(.alias), world.region.count(.update))
        let applied = Set(world.region.applied.filter { $0.who == "operator" }.map(\.target))
        let before = GroupLedger(world.journal.events)
        let open = Set(before.unfinished.first?.open ?? [])
        let begun = world.journal.events.contains { $0.draft.kind == .groupBegun }

        let (hand, _) = world.hand(killedAt: nil, session: "2@2")
        let settled = try world.virtual.run { _ in await hand.reconcile() }
        #expect(Set(settled.map(\.target)) == open, "\(place)")
        #expect(world.region.count(.alias) - reads == open.count, "\(place): each is read once")
        #expect(world.region.count(.update) == writes, "\(place): finding out writes nothing")
        for result in settled {
            #expect(result.outcome == (applied.contains(result.target) ? .verified : .notApplied), "\(place): \(result.target)")
        }

        let groups = try world.virtual.run { _ in try await hand.unfinishedGroups() }
        #expect(groups.count <= 1, "\(place)")
        guard let group = groups.first else {
            #expect(begun ? applied.count == count : applied.isEmpty, "\(place): lost")
            return
        }
        let left = Set(group.remaining.map(\.target))
        #expect(left == Set(world.targets).subtracting(applied), "\(place)")
        let plans = group.remaining.map { Bench.plan($0, good, world.region) }
        let results = try world.virtual.run { _ in await hand.resume(group, plans, Bench.context()) { _ in } }
        #expect(results.count == left.count && results.allSatisfy { $0.outcome == .verified }, "\(place)")
        #expect(world.targets.allSatisfy { world.region.current($0)?.routing == good }, "\(place)")
        let effects = world.region.applied.filter { $0.who == "operator" }.map(\.target)
        #expect(effects.count == count && Set(effects).count == count, "\(place): one effect each")
        let ended = world.journal.events.filter { $0.draft.kind == .groupEnded }
        #expect(ended.count == 1 && ended.last?.draft.details["outcomes"]?.array?.count == count, "\(place)")
    }
}
