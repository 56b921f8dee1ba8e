import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Moving an alias that has provisioned concurrency, in each of the three ways.
struct ProvisionedTests {
    struct World: Sendable {
        var virtual: VirtualTime
        var region: FakeRegion
        var provisioned: FakeProvisioned
        var journal: MemoryJournal
        var hand: Operator
        var seen: SeenProgress
    }

    private struct End {
        var world: World
        var result: ActionResult
        var took: Duration
        var current: Routing? { world.region.current(Fixtures.checkout)?.routing }
        var moves: [ActionPhase] {
            world.journal.events.filter { $0.draft.kind == .aliasMove }.compactMap(\.draft.phase)
        }
        var changes: [String] {
            world.journal.events.filter { $0.draft.kind == .provisionedChange }.map {
                "\($0.draft.details["change"]?.string ?? "") \($0.draft.phase?.rawValue ?? "")"
            }
        }
        /// What was done in what order, on both ports.
        var owed: ActionLedger.Owed? { world.journal.ledger.move(result.id)?.owed }
    }

    private static func world(allocates: Duration = .seconds(100)) -> World {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock)
        region.set(Fixtures.checkout, Routing(pointer: "7"))
        let provisioned = FakeProvisioned(region, clock: virtual.clock, allocates: allocates)
        provisioned.set(50, "checkout", "prod")
        let journal = MemoryJournal()
        return World(
            virtual: virtual, region: region, provisioned: provisioned, journal: journal,
            hand: hand(region, provisioned, journal, virtual), seen: SeenProgress())
    }

    private static func hand(
        _ region: FakeRegion, _ provisioned: FakeProvisioned, _ journal: MemoryJournal, _ virtual: VirtualTime
    ) -> Operator {
        Operator(
            reading: region, ports: ActionPorts(aliases: region, deployments: RefusingWriters(), provisioned: provisioned),
            further: FurtherReading(provisioned: provisioned), journal: journal, clock: virtual.clock, executor: virtual)
    }

    private static func plan(_ world: World, _ strategy: ProvisionedStrategy, to version: VersionID = "6") -> Plan {
        var plan = Bench.plan(.rollback(Fixtures.checkout, to: version), Routing(pointer: version), world.region)
        plan.provisioned = ProvisionedPlan(chosen: strategy, options: [], requested: 50)
        return plan
    }

    private static func run(
        _ strategy: ProvisionedStrategy, allocates: Duration = .seconds(100), _ arrange: (World) -> Void = { _ in },
        meanwhile: @escaping @Sendable (World) async -> Void = { _ in }
    ) throws -> End {
        let world = world(allocates: allocates)
        let plan = plan(world, strategy)
        arrange(world)
        let (results, took) = try world.virtual.run { virtual in
            let began = virtual.clock.now.uptime
            async let other: Void = meanwhile(world)
            let results = await world.hand.execute([plan], Bench.context()) { world.seen.add($0) }
            let took = virtual.clock.now.uptime - began
            await other
            return (results, took)
        }
        guard let result = results.first else { throw Bench.Missing() }
        return End(world: world, result: result, took: took)
    }

    // MARK: - Waiting

    @Test func verifiedIsSaidOnlyWhenTheTrafficHasFollowedThePointer() throws {
        let end = try Self.run(.waitWarm)
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.took >= .seconds(100) && end.took < .seconds(110))
        #expect(end.world.seen.all.contains { $0.warming?.allocated == 0 && $0.warming?.requested == 50 })
        #expect(end.moves == [.intent, .sent, .acknowledged, .acknowledged, .verified])
        #expect(end.result.revision == end.world.region.current(Fixtures.checkout)?.revision)
        #expect(end.world.region.count(.update) == 1)
    }

    @Test func aVersionThatCannotBeWarmedIsSaidWithTheWayOut() throws {
        let end = try Self.run(.waitWarm) { $0.provisioned.failInitialisation() }
        #expect(end.result.outcome == .superseded)
        #expect(end.result.refusal?.text.contains("v7 keeps all the traffic") == true)
        #expect(end.result.refusal?.text.contains("drop-and-restore") == true)
        #expect(end.took < .seconds(20))
    }

    @Test func whatIsNotWarmInTimeStaysOpenAndIsSettledLater() throws {
        let end = try Self.run(.waitWarm, allocates: .seconds(4000))
        #expect(end.result.outcome == .unknown)
        #expect(end.moves.last == .acknowledged)
        #expect(end.world.journal.ledger.openAction(on: Fixtures.checkout)?.isLingering == true)
        let world = end.world
        let early = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(early.map(\.outcome) == [.unknown])
        world.virtual.clock.advance(by: .seconds(3000))
        let late = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(late.map(\.outcome) == [.verified])
        #expect(world.journal.ledger.openAction(on: Fixtures.checkout) == nil)
    }

    @Test func whoeverWaitsForWarmthMakesWayForAQuickerWayOut() throws {
        let end = try Self.run(.waitWarm) { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(20))
            world.region.settle()
            let quick = Self.plan(world, .dropAndRestore)
            let results = await world.hand.execute([quick], Bench.context()) { _ in }
            #expect(results.map(\.outcome) == [.verified])
            #expect(world.virtual.clock.now.uptime < .seconds(1030))
        }
        #expect(end.result.outcome == .superseded)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.world.provisioned.log == ["delete checkout:prod", "put checkout:prod 50"])
    }

    @Test func somebodyElseWhileItWarmsSupersedes() throws {
        let end = try Self.run(.waitWarm) { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(20))
            world.region.move(Fixtures.checkout, to: Routing(pointer: "5"))
        }
        #expect(end.result.outcome == .superseded)
    }

    @Test func readsThatFailWhileItWarmsAreRepeated() throws {
        let end = try Self.run(.waitWarm) { world in
            world.region.script(.alias, [nil, .fail(.throttled), .fail(.server), .staleRead])
            world.provisioned.script(.read, [.fail(.throttled), .resetBefore])
        }
        #expect(end.result.outcome == .verified)
    }

    // MARK: - Dropping and restoring

    @Test func dropAndRestoreMovesAtOnceAndPutsBack() throws {
        let end = try Self.run(.dropAndRestore)
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.took < .seconds(1))
        #expect(end.world.provisioned.log == ["delete checkout:prod", "put checkout:prod 50"])
        #expect(end.world.provisioned.current("checkout", "prod")?.requested == 50)
        #expect(
            end.changes == [
                "delete intent", "delete sent", "delete verified", "put intent", "put sent", "put verified",
            ])
        // The record knows that the traffic moved before anything is put back.
        let kinds = end.world.journal.events.map { "\($0.draft.kind.rawValue) \($0.draft.phase?.rawValue ?? "")" }
        let verified = try #require(kinds.firstIndex(of: "alias.move verified"))
        #expect(kinds[verified...].dropFirst().allSatisfy { $0.hasPrefix("provisioned.change") })
        #expect(end.owed == nil)
        #expect(end.result.notes.isEmpty)
    }

    @Test(arguments: [FakeProvisioned.Fault.resetAfterApply, .resetBefore, .fail(.throttled), .fail(.conflict), .fail(.server)])
    func changesThatWereLostOrThrottledAreMadeAgain(_ fault: FakeProvisioned.Fault) throws {
        let end = try Self.run(.dropAndRestore) { world in
            world.provisioned.script(.delete, [fault])
            world.provisioned.script(.put, [fault])
        }
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.world.provisioned.current("checkout", "prod")?.requested == 50)
        #expect(end.owed == nil)
    }

    @Test func aDropThatIsDeniedMovesNothingAndNamesAnotherWay() throws {
        let end = try Self.run(.dropAndRestore) { $0.provisioned.always(.delete, .fail(.denied)) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.result.refusal?.text.contains("wait-warm") == true)
        #expect(end.world.region.count(.update) == 0)
        #expect(end.world.provisioned.log.isEmpty)
        #expect(end.owed == nil)
    }

    @Test func whatWasTakenAwayIsPutBackThoughTheMoveFailed() throws {
        let end = try Self.run(.dropAndRestore) { $0.region.always(.update, .fail(.denied)) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.world.provisioned.log == ["delete checkout:prod", "put checkout:prod 50"])
        #expect(end.owed == nil)
    }

    @Test func aRestoreThatFailsIsLoudAndTheReconcilerFinishesIt() throws {
        let end = try Self.run(.dropAndRestore) { $0.provisioned.always(.put, .fail(.throttled)) }
        #expect(end.result.outcome == .verified)
        #expect(end.took <= .seconds(31))
        #expect(end.result.notes.first?.contains("WAS NOT PUT BACK") == true)
        #expect(end.owed?.qualifier == "prod" && end.owed?.requested == 50)
        let world = end.world
        let failed = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(failed.first?.notes.first?.contains("STILL NOT PUT BACK") == true)
        world.provisioned.always(.put, nil)
        let updates = world.region.count(.update)
        let settled = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(settled.map(\.outcome) == [.verified])
        #expect(settled.first?.notes.first?.hasSuffix("was put back") == true)
        #expect(world.provisioned.current("checkout", "prod")?.requested == 50)
        #expect(world.region.count(.update) == updates)
        #expect(try world.virtual.run { _ in await world.hand.reconcile() }.isEmpty)
    }

    @Test func withoutAJournalNothingIsTakenAway() throws {
        let end = try Self.run(.dropAndRestore) { $0.journal.fail(appends: [2]) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.world.provisioned.log.isEmpty)
        #expect(end.world.region.count(.update) == 0)
    }

    // MARK: - On the version

    @Test func versionLevelWarmsFirstAndThenMovesAtOnce() throws {
        let end = try Self.run(.versionLevel)
        #expect(end.result.outcome == .verified)
        #expect(end.world.provisioned.log == ["put checkout:6 50", "delete checkout:prod"])
        #expect(end.took >= .seconds(100) && end.took < .seconds(110))
        #expect(end.world.region.applied.allSatisfy { $0.after.routing.additional == nil })
        #expect(end.world.provisioned.current("checkout", "prod") == nil)
        #expect(end.result.notes.first?.contains("v6 now has provisioned concurrency of its own") == true)
    }

    @Test func whatVersionLevelTookAwayIsPutBackWhenTheMoveFailed() throws {
        let end = try Self.run(.versionLevel) { $0.region.always(.update, .fail(.denied)) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.world.provisioned.log == ["put checkout:6 50", "delete checkout:prod", "put checkout:prod 50"])
        #expect(end.world.provisioned.current("checkout", "prod")?.requested == 50)
        #expect(end.owed == nil)
    }

    @Test func whatVersionLevelCouldNotPutBackIsOwed() throws {
        let end = try Self.run(.versionLevel) { world in
            world.region.always(.update, .fail(.denied))
            world.provisioned.script(.put, [nil])
            world.provisioned.always(.put, .fail(.throttled))
        }
        #expect(end.result.notes.contains { $0.contains("WAS NOT PUT BACK") })
        #expect(end.owed?.qualifier == "prod" && end.owed?.requested == 50 && end.owed?.unlessMoved == true)
        let world = end.world
        world.provisioned.always(.put, nil)
        let settled = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(settled.map(\.outcome) == [.notApplied])
        #expect(world.provisioned.current("checkout", "prod")?.requested == 50)
        #expect(world.journal.ledger.indebted.isEmpty)
    }

    /// Whether the alias moved decides what is owed, so nothing is put back before that is known.
    @Test(arguments: [true, false])
    func versionLevelPutsNothingBackBeforeItIsKnownWhetherTheAliasMoved(_ moved: Bool) throws {
        let end = try Self.run(.versionLevel) { world in
            world.region.script(.update, [moved ? .resetAfterApply : .resetBefore])
            world.region.script(.alias, [nil])
            world.region.always(.alias, .fail(.server))
        }
        #expect(end.result.outcome == .unknown)
        #expect(end.world.provisioned.log == ["put checkout:6 50", "delete checkout:prod"])
        #expect(end.owed != nil)
        let world = end.world
        let early = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(early.map(\.outcome) == [.unknown])
        #expect(world.provisioned.log.count == 2)
        world.region.always(.alias, nil)
        let settled = try world.virtual.run { _ in await world.hand.reconcile() }
        #expect(settled.map(\.outcome) == [moved ? .verified : .notApplied])
        #expect(world.provisioned.current("checkout", "prod")?.requested == (moved ? nil : 50))
        #expect(world.journal.ledger.indebted.isEmpty)
    }

    @Test func aVersionThatCannotBeWarmedIsNotMovedTo() throws {
        let end = try Self.run(.versionLevel) { $0.provisioned.failInitialisation() }
        #expect(end.result.outcome == .notApplied)
        #expect(end.current == Routing(pointer: "7"))
        #expect(end.world.provisioned.current("checkout", "prod") != nil)
        #expect(end.world.region.count(.update) == 0)
    }
}
