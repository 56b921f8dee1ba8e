import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The policy's rules, the book of approvals and what a plan says of them.
struct PolicyTests {
    private static let target = Fixtures.checkout

    private static func planned(
        _ policy: ApprovalPolicy, _ drafts: [EventDraft] = [], actor: String = Fixtures.actor, at later: Duration = .zero,
        _ change: (inout PictureBuilder) -> Void = { _ in }
    ) throws -> Plan {
        var builder = PictureBuilder.badCanary()
        builder.apply(.caller(CallerIdentity(account: Fixtures.account, arn: actor)))
        change(&builder)
        builder.now = Now(time: builder.now.time + later, uptime: builder.now.uptime)
        return try Planner.plan(
            .rollback(target, to: nil),
            PlanningContext(
                picture: builder.picture, ledger: ActionLedger(MemoryJournal(drafts).events), now: builder.now,
                options: PlanOptions(policy: policy)))
    }

    private static let twoPerson = Fixtures.policy(.init(approval: .twoPerson))
    private static let management = Fixtures.policy(.init(approval: .management))

    @Test func theDefaultAsksForNothing() throws {
        let plan = try Self.planned(.open)
        #expect(plan.approval == nil && !plan.needsReason)
        #expect(ApprovalPolicy.open.demand("promote", on: Self.target) == .init(approval: .own, requiresReason: false))
    }

    @Test func theFirstRuleThatSaysSomethingOfAMatterDecidesIt() {
        let policy = Fixtures.policy(
            .init(targets: ["checkout:dev"], approval: .own),
            .init(targets: ["checkout"], actions: ["promote"], approval: .management),
            .init(targets: ["check*"], approval: .twoPerson), .init(actions: ["undo"], requiresReason: false),
            .init(requiresReason: true))
        let dev = Target(function: "checkout", alias: "dev")
        #expect(policy.demand("promote", on: dev) == .init(approval: .own, requiresReason: true))
        #expect(policy.demand("promote", on: Self.target) == .init(approval: .management, requiresReason: true))
        #expect(policy.demand("undo", on: Self.target) == .init(approval: .twoPerson, requiresReason: false))
        #expect(policy.demand("rollback", on: Fixtures.payments) == .init(approval: .own, requiresReason: true))
    }

    @Test func aPlanSaysWhoseWordItNeedsAndWhatTheyRun() throws {
        let need = try #require(try Self.planned(Self.twoPerson).approval)
        #expect(need.rule == .twoPerson && !need.isMet && !need.canBreakGlass)
        #expect(need.planHash.count == 64)
        #expect(need.how.contains("`flipback approve \(need.planHash.prefix(12))`"))
        #expect(try Self.planned(Self.twoPerson, [Fixtures.declared()]).approval?.canBreakGlass == true)
        #expect(try Self.planned(Self.twoPerson, [Fixtures.declared(.sev2)]).approval?.canBreakGlass == false)
        #expect(
            try Self.planned(Self.twoPerson, [Fixtures.declared(targets: [Fixtures.payments])]).approval?.canBreakGlass == false)
    }

    @Test func theHashIsOfWhatThePlanDoesAndOfNothingElse() throws {
        let plan = try Self.planned(Self.twoPerson)
        let hash = plan.approval?.planHash
        #expect(try Self.planned(Self.twoPerson, at: .seconds(100)).approval?.planHash == hash)
        var other = plan
        other.warnings = ["x"]
        other.predicted = .seconds(9)
        other.basedOn = .epoch
        #expect(Fixtures.hasher.hash(other) == hash)
        let changes: [(inout Plan) -> Void] = [
            { $0.target = Fixtures.payments }, { $0.account = "999999999999" }, { $0.region = "us-east-1" },
            { $0.command = .abort(Self.target) }, { $0.before = Routing(pointer: "6", weights: ["7": 0.3]) },
            { $0.after = Routing(pointer: "5") }, { $0.revision = "275af281-0001" },
            { $0.provisioned = ProvisionedPlan(chosen: .waitWarm, options: [], requested: 5) },
            { $0.provisioned = ProvisionedPlan(chosen: .dropAndRestore, options: [], requested: 5) }, { $0.steps.removeLast() },
            {
                $0.stopping = Deployment(
                    id: "d-1", application: "a", group: "g", status: .inProgress, target: Self.target, createdAt: .epoch)
            },
        ]
        var hashes: Set<String> = [Fixtures.hasher.hash(plan)]
        for change in changes {
            var other = plan
            change(&other)
            #expect(hashes.insert(Fixtures.hasher.hash(other)).inserted)
        }
    }

    @Test func anApprovalCountsForTenMinutesFromSomebodyElse() throws {
        let plan = try Self.planned(Self.twoPerson)
        let granted = Fixtures.approval(of: plan, by: Fixtures.second)
        #expect(try Self.planned(Self.twoPerson, [granted]).approval?.granted?.approver == Fixtures.second)
        #expect(try Self.planned(Self.twoPerson, [granted], at: .seconds(599)).approval?.isMet == true)
        let late = try #require(try Self.planned(Self.twoPerson, [granted], at: .seconds(600)).approval)
        #expect(!late.isMet && late.how.contains("ran out"))
        // Whoever approved it cannot be the one who acts, whatever role they act in.
        let own = try #require(try Self.planned(Self.twoPerson, [granted], actor: Fixtures.second).approval)
        #expect(!own.isMet && own.how.contains("cannot both approve it and carry it out"))
        let role = "arn:aws:sts::123456789012:assumed-role/other/mia"
        #expect(try Self.planned(Self.twoPerson, [granted], actor: role).approval?.isMet == false)
    }

    @Test func ofSeveralApprovalsOneThatCountsIsEnough() throws {
        let plan = try Self.planned(Self.twoPerson)
        let drafts = [
            Fixtures.approval(of: plan, by: Fixtures.actor), Fixtures.approval(of: plan, by: "local user mia"),
            Fixtures.approval(of: plan, by: Fixtures.second, at: Fixtures.evening - .seconds(700)),
            Fixtures.approval(of: plan, by: Fixtures.manager, at: Fixtures.evening - .seconds(60)),
        ]
        #expect(try Self.planned(Self.twoPerson, drafts).approval?.granted?.approver == Fixtures.manager)
        #expect(try Self.planned(Self.twoPerson, Array(drafts.dropLast())).approval?.isMet == false)
    }

    @Test func managementIsWhomTheSettingsName() throws {
        let plan = try Self.planned(Self.management)
        let second = try #require(
            try Self.planned(Self.management, [Fixtures.approval(of: plan, by: Fixtures.second)]).approval)
        #expect(!second.isMet && second.how.contains("not named as management"))
        #expect(try Self.planned(Self.management, [Fixtures.approval(of: plan, by: Fixtures.manager)]).approval?.isMet == true)
    }

    @Test func aRecordCannotStretchAnApproval() throws {
        let plan = try Self.planned(Self.twoPerson)
        var forged = Fixtures.approval(of: plan, by: Fixtures.second)
        forged.details["expires"] = JSONValue(Fixtures.evening + .seconds(86_400))
        #expect(try Self.planned(Self.twoPerson, [forged], at: .seconds(601)).approval?.isMet == false)
        let future = Fixtures.approval(of: plan, by: Fixtures.second, at: Fixtures.evening + .seconds(3600))
        #expect(try Self.planned(Self.twoPerson, [future]).approval?.isMet == false)
    }

    @Test func aRevisionThatChangedIsAnotherPlan() throws {
        let granted = Fixtures.approval(of: try Self.planned(Self.twoPerson), by: Fixtures.second)
        let moved = try Self.planned(Self.twoPerson, [granted]) {
            $0.alias(Self.target, Routing(pointer: "6", weights: ["7": 0.2]), revision: "275af281-0001")
        }
        #expect(moved.approval?.isMet == false)
    }

    @Test func whatNeedsAWordIsNotArmed() throws {
        let incident = Incident(
            id: "INC-20261120-01", severity: .sev1, declaredAt: Fixtures.evening, declaredBy: "jo", targets: [Self.target])
        func armed(_ policy: ApprovalPolicy, _ drafts: [EventDraft] = []) -> ArmedPlans {
            let builder = PictureBuilder.badCanary()
            return ArmedPlanner.plans(
                for: incident,
                PlanningContext(
                    picture: builder.picture, ledger: ActionLedger(MemoryJournal(drafts).events), now: builder.now,
                    options: PlanOptions(policy: policy)))
        }
        #expect(armed(.open).plans.count == 1)
        let unmet = armed(Self.twoPerson)
        #expect(unmet.plans.isEmpty && unmet.refusals[Self.target]?.code == .policy)
        #expect(unmet.refusals[Self.target]?.text.contains("needs a second person's approval: R opens the plan sheet") == true)
        let plan = try Self.planned(Self.twoPerson)
        #expect(armed(Self.twoPerson, [Fixtures.approval(of: plan, by: Fixtures.second)]).plans.count == 1)
        let reason = armed(Fixtures.policy(.init(requiresReason: true)))
        #expect(reason.plans.isEmpty && reason.refusals[Self.target]?.text.contains("wants a reason") == true)
    }

    @Test func readinessSaysThatARollbackNeedsSomebody() {
        let builder = PictureBuilder.badCanary()
        func codes(_ policy: ApprovalPolicy) -> [String] {
            Assessor.assess(
                Self.target, builder.picture, ledger: ActionLedger(), options: PlanOptions(policy: policy), now: builder.now
            ).readiness.findings.map(\.code)
        }
        #expect(codes(Self.management).contains("approval"))
        #expect(!codes(Fixtures.policy(.init(actions: ["promote"], approval: .management))).contains("approval"))
    }

    @Test func aRequestIsReadBackAndWaitsForAnHour() throws {
        let plan = try Self.planned(Self.twoPerson)
        let author = IncidentDrafts.Author(actor: Fixtures.actor, time: Fixtures.evening)
        let draft = try #require(ApprovalDrafts.request(plan, reason: "canary fails", incident: nil, by: author))
        var book = ApprovalBook(MemoryJournal([draft]).events)
        let hash = try #require(plan.approval?.planHash)
        let request = try #require(book.requests(beginning: String(hash.prefix(8))).first)
        #expect(request.planHash == hash && request.requester == Fixtures.actor && request.reason == "canary fails")
        #expect(request.after == plan.after && request.revision == plan.revision && request.steps.count == plan.steps.count)
        #expect(book.requests(beginning: "zzzzzzzz").isEmpty)
        #expect(book.waiting(Fixtures.evening).count == 1)
        #expect(book.waiting(Fixtures.evening + .seconds(3600)).isEmpty)
        book.apply(
            Event(
                seq: 2,
                draft: ApprovalDrafts.grant(request, by: .init(actor: Fixtures.second, time: Fixtures.evening + .seconds(5))),
                previous: "", hash: ""))
        #expect(book.waiting(Fixtures.evening + .seconds(10)).isEmpty)
        #expect(book.approvals(of: hash).map(\.approver) == [Fixtures.second])
        #expect(ApprovalDrafts.request(try Self.planned(.open), reason: "", incident: nil, by: author) == nil)
    }

    @Test func whatIsNoRequestIsNone() {
        var draft = EventDraft(time: Fixtures.evening, actor: "x", kind: .approvalRequested, target: Self.target)
        draft.before = Routing(pointer: "6")
        draft.after = Routing(pointer: "5")
        draft.details = ["planHash": "abc", "rule": "two-person"]
        #expect(ApprovalBook(MemoryJournal([draft]).events).waiting(Fixtures.evening).isEmpty)
    }
}
