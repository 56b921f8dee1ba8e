import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Plans on an alias that CodeDeploy is moving, with provisioned concurrency, and to versions that must be typed.
struct DeploymentPlanTests {
    private static let target = Fixtures.checkout
    private static let split = Routing(pointer: "6", weights: ["7": 0.1])

    private static func deployment(
        _ status: Deployment.Status = .inProgress, rollbackOf: String? = nil, error: String = "", alarms: [String] = []
    ) -> Deployment {
        Deployment(
            id: rollbackOf == nil ? "d-1" : "d-2", application: "app", group: "prod", status: status, target: target,
            currentVersion: rollbackOf == nil ? "6" : "7", targetVersion: rollbackOf == nil ? "7" : "6", targetShare: 0.1,
            strategy: DeploymentStrategy(name: "linear", shape: .linear(share: 0.1, interval: .seconds(60))),
            createdAt: Fixtures.evening - .seconds(60),
            alarms: .init(isEnabled: !alarms.isEmpty, names: alarms.map { DisplayText($0) }), rollbackOf: rollbackOf,
            errorCode: error)
    }

    private static func builder(_ routing: Routing = split, _ deployments: [Deployment]? = [deployment()]) -> PictureBuilder {
        var builder = PictureBuilder.badCanary()
        builder.alias(target, routing)
        if let deployments { builder.apply(.deployments(deployments)) }
        return builder
    }

    private static func plan(
        _ command: Command, _ builder: PictureBuilder, ledger: ActionLedger = ActionLedger(),
        options: PlanOptions = PlanOptions()
    ) throws(Refusal) -> Plan {
        try Planner.plan(
            command, PlanningContext(picture: builder.picture, ledger: ledger, now: builder.now, options: options))
    }

    // MARK: - Deployments

    @Test(arguments: [
        (Command.abort(target), Routing(pointer: "6")), (.promote(target), Routing(pointer: "7")),
        (.rollback(target, to: nil), Routing(pointer: "6")), (.rollback(target, to: "5"), Routing(pointer: "5")),
    ])
    func aRunningDeploymentIsStoppedFirst(_ command: Command, _ after: Routing) throws {
        let plan = try Self.plan(command, Self.builder())
        #expect(plan.stopping?.id == "d-1")
        #expect(plan.after == after)
        #expect(
            plan.steps.map(\.call) == [
                "codedeploy StopDeployment", "codedeploy GetDeployment", "lambda GetAlias", "lambda UpdateAlias",
                "lambda GetAlias", "lambda GetAlias",
            ])
        #expect(plan.steps[0].before == "d-1 InProgress, v7 at 10 %")
        #expect(plan.steps[0].after == "d-1 stopped, with rollback")
        #expect(plan.steps[3].expects.contains("only if still wrong"))
        #expect(plan.steps[5].expects.contains("one step (1 m)"))
        #expect(plan.predicted == .seconds(31))
    }

    @Test func onlyWhatIsUnknownIsSaidToBeUnsearchedAndACleanSearchTakesItBack() throws {
        func isWarned(_ builder: PictureBuilder) throws -> Bool {
            try Self.plan(.rollback(Self.target, to: nil), builder).warnings.contains { $0.contains("could not be searched") }
        }
        let hole = Fixtures.failure(.malformed, "BatchGetDeployments", service: "codedeploy")
        // The search had a hole, and this target's deployment is known.
        var builder = Self.builder()
        builder.apply(.failed(.deployments, hole))
        #expect(try !isWarned(builder))
        // Nothing is known of it: the hole may be the one that moves it.
        builder.apply(.deployments([]))
        #expect(try !isWarned(builder))
        builder.apply(.failed(.deployments, hole))
        #expect(try isWarned(builder))
        builder.apply(.deployments([]))
        #expect(try !isWarned(builder))
        #expect(builder.picture.failures[.deployments] == nil && builder.picture.deployments?.failure == nil)
    }

    @Test func aDeploymentWithoutWeightsCanBeAbortedAndRolledBack() throws {
        let waiting = Self.builder(Routing(pointer: "6"))
        let abort = try Self.plan(.abort(Self.target), waiting)
        #expect(abort.stopping?.id == "d-1")
        #expect(abort.after == Routing(pointer: "6"))
        #expect(try Self.plan(.rollback(Self.target, to: "6"), waiting).stopping?.id == "d-1")
        #expect(try Self.plan(.promote(Self.target), waiting).after == Routing(pointer: "7"))
        let nothing = Self.builder(Routing(pointer: "6"), [Self.deployment(.succeeded)])
        let refusal = PlannerTests.refusal { () throws(Refusal) in try Self.plan(.abort(Self.target), nothing) }
        #expect(refusal?.code == .nothingToAbort)
    }

    @Test func codeDeploysOwnRollbackIsFollowedAndNotStopped() throws {
        let builder = Self.builder(Self.split, [Self.deployment(.inProgress, rollbackOf: "d-1")])
        let plan = try Self.plan(.abort(Self.target), builder)
        #expect(plan.after == Routing(pointer: "6"))
        #expect(plan.steps.first?.call == "codedeploy GetDeployment")
        let refusal = PlannerTests.refusal { () throws(Refusal) in try Self.plan(.promote(Self.target), builder) }
        #expect(refusal?.code == .nothingToPromote)
        #expect(refusal?.text.contains("taking checkout:prod back to v6") == true)
    }

    @Test func aShiftUnderADeploymentIsWarnedOf() throws {
        let plan = try Self.plan(.shift(Self.target, to: "7", share: 0.5), Self.builder())
        #expect(plan.stopping == nil)
        #expect(plan.warnings.contains { $0.contains("d-1 is InProgress and will move the alias again") })
    }

    @Test func whatCouldNotBeSearchedIsSaid() throws {
        let unread = try Self.plan(.abort(Self.target), Self.builder(Self.split, nil))
        #expect(unread.warnings.contains { $0.hasPrefix("CodeDeploy could not be searched (not read yet)") })
        var failing = Self.builder(Self.split, [])
        #expect(try Self.plan(.abort(Self.target), failing).warnings.allSatisfy { !$0.contains("searched") })
        failing.apply(
            .failed(.deployments, Fixtures.failure(.denied, "ListDeployments", service: "codedeploy")))
        let failed = try Self.plan(.abort(Self.target), failing)
        #expect(failed.warnings.contains { $0.contains("AccessDeniedException") && $0.contains("may move the alias again") })
    }

    @Test func provisionedConcurrencyThatCouldNotBeReadIsSaid() throws {
        var builder = Self.builder(Routing(pointer: "7"), [])
        #expect(try Self.plan(.rollback(Self.target, to: "6"), builder).warnings.allSatisfy { !$0.contains("provisioned") })
        builder.apply(
            .failed(.provisioned(function: Self.target.function), Fixtures.failure(.denied, "ListProvisionedConcurrencyConfigs")))
        let plan = try Self.plan(.rollback(Self.target, to: "6"), builder)
        #expect(
            plan.warnings.contains { $0.contains("provisioned concurrency could not be read (") && $0.contains("v6 is warm") })
    }

    @Test func theAlarmThatBlocksTheFixIsNamed() throws {
        let watching = Self.builder(Self.split, [Self.deployment(.inProgress, alarms: ["checkout-prod-error-rate"])])
        let plan = try Self.plan(.abort(Self.target), watching)
        #expect(
            plan.warnings.contains { $0.contains("stopped at once by checkout-prod-error-rate: moving the alias directly") })
        let quiet = Self.builder(Self.split, [Self.deployment(.inProgress, alarms: ["checkout-prod-p95"])])
        #expect(try Self.plan(.abort(Self.target), quiet).warnings.allSatisfy { !$0.contains("stopped at once") })
        let ended = Self.builder(Self.split, [Self.deployment(.failed, error: "ALARM_ACTIVE")])
        #expect(
            try Self.plan(.abort(Self.target), ended).warnings.contains { $0.contains("the alarm that stopped d-1") })
    }

    @Test func anAbortIsPlannedWhileAPromoteRunsAndNotWhileItsOutcomeIsUnknown() throws {
        let promote = PlannerTests.ledger("promote", Self.split, Routing(pointer: "7"), phase: .sent)
        let plan = try Self.plan(.abort(Self.target), Self.builder(), ledger: promote)
        #expect(plan.warnings.contains { $0.hasPrefix("the promote of ") && $0.contains("made to end") })
        for (command, phase) in [("promote", ActionPhase.unknown), ("abort", .sent)] {
            let ledger = PlannerTests.ledger(command, Self.split, Routing(pointer: "7"), phase: phase)
            let refusal = PlannerTests.refusal { () throws(Refusal) in
                try Self.plan(.abort(Self.target), Self.builder(), ledger: ledger)
            }
            #expect(refusal?.code == .unfinishedAction)
        }
        let refusal = PlannerTests.refusal { () throws(Refusal) in
            try Self.plan(.promote(Self.target), Self.builder(), ledger: promote)
        }
        #expect(refusal?.code == .unfinishedAction)
    }

    @Test func anUndoOfAStopSaysThatTheDeploymentDoesNotComeBack() throws {
        var event = PlannerTests.event(1, "abort", Self.split, Routing(pointer: "6"), .intent)
        event.draft.details["stopping"] = "d-1"
        let end = PlannerTests.event(1, "abort", Self.split, Routing(pointer: "6"), .verified, "275af281-0000")
        let plan = try Self.plan(
            .undo(Self.target), Self.builder(Routing(pointer: "6"), []), ledger: ActionLedger([event, end]))
        #expect(plan.after == Self.split)
        #expect(plan.warnings.contains { $0.contains("d-1 was stopped by the abort and does not come back") })
    }

    // MARK: - Provisioned concurrency

    private static func provisioned(_ base: PictureBuilder, _ routing: Routing) -> PictureBuilder {
        var builder = base
        builder.apply(.deployments([]))
        builder.apply(
            .alias(
                AliasState(
                    target: target, routing: routing, revision: "275af281-0000",
                    provisioned: ProvisionedConcurrency(requested: 50, allocated: 50, status: .ready))))
        return builder
    }

    @Test func whatFailsLosesItsTrafficAtOnceAndWhatDoesNotWaits() throws {
        let bad = Self.provisioned(.badRelease(), Routing(pointer: "7"))
        let plan = try Self.plan(.rollback(Self.target, to: nil), bad)
        #expect(plan.provisioned?.chosen == .dropAndRestore)
        #expect(plan.provisioned?.requested == 50)
        #expect(plan.provisioned?.options.map(\.strategy) == [.dropAndRestore, .waitWarm, .versionLevel])
        #expect(plan.provisioned?.options.map(\.predicted) == [.seconds(3), .seconds(96), .seconds(99)])
        #expect(
            plan.steps.map(\.call) == [
                "lambda DeleteProvisionedConcurrencyConfig", "lambda UpdateAlias", "lambda GetAlias",
                "lambda PutProvisionedConcurrencyConfig",
            ])
        #expect(plan.predicted == .seconds(3))
        #expect(plan.warnings.contains { $0.contains("first calls of v5 are cold") })

        let ledger = PlannerTests.ledger("rollback", Routing(pointer: "4"), Routing(pointer: "5"), made: "275af281-0000")
        var healthy = Self.provisioned(.badRelease(), Routing(pointer: "5"))
        healthy.apply(.alarms([]))
        healthy.apply(.metrics(Self.target, TargetMetrics()))
        let undo = try Self.plan(.undo(Self.target), healthy, ledger: ledger)
        #expect(undo.provisioned?.chosen == .waitWarm)
        #expect(undo.predicted == .seconds(96))
        #expect(undo.steps.last?.call == "lambda GetProvisionedConcurrencyConfig")
    }

    @Test(arguments: ProvisionedStrategy.allCases)
    func theWayIsChosenByThePerson(_ strategy: ProvisionedStrategy) throws {
        let plan = try Self.plan(
            .rollback(Self.target, to: nil), Self.provisioned(.badRelease(), Routing(pointer: "7")),
            options: PlanOptions(provisioned: strategy))
        #expect(plan.provisioned?.chosen == strategy)
        #expect(plan.predicted == plan.provisioned?.options.first { $0.strategy == strategy }?.predicted)
    }

    @Test func aSplitIsRefusedWhereAWSAllowsNone() {
        let builder = Self.provisioned(.badRelease(), Routing(pointer: "5"))
        let refusal = PlannerTests.refusal { () throws(Refusal) in
            try Self.plan(.shift(Self.target, to: "4", share: 0.1), builder)
        }
        #expect(refusal?.code == .weightInvalid)
        #expect(refusal?.text.contains("provisioned concurrency (50)") == true)
    }

    // MARK: - What must be typed

    @Test func aVersionThatWasRolledAwayFromMustBeTyped() throws {
        let ledger = PlannerTests.ledger("rollback", Routing(pointer: "5"), Routing(pointer: "7"))
        let plan = try Self.plan(.rollback(Self.target, to: "5"), Self.provisionedFree(Routing(pointer: "7")), ledger: ledger)
        #expect(plan.typed?.word == "v5")
        #expect(plan.typed?.why.contains("left behind by the rollback") == true)
    }

    private static func provisionedFree(_ routing: Routing) -> PictureBuilder {
        var builder = PictureBuilder.badRelease()
        builder.alias(target, routing)
        builder.apply(.deployments([]))
        return builder
    }

    @Test func aVersionWhoseAlarmFiredMustBeTypedAndAGoodOneNot() throws {
        let builder = Self.provisionedFree(Routing(pointer: "7"))
        #expect(try Self.plan(.rollback(Self.target, to: "6"), builder).typed?.why.contains("fired at") == true)
        #expect(try Self.plan(.rollback(Self.target, to: "5"), builder).typed == nil)
        #expect(try Self.plan(.rollback(Self.target, to: nil), builder).typed == nil)
    }

    @Test func theSameCodeAndTheNeverServedMustBeTyped() throws {
        var builder = Self.provisionedFree(Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("8", published: .seconds(60)),
                    Fixtures.version("7", published: .seconds(1800)),
                    Fixtures.version("5", published: .seconds(10 * 86_400), code: "sha-7"),
                ]))
        #expect(try Self.plan(.rollback(Self.target, to: "5"), builder).typed?.why.contains("same code as v7") == true)
        #expect(try Self.plan(.rollback(Self.target, to: "8"), builder).typed?.why.contains("never served") == true)
        // The newcomer of a canary is never served before, and that is what a canary is for.
        #expect(try Self.plan(.shift(Self.target, to: "8", share: 0.1), builder).typed == nil)
    }

    @Test func aSchemaThatTheVersionCannotRunOnMustBeTypedWhateverTheCommand() throws {
        var builder = Self.provisionedFree(Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("7", published: .seconds(1800), description: "schema=12"),
                    Fixtures.version("5", published: .seconds(10 * 86_400), description: "schema=10..11"),
                ]))
        let ledger = PlannerTests.ledger("shift", Routing(pointer: "5"), Routing(pointer: "7"), made: "275af281-0000")
        let undo = try Self.plan(.undo(Self.target), builder, ledger: ledger)
        #expect(undo.typed?.word == "v5")
        #expect(undo.typed?.why.contains("10..11") == true)
        // The settings know better than the description.
        let windows = PlanOptions(schemaWindows: ["checkout": ["5": SchemaWindow(10, 12)]])
        #expect(try Self.plan(.undo(Self.target), builder, ledger: ledger, options: windows).typed == nil)
    }
}
