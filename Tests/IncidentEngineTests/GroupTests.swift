import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Several targets as one group: the quota, the order, the stop, the record and what is left of it after a crash.
struct GroupTests {
    private struct World: Sendable {
        var virtual: VirtualTime
        var region: FakeRegion
        var journal: MemoryJournal
        var targets: [Target]
        var plans: [Plan] {
            targets.map { Bench.plan(.rollback($0, to: "6"), Routing(pointer: "6"), region) }
        }
    }

    private static func world(_ count: Int, latency: Duration = .milliseconds(25)) -> World {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock, latency: latency)
        let targets = (1...count).map { Target(function: "f\($0)", alias: "prod") }
        for target in targets { region.set(target, Routing(pointer: "7")) }
        return World(virtual: virtual, region: region, journal: MemoryJournal(), targets: targets)
    }

    private static func hand(_ world: World, session: OperatorSession = OperatorSession(id: "1@1")) -> Operator {
        Operator(
            reading: world.region, writing: world.region, journal: world.journal, clock: world.virtual.clock, session: session,
            executor: world.virtual)
    }

    @Test func aHundredAliasesAreMovedAndVerifiedWithinTheQuotasOwnBound() throws {
        let world = Self.world(100)
        let (results, took) = try world.virtual.run { virtual in
            let began = virtual.clock.now.uptime
            let results = await Self.hand(world).execute(world.plans, Bench.context()) { _ in }
            return (results, virtual.clock.now.uptime - began)
        }
        #expect(results.count == 100 && results.allSatisfy { $0.outcome == .verified })
        let moved = try #require(world.region.log.last { $0.call == .update }).at - .seconds(1000)
        #expect(moved <= .milliseconds(Int64(1.15 * 100 / 15 * 1000)))
        #expect(took <= .milliseconds(Int64(1.15 * 200 / 15 * 1000)))
        // No second has more calls than the quota and its burst allow.
        let times = world.region.log.map { $0.at }
        for start in times {
            #expect(times.count { $0 >= start && $0 < start + .seconds(1) } <= 31)
        }
        // Writes go before reads: no alias is read back while another one's write waits.
        let lastWrite = try #require(world.region.log.lastIndex { $0.call == .update })
        #expect(world.region.log[..<lastWrite].count { $0.call == .alias } == 0)
    }

    @Test func aSingleActionNeverWaits() throws {
        let world = Self.world(1, latency: .zero)
        let began = world.virtual.clock.now.uptime
        for _ in 0..<40 {
            world.region.set(world.targets[0], Routing(pointer: "7"))
            _ = try world.virtual.run { _ in await Self.hand(world).execute(world.plans, Bench.context()) { _ in } }
        }
        #expect(world.virtual.clock.now.uptime == began)
        #expect(world.region.count(.update) == 40)
    }

    @Test func aThrottleBacksOffThatCallOnly() throws {
        let world = Self.world(20)
        world.region.script(.update, [.fail(.throttled)])
        let results = try world.virtual.run { _ in
            await Self.hand(world).execute(world.plans, Bench.context()) { _ in }
        }
        #expect(results.allSatisfy { $0.outcome == .verified })
        #expect(results.count { $0.duration >= .seconds(1) && $0.requestIDs.count > 1 } == 1)
    }

    @Test func theRecordBeginsBeforeAnythingIsSentAndEndsWithANamedOutcomeForEach() throws {
        let world = Self.world(3)
        world.region.script(.update, [nil, .fail(.denied)])
        let results = try world.virtual.run { _ in
            await Self.hand(world).execute(
                world.plans, Bench.context(), policy: GroupPolicy(order: .ordered, stopAfter: 5)
            ) { _ in }
        }
        let first = try #require(world.journal.events.first?.draft)
        #expect(first.kind == .groupBegun)
        #expect(first.details["targets"]?.array?.count == 3)
        #expect(first.details["plans"]?.array?.first?.string?.hasPrefix("f1:prod v7 100 %") == true)
        #expect(first.details["order"] == "ordered")
        #expect(first.details["stopAfter"] == 5)
        let last = try #require(world.journal.events.last?.draft)
        #expect(last.kind == .groupEnded)
        #expect(
            last.details["outcomes"]?.array?.compactMap { $0["outcome"]?.string } == ["verified", "notApplied", "verified"])
        #expect(results.map(\.outcome) == [.verified, .notApplied, .verified])
        // Ordered: one after the other.
        let groups = world.journal.events.compactMap { $0.draft.target }
        #expect(groups == groups.sorted())
    }

    @Test func anOrderedGroupStopsAfterSoManyFailuresAndNamesTheRest() throws {
        let world = Self.world(6)
        world.region.script(.update, [nil, .fail(.denied), .fail(.denied)])
        let results = try world.virtual.run { _ in
            await Self.hand(world).execute(
                world.plans, Bench.context(), policy: GroupPolicy(order: .ordered, stopAfter: 2)
            ) { _ in }
        }
        #expect(results.map(\.outcome) == [.verified, .notApplied, .notApplied, .refused, .refused, .refused])
        #expect(results.suffix(3).allSatisfy { $0.refusal?.code == .groupStopped })
        #expect(world.region.count(.update) == 3)
        #expect(world.journal.ledger.openActions.isEmpty)
        #expect(world.journal.events.last?.draft.details["outcomes"]?.array?.count == 6)
    }

    @Test func aParallelGroupStopsToo() throws {
        let world = Self.world(60)
        world.region.always(.update, .fail(.denied))
        let results = try world.virtual.run { _ in
            await Self.hand(world).execute(world.plans, Bench.context(), policy: GroupPolicy(stopAfter: 3)) { _ in }
        }
        // The burst of the quota was under way when the third failed; nobody was begun after that.
        #expect(results.count { $0.outcome == .notApplied } <= 16)
        #expect(results.count { $0.refusal?.code == .groupStopped } >= 44)
    }

    @Test func withoutAJournalNoTargetOfAGroupIsTouched() throws {
        let world = Self.world(4)
        world.journal.setBroken(true)
        let hand = Self.hand(world)
        let results = try world.virtual.run { _ in await hand.execute(world.plans, Bench.context()) { _ in } }
        #expect(results.map(\.outcome) == [.refused, .refused, .refused, .refused])
        #expect(world.region.log.isEmpty)
        #expect(try world.virtual.run { _ in await hand.isActing } == false)
    }

    // MARK: - After a crash

    /// What is open is read side by side, as many at once as the quota's burst.
    @Test(arguments: [(1, 1), (15, 1), (50, 4)])
    func recoveryTakesFewRoundTrips(count: Int, roundTrips: Int) throws {
        let world = Self.world(count)
        for plan in world.plans {
            let draft = EventDraft(
                time: Fixtures.evening, actor: Fixtures.actor, kind: .aliasMove, phase: .sent, action: "ACT-\(plan.target)",
                command: "rollback", target: plan.target, before: plan.before, after: plan.after, revisionBefore: plan.revision)
            _ = try world.virtual.run { _ in try await world.journal.append(draft) }
        }
        let hand = Self.hand(world)
        let (results, took) = try world.virtual.run { virtual in
            let began = virtual.clock.now.uptime
            let results = await hand.reconcile()
            return (results, virtual.clock.now.uptime - began)
        }
        #expect(results.map(\.target) == world.targets)
        #expect(results.allSatisfy { $0.outcome == .notApplied })
        #expect(took <= .milliseconds(50) * roundTrips)
        #expect(world.region.log.map(\.call) == Array(repeating: .alias, count: count))
        #expect(world.journal.ledger.openActions.isEmpty)
    }

    /// The journal as it was after so many events of a group of four.
    private static func dead(after events: Int) throws -> (World, Int) {
        let whole = world(4, latency: .milliseconds(10))
        let hand = hand(whole)
        _ = try whole.virtual.run { _ in
            await hand.execute(whole.plans, Bench.context(), policy: GroupPolicy(order: .ordered)) { _ in }
        }
        let all = whole.journal.events.map(\.draft)
        let rest = world(4)
        for draft in all.prefix(events) where draft.phase == .acknowledged {
            if let target = draft.target { rest.region.move(target, to: Routing(pointer: "6"), by: "the dead process") }
        }
        // Fences of a fresh region are the same: rev-1 to rev-4.
        return (
            World(
                virtual: rest.virtual, region: rest.region, journal: MemoryJournal(Array(all.prefix(events))),
                targets: rest.targets), all.count
        )
    }

    @Test func atEveryEventOfItsJournalAGroupIsResumedToItsEndWithoutMovingAnythingTwice() throws {
        let (_, count) = try Self.dead(after: 0)
        #expect(count == 18)
        for events in 0...count {
            let (world, _) = try Self.dead(after: events)
            let alreadyMoved = Set(world.region.applied.map(\.target))
            let hand = Self.hand(world, session: OperatorSession(id: "2@2"))
            let (groups, results) = try world.virtual.run { _ in
                let settled = await hand.reconcile()
                _ = settled
                let groups = try await hand.unfinishedGroups()
                var results: [ActionResult] = []
                for group in groups {
                    #expect(group.open.isEmpty, "after \(events) events")
                    let plans = group.remaining.map { Bench.plan($0, Routing(pointer: "6"), world.region) }
                    results += await hand.resume(group, plans, Bench.context()) { _ in }
                }
                return (groups, results)
            }
            #expect(groups.count == (events == 0 || events == count ? 0 : 1), "after \(events) events")
            guard events > 0 else { continue }
            #expect(results.allSatisfy { $0.outcome == .verified })
            for target in world.targets {
                #expect(world.region.current(target)?.routing == Routing(pointer: "6"), "after \(events) events")
                #expect(world.region.applied.count { $0.target == target } == 1, "after \(events) events: \(target)")
            }
            #expect(Set(results.map(\.target)).isDisjoint(with: alreadyMoved))
            let left = try world.virtual.run { _ in try await hand.unfinishedGroups() }
            #expect(left.isEmpty, "after \(events) events")
            let ended = world.journal.events.filter { $0.draft.kind == .groupEnded }
            #expect(ended.count == 1)
            #expect(ended.last?.draft.details["outcomes"]?.array?.count == 4)
        }
    }

    @Test func aGroupOfALivingProcessIsNotResumed() throws {
        let (world, _) = try Self.dead(after: 5)
        let hand = Self.hand(world, session: OperatorSession(id: "2@2") { $0 == "1@1" })
        #expect(try world.virtual.run { _ in try await hand.unfinishedGroups() }.isEmpty)
    }

    @Test func commandsSurviveTheJournal() throws {
        let target = Fixtures.checkout
        let commands: [Command] = [
            .rollback(target, to: nil), .rollback(target, to: "5"), .abort(target), .promote(target), .undo(target),
            .shift(Fixtures.payments, to: "7", share: 0.25),
        ]
        let world = Self.world(1)
        world.region.set(target, Routing(pointer: "7"))
        world.region.set(Fixtures.payments, Routing(pointer: "7"))
        for command in commands {
            world.region.set(Fixtures.search, Routing(pointer: "7"))
            let plans = [
                Bench.plan(command, Routing(pointer: "6"), world.region),
                Bench.plan(.abort(Fixtures.search), Routing(pointer: "6"), world.region),
            ]
            let journal = MemoryJournal()
            let hand = Operator(
                reading: world.region, writing: world.region, journal: journal, clock: world.virtual.clock,
                executor: world.virtual)
            _ = try world.virtual.run { _ in await hand.execute(plans, Bench.context()) { _ in } }
            let begun = Array(journal.events.prefix(1))
            #expect(GroupLedger(begun).unfinished.first?.remaining == [command, .abort(Fixtures.search)])
            #expect(GroupLedger(journal.events).unfinished.isEmpty)
        }
    }
}
