import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// A process that is killed at every moment of an action: at each append to the journal, each send and each receive. The next process finds
/// out by reading what became of it, writes no alias to do so, and owes nothing afterwards.
struct CrashTests {
    enum Case: String, Sendable, CaseIterable { case plain, stop, stopAndWrite, dropAndRestore, waitWarm, versionLevel }

    private struct World: Sendable {
        var virtual = VirtualTime()
        var region: FakeRegion
        var deployments: FakeDeployments?
        var provisioned: FakeProvisioned?
        var journal = MemoryJournal()
        var plan: Plan
    }

    private static func world(_ one: Case) -> World {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock)
        region.set(Fixtures.checkout, Routing(pointer: "7"))
        var deployments: FakeDeployments?
        var provisioned: FakeProvisioned?
        var plan = Bench.plan(.rollback(Fixtures.checkout, to: "6"), Routing(pointer: "6"), region)
        switch one {
        case .plain: break
        case .stop, .stopAndWrite:
            region.set(Fixtures.checkout, Routing(pointer: "6"))
            let codeDeploy = FakeDeployments(region, clock: virtual.clock)
            codeDeploy.begin(
                "d-1", on: Fixtures.checkout, from: "6", to: "7", .linear(share: 0.1, interval: .seconds(600)))
            let to: VersionID = one == .stop ? "6" : "5"
            plan = Bench.plan(.rollback(Fixtures.checkout, to: to), Routing(pointer: to), region)
            plan.stopping = codeDeploy.current("d-1")
            deployments = codeDeploy
        case .dropAndRestore, .waitWarm, .versionLevel:
            let capacity = FakeProvisioned(region, clock: virtual.clock, allocates: .seconds(60))
            capacity.set(50, "checkout", "prod")
            let chosen: ProvisionedStrategy =
                one == .waitWarm ? .waitWarm : one == .versionLevel ? .versionLevel : .dropAndRestore
            plan.provisioned = ProvisionedPlan(chosen: chosen, options: [], requested: 50)
            provisioned = capacity
        }
        return World(virtual: virtual, region: region, deployments: deployments, provisioned: provisioned, plan: plan)
    }

    private static func hand(_ world: World, _ process: MortalProcess, _ session: OperatorSession) -> Operator {
        Operator(
            reading: process, ports: ActionPorts(aliases: process, deployments: process, provisioned: process),
            further: FurtherReading(deployments: process, provisioned: process), journal: MortalJournal(process: process),
            clock: world.virtual.clock, session: session, executor: world.virtual)
    }

    private static func process(_ world: World, killedAt: Int?) -> MortalProcess {
        MortalProcess(
            region: world.region, deployments: world.deployments, provisioned: world.provisioned, journal: world.journal,
            clock: world.virtual.clock, killedAt: killedAt)
    }

    /// Runs the action until its process dies, or to its end.
    private static func die(_ world: World, at moment: Int?) throws -> Int {
        let process = process(world, killedAt: moment)
        let hand = hand(world, process, OperatorSession(id: "1@1"))
        let plan = world.plan
        try world.virtual.run { virtual in
            Task(executorPreference: virtual) { await hand.execute([plan], Bench.context()) { _ in } }
            // Long enough for every end that an action comes to.
            try? await virtual.clock.sleep(for: .seconds(400))
            world.region.settle()
        }
        return process.moments
    }

    @Test(arguments: Case.allCases)
    func atEveryMomentNothingIsLostAndNothingIsDoneTwice(_ one: Case) throws {
        let whole = Self.world(one)
        let count = try Self.die(whole, at: nil)
        #expect(whole.journal.ledger.lastAction(on: Fixtures.checkout)?.after == whole.plan.after)
        #expect(count > 8)
        for moment in 0..<count {
            let world = Self.world(one)
            _ = try Self.die(world, at: moment)
            let writes = world.region.applied.count { $0.who == "operator" }
            let updates = world.region.count(.update)
            let stops = world.deployments?.count(.stop) ?? 0
            let survivor = Self.process(world, killedAt: nil)
            let hand = Self.hand(world, survivor, OperatorSession(id: "2@2"))
            let results = try world.virtual.run { _ in await hand.reconcile() }
            let place = "\(one) killed at \(moment) of \(count)"
            let now = world.region.current(Fixtures.checkout)?.routing
            // Reading only: no alias is written, no deployment is stopped.
            #expect(world.region.count(.update) == updates && (world.deployments?.count(.stop) ?? 0) == stops, "\(place)")
            #expect(results.count <= 1, "\(place)")
            #expect(world.journal.ledger.openActions.isEmpty, "\(place)")
            #expect(world.journal.ledger.indebted.isEmpty, "\(place)")
            #expect(writes <= 1, "\(place)")
            if let capacity = world.provisioned {
                // The alias has its own again, unless the version that it moved to brought some along.
                let isCarried = one == .versionLevel && now == world.plan.after
                #expect(capacity.current("checkout", isCarried ? "6" : "prod")?.requested == 50, "\(place)")
                if isCarried { #expect(capacity.current("checkout", "prod") == nil, "\(place)") }
            }
            for result in results {
                switch result.outcome {
                case .verified: #expect(now == world.plan.after, "\(place)")
                case .notApplied: #expect(writes == 0, "\(place)")
                case .superseded: #expect(now != world.plan.after, "\(place)")
                case .refused, .unknown: Issue.record("\(place): \(result.outcome)")
                }
            }
            try Self.finish(world, hand, place)
        }
    }

    /// The same command once more, by the next process: it comes to the same end.
    private static func finish(_ world: World, _ hand: Operator, _ place: String) throws {
        guard world.region.current(Fixtures.checkout)?.routing != world.plan.after else { return }
        var again = Bench.plan(world.plan.command, world.plan.after, world.region)
        again.stopping = world.deployments?.all.last { $0.status.isRunning }
        again.provisioned = world.plan.provisioned
        let plan = again
        let results = try world.virtual.run { _ in await hand.execute([plan], Bench.context()) { _ in } }
        #expect(results.map(\.outcome) == [.verified], "\(place), and then")
        #expect(world.region.current(Fixtures.checkout)?.routing == world.plan.after, "\(place), and then")
    }

    @Test func recoveryReadsTheAliasOnceAndCodeDeployOnlyWhereItWasStopped() throws {
        for (one, reads) in [(Case.plain, 0), (.stop, 2)] {
            let world = Self.world(one)
            _ = try Self.die(world, at: 6)
            let before = (world.region.count(.alias), world.deployments?.count(.read) ?? 0)
            let hand = Self.hand(world, Self.process(world, killedAt: nil), OperatorSession(id: "2@2"))
            _ = try world.virtual.run { _ in await hand.reconcile() }
            #expect(world.region.count(.alias) - before.0 == 1)
            #expect((world.deployments?.count(.read) ?? 0) - before.1 <= reads)
            #expect(world.region.count(.versions) == 0 && world.region.count(.aliases) == 0)
        }
    }

    @Test func aDeploymentThatStillRunsKeepsTheActionFromBeingCalledVerified() throws {
        // Killed with the alias where it should be and the deployment not yet stopped: its next step would move it.
        let world = Self.world(.stop)
        world.region.move(Fixtures.checkout, to: Routing(pointer: "6"))
        let intent = EventDraft(
            time: Fixtures.evening, actor: "jo", kind: .aliasMove, phase: .acknowledged, action: "ACT-1", command: "abort",
            target: Fixtures.checkout, before: Routing(pointer: "6", weights: ["7": 0.1]), after: Routing(pointer: "6"),
            revisionBefore: "rev-old", details: ["stopping": "d-1"])
        _ = try world.virtual.run { _ in try await world.journal.append(intent) }
        let hand = Self.hand(world, Self.process(world, killedAt: nil), OperatorSession(id: "2@2"))
        let early = try world.virtual.run { _ in await hand.reconcile() }
        #expect(early.map(\.outcome) == [.unknown])
        let late = try world.virtual.run { virtual in
            _ = try await world.deployments?.stop("d-1")
            try await virtual.clock.sleep(for: .seconds(10))
            return await hand.reconcile()
        }
        #expect(late.map(\.outcome) == [.verified])
    }
}
