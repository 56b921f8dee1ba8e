import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The operator holds to the policy whatever the plan says of itself.
struct PolicyEnforcementTests {
    private struct World: Sendable {
        let virtual = VirtualTime()
        let region: FakeRegion
        let journal: MemoryJournal
        let policy: ApprovalPolicy

        init(_ policy: ApprovalPolicy = Fixtures.policy(.init(approval: .twoPerson)), _ drafts: [EventDraft] = []) {
            region = FakeRegion(clock: virtual.clock)
            region.set(Fixtures.checkout, Routing(pointer: "6", weights: ["7": 0.2]))
            journal = MemoryJournal(drafts)
            self.policy = policy
        }

        var hand: Operator {
            Operator(
                reading: region, writing: region, journal: journal, clock: virtual.clock, policy: policy, executor: virtual)
        }

        func plan(_ target: Target = Fixtures.checkout, to version: VersionID = "6") -> Plan {
            Bench.plan(.rollback(target, to: version), Routing(pointer: version), region)
        }

        func write(_ draft: EventDraft) async { _ = try? await journal.append(draft) }

        func run(_ plans: [Plan], _ context: ActionContext = PolicyEnforcementTests.context()) throws -> [ActionResult] {
            let hand = hand
            return try virtual.run { _ in await hand.execute(plans, context) { _ in } }
        }

        var kinds: [EventDraft.Kind] { journal.events.map(\.draft.kind) }
    }

    private static func context(_ actor: String = Fixtures.actor, reason: String = "canary fails", breakGlass: Bool = false)
        -> ActionContext
    {
        ActionContext(
            actor: actor, reason: reason, incident: "INC-20261120-01", account: Fixtures.account, region: Fixtures.region,
            breakGlass: breakGlass)
    }

    private static func expectRefused(
        _ world: World, _ results: [ActionResult], _ words: String, location: SourceLocation = #_sourceLocation
    ) {
        #expect(results.map(\.outcome) == [.refused], sourceLocation: location)
        #expect(results.first?.refusal?.code == .policy, sourceLocation: location)
        #expect(results.first?.refusal?.text.contains(words) == true, "\(results)", sourceLocation: location)
        #expect(world.region.count(.update) == 0, sourceLocation: location)
        #expect(!world.kinds.contains(.aliasMove), "an intent was written", sourceLocation: location)
    }

    @Test func withoutAnApprovalNothingIsSent() throws {
        let world = World()
        Self.expectRefused(world, try world.run([world.plan()]), "needs a second person's approval of exactly this plan")
    }

    @Test func aPlanThatSaysItIsApprovedIsNotBelieved() throws {
        let world = World()
        var plan = world.plan()
        let forged = Approval(
            planHash: Fixtures.hasher.hash(plan), approver: Fixtures.second, at: Fixtures.evening,
            expires: Fixtures.evening + .seconds(600))
        plan.approval = ApprovalNeed(
            rule: .own, planHash: forged.planHash, granted: forged, canBreakGlass: true, how: "")
        Self.expectRefused(world, try world.run([plan]), "needs a second person's approval")
    }

    @Test func anApprovedPlanIsCarriedOutAndSaysWhoApproved() throws {
        let world = World()
        let plan = world.plan()
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return await world.hand.execute([plan], Self.context()) { _ in }
        }
        #expect(results.map(\.outcome) == [.verified])
        let intent = try #require(world.journal.events.first { $0.draft.phase == .intent }?.draft)
        #expect(intent.details["approval"]?["approver"]?.string == Fixtures.second)
        #expect(intent.details["planHash"]?.string == Fixtures.hasher.hash(plan))
        #expect(!world.kinds.contains(.glassBroken))
    }

    @Test func anApprovalThatCameWhileTheConsoleRanCounts() throws {
        let world = World()
        let plan = world.plan()
        let results = try world.virtual.run { _ in
            let hand = world.hand
            let first = await hand.execute([plan], Self.context()) { _ in }
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return first + (await hand.execute([plan], Self.context()) { _ in })
        }
        #expect(results.map(\.outcome) == [.refused, .verified])
    }

    @Test func anApprovalThatRunsOutBetweenPlanAndExecutionDoesNot() throws {
        let world = World()
        let plan = world.plan()
        let results = try world.virtual.run { virtual in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            try? await virtual.clock.sleep(for: .seconds(600))
            return await world.hand.execute([plan], Self.context()) { _ in }
        }
        Self.expectRefused(world, results, "ran out")
    }

    @Test(arguments: [Fixtures.second, "arn:aws:sts::123456789012:assumed-role/incident-managers/mia"])
    func whoeverApprovedCannotActUnderAnotherSession(actor: String) throws {
        let world = World()
        let plan = world.plan()
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return await world.hand.execute([plan], Self.context(actor)) { _ in }
        }
        Self.expectRefused(world, results, "cannot both approve it and carry it out")
    }

    @Test func anActorWhomStsDidNotNameIsNobody() throws {
        let world = World()
        let plan = world.plan()
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return await world.hand.execute([plan], Self.context("local user jo")) { _ in }
        }
        Self.expectRefused(world, results, "who acts is not known")
    }

    @Test func aPlanThatChangedAfterItsApprovalIsRefused() throws {
        let world = World()
        let approved = world.plan()
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: approved, by: Fixtures.second))
            world.region.set(Fixtures.checkout, Routing(pointer: "6", weights: ["7": 0.4]))
            return await world.hand.execute([world.plan()], Self.context()) { _ in }
        }
        Self.expectRefused(world, results, "of exactly this plan")
    }

    @Test func a412AfterTheApprovalIsNotDecidedAnew() throws {
        let world = World()
        let plan = world.plan()
        world.region.script(.update, [.rival(Routing(pointer: "6", weights: ["7": 0.4]))])
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return await world.hand.execute([plan], Self.context()) { _ in }
        }
        #expect(results.map(\.outcome) == [.superseded])
        #expect(results.first?.refusal?.text.contains("what was approved was a move from revision") == true)
        #expect(world.region.count(.update) == 1)
        #expect(world.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6", weights: ["7": 0.4]))
    }

    @Test func managementIsAskedForByName() throws {
        let world = World(Fixtures.policy(.init(approval: .management)))
        let plan = world.plan()
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            let first = await world.hand.execute([plan], Self.context()) { _ in }
            await world.write(Fixtures.approval(of: plan, by: Fixtures.manager))
            return first + (await world.hand.execute([plan], Self.context()) { _ in })
        }
        #expect(results.map(\.outcome) == [.refused, .verified])
        #expect(results.first?.refusal?.text.contains("not named as management") == true)
    }

    @Test func aReasonIsWantedWhereThePolicySaysSo() throws {
        let world = World(Fixtures.policy(.init(requiresReason: true)))
        Self.expectRefused(world, try world.run([world.plan()], Self.context(reason: " \n")), "wants a reason")
        #expect(try world.run([world.plan()]).map(\.outcome) == [.verified])
    }

    // MARK: - Breaking the glass

    @Test func inASevereIncidentTheGlassIsBrokenBeforeTheIntent() throws {
        let world = World(Fixtures.policy(.init(approval: .management)), [Fixtures.declared()])
        let results = try world.run([world.plan()], Self.context(reason: "vera does not answer", breakGlass: true))
        #expect(results.map(\.outcome) == [.verified])
        #expect(world.kinds.prefix(3) == [.incidentDeclared, .glassBroken, .aliasMove])
        let broken = try #require(world.journal.events.first { $0.draft.kind == .glassBroken }?.draft)
        #expect(broken.incident == "INC-20261120-01" && broken.reason == "vera does not answer")
        #expect(broken.details["rule"] == "management" && broken.details["planHash"]?.string?.count == 64)
        #expect(broken.details["for"]?.string == results.first?.id)
        let incident = try #require(IncidentReducer.reduce(world.journal.events).first)
        #expect(incident.brokenGlass.map(\.value) == ["rollback checkout:prod  v6 80 % v7 20 % → v6 100 %"])
    }

    @Test(arguments: [
        [], [Fixtures.declared(.sev2)], [Fixtures.declared(targets: [Fixtures.payments])],
        [
            Fixtures.declared(),
            IncidentDrafts.resolve("INC-20261120-01", text: "", by: .init(actor: "jo", time: Fixtures.evening)),
        ],
        [
            Fixtures.declared(),
            IncidentDrafts.severity("INC-20261120-01", .sev3, reason: "", by: .init(actor: "jo", time: Fixtures.evening)),
        ],
    ])
    func elsewhereTheGlassHolds(drafts: [EventDraft]) throws {
        let world = World(Fixtures.policy(.init(approval: .twoPerson)), drafts)
        Self.expectRefused(
            world, try world.run([world.plan()], Self.context(breakGlass: true)), "only while a SEV-1 is open that names")
        #expect(!world.kinds.contains(.glassBroken))
    }

    @Test func breakingItCostsAReasonAndARecord() throws {
        let world = World(Fixtures.policy(.init(approval: .twoPerson)), [Fixtures.declared()])
        Self.expectRefused(world, try world.run([world.plan()], Self.context(reason: " ", breakGlass: true)), "costs a reason")
        world.journal.setBroken(true)
        Self.expectRefused(
            world, try world.run([world.plan()], Self.context(breakGlass: true)), "the journal cannot be written")
    }

    @Test func whatNeedsNoApprovalBreaksNoGlass() throws {
        let world = World(Fixtures.policy(.init(actions: ["promote"], approval: .twoPerson)), [Fixtures.declared()])
        #expect(try world.run([world.plan()], Self.context(breakGlass: true)).map(\.outcome) == [.verified])
        #expect(!world.kinds.contains(.glassBroken))
    }

    // MARK: - Groups

    @Test func eachPlanOfAGroupIsChecked() throws {
        let world = World(Fixtures.policy(.init(targets: ["checkout", "search"], approval: .twoPerson)))
        for target in [Fixtures.payments, Fixtures.search] { world.region.set(target, Routing(pointer: "7")) }
        let plans = [Fixtures.checkout, Fixtures.payments, Fixtures.search].map { world.plan($0) }
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plans[2], by: Fixtures.second))
            return await world.hand.execute(plans, Self.context()) { _ in }
        }
        #expect(results.map(\.outcome) == [.refused, .verified, .verified])
        #expect(world.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6", weights: ["7": 0.2]))
        let ended = try #require(world.journal.events.last { $0.draft.kind == .groupEnded }?.draft)
        #expect(ended.details["outcomes"]?.array?.first?["outcome"] == "refused")
    }

    @Test func aTargetWhoseApprovalRunsOutBeforeItsTurnIsRefused() throws {
        let world = World()
        let targets = (1...3).map { Target(function: "f\($0)", alias: "prod") }
        for target in targets { world.region.set(target, Routing(pointer: "7")) }
        let plans = targets.map { world.plan($0) }
        // The second one is throttled for longer than the third one's approval lasts.
        let results = try world.virtual.run { virtual in
            for (plan, age) in zip(plans, [0, 0, 599]) {
                await world.write(
                    Fixtures.approval(of: plan, by: Fixtures.second, at: virtual.clock.now.time - .seconds(age)))
            }
            world.region.script(.update, [nil, .fail(.throttled), .fail(.throttled)])
            return await world.hand.execute(plans, Self.context(), policy: GroupPolicy(order: .ordered, stopAfter: 5)) { _ in }
        }
        #expect(results.map(\.outcome) == [.verified, .verified, .refused])
        #expect(results.last?.refusal?.text.contains("ran out") == true)
    }

    @Test func theJournalThatCannotBeReadApprovesNothing() throws {
        let world = World()
        let plan = world.plan()
        let hand = Operator(
            reading: world.region, writing: world.region, journal: UnreadableJournal(world.journal), clock: world.virtual.clock,
            policy: world.policy, executor: world.virtual)
        let results = try world.virtual.run { _ in
            await world.write(Fixtures.approval(of: plan, by: Fixtures.second))
            return await hand.execute([plan], Self.context()) { _ in }
        }
        Self.expectRefused(world, results, "cannot be read")
    }

    private struct UnreadableJournal: JournalWriting {
        let journal: MemoryJournal
        init(_ journal: MemoryJournal) { self.journal = journal }
        func append(_ draft: EventDraft) async throws(JournalFailure) -> Event { try await journal.append(draft) }
        func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
            throw JournalFailure(path: "/state/journal.db", text: "disk I/O error")
        }
        func updates(after seq: Int) -> AsyncStream<[Event]> { journal.updates(after: seq) }
    }
}
