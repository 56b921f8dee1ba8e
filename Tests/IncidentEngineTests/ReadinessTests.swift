import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Every finding of readiness: what, why, what to do.
struct ReadinessTests {
    static let target = Fixtures.checkout

    /// All on v7, v6 was good; everything that can be read has been read and is in order.
    static func calm(
        _ change: (inout FunctionVersion) -> Void = { _ in }, wiring: FunctionWiring = FunctionWiring()
    ) -> PictureBuilder {
        var builder = PictureBuilder()
        builder.alias(target, Routing(pointer: "7"))
        var six = Fixtures.version("6", published: .seconds(9 * 86_400))
        change(&six)
        builder.apply(.versions(function: "checkout", [Fixtures.version("7", published: .seconds(3600)), six]))
        builder.apply(.alarms([Fixtures.alarm("errors", .ok, of: target)]))
        builder.apply(.alarmHistory([]))
        builder.apply(.deployments([]))
        builder.apply(.wiring(function: "checkout", wiring))
        builder.apply(.limits(AccountLimits(concurrentExecutions: 1000, unreservedConcurrentExecutions: 900)))
        return builder
    }

    static func ready(_ builder: PictureBuilder, _ options: PlanOptions = PlanOptions()) -> Readiness {
        Assessor.assess(target, builder.picture, ledger: ActionLedger(), options: options, now: builder.now).readiness
    }

    static func finding(_ code: String, _ builder: PictureBuilder, _ options: PlanOptions = PlanOptions()) throws
        -> Readiness.Finding
    {
        let found = ready(builder, options).findings
        return try #require(found.first { $0.code == code }, "\(found.map(\.code))")
    }

    @Test func aCalmTargetIsReadyAndNothingIsFound() {
        let ready = Self.ready(Self.calm())
        #expect(ready.grade == .ready)
        #expect(ready.predicted == .seconds(1))
        #expect(ready.findings.isEmpty)
    }

    @Test func everyFindingSaysWhyAndWhatToDo() {
        var builder = Self.calm({
            $0.state = "Inactive"
            $0.role = "role/old"
            $0.runtime = "nodejs18.x"
        })
        builder.apply(.failed(.deployments, Fixtures.failure(.denied, "ListDeployments", service: "codedeploy")))
        builder.picture.wiring = [:]
        builder.apply(.alarms([]))
        let findings = Self.ready(builder).findings
        #expect(findings.count >= 6)
        #expect(findings.allSatisfy { !$0.why.isEmpty && !$0.fix.isEmpty && !$0.text.isEmpty })
        let levels = findings.map(\.level)
        #expect(levels == levels.filter { $0 == .warning } + levels.filter { $0 == .info })
    }

    @Test func aSchemaThatIsInTheWayOrInDoubtIsSaid() throws {
        var builder = Self.calm()
        func versions(_ seven: DisplayText, _ six: DisplayText, _ five: DisplayText) {
            builder.apply(
                .versions(
                    function: "checkout",
                    [
                        Fixtures.version("7", published: .seconds(3600), description: seven),
                        Fixtures.version("6", published: .seconds(9 * 86_400), description: six),
                        Fixtures.version("5", published: .seconds(19 * 86_400), description: five),
                    ]))
        }
        versions("schema=12", "schema=11", "schema=11..12")
        #expect(
            try Self.finding("schemaBarrier", builder).text
                == "v6 can run on schema 11, the data has 12 since v7 was served")
        versions("schema=11..12", "schema=11", "schema=11")
        #expect(try Self.finding("schemaDoubt", builder).text.hasSuffix("whether the data is still on 11 is not known"))
    }

    @Test func anInstantSwitchNeedsRoom() throws {
        var builder = Self.calm(wiring: FunctionWiring(reservedConcurrency: 50))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(10, requests: 100, errorRate: 0)
        builder.apply(.metrics(Self.target, metrics))
        #expect(
            try Self.finding("headroom", builder).text
                == "an instant switch needs up to 82 executions at once (41 still end on v7, 41 begin on v6), 50 are reserved for it: "
                + "up to 32 would be throttled")
        builder.apply(.wiring(function: "checkout", FunctionWiring(reservedConcurrency: 82)))
        #expect(Self.ready(builder).grade == .ready)
        builder.apply(.wiring(function: "checkout", FunctionWiring()))
        #expect(Self.ready(builder).grade == .ready)
        builder.apply(.limits(AccountLimits(concurrentExecutions: 90, unreservedConcurrentExecutions: 80)))
        #expect(try Self.finding("headroom", builder).text.contains("the account has 80 unreserved, for all functions"))
        builder.apply(
            .wiring(function: "checkout", FunctionWiring(unread: [Fixtures.failure(.denied, "GetFunctionConcurrency")])))
        #expect(try Self.finding("headroomUnknown", builder).level == .info)
        builder.apply(.wiring(function: "checkout", FunctionWiring(reservedConcurrency: 0)))
        #expect(try Self.finding("functionStopped", builder).level == .warning)
    }

    @Test func provisionedConcurrencySaysWhatItCosts() throws {
        var builder = Self.calm()
        var alias = AliasState(target: Self.target, routing: Routing(pointer: "7"), revision: "r")
        alias.provisioned = ProvisionedConcurrency(requested: 100, allocated: 100, status: .ready)
        builder.apply(.alias(alias))
        // Nothing tells whether v7 is well: a rollback of it does not wait.
        #expect(Self.ready(builder).predicted == .seconds(3))
        #expect(try Self.finding("provisionedConcurrency", builder).text.contains("the first calls are cold"))
        let wait = PlanOptions(provisioned: .waitWarm)
        #expect(Self.ready(builder, wait).predicted == .seconds(102))
        let found = try Self.finding("provisionedConcurrency", builder, wait)
        #expect(found.text.hasSuffix("about 1 m 42 s (wait-warm)"))
        #expect(found.fix.contains("drop-and-restore"))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(28, requests: 1000, errorRate: 0)
        metrics.byVersion["7"] = metrics.whole
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.ready(builder).predicted == .seconds(102))
        // Not a word of it where nothing is to be moved away from what is warm.
        builder.apply(.versions(function: "checkout", [Fixtures.version("7", published: .seconds(3600))]))
        #expect(Self.ready(builder).grade == .blocked)
        #expect(!Self.ready(builder).findings.contains { $0.code == "provisionedConcurrency" })
    }

    /// The row, `ready`, the plan sheet and the armed bar tell one time.
    @Test(arguments: [nil] + ProvisionedStrategy.allCases.map { $0 }, [false, true])
    func theRowThePlanAndTheBarSayTheSameTime(_ strategy: ProvisionedStrategy?, _ deploys: Bool) throws {
        let options = PlanOptions(provisioned: strategy)
        let routings = [
            Routing(pointer: "7"), Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "7", weights: ["6": 1]),
            Routing(pointer: "6", weights: ["7": 1]),
        ]
        for base in [PictureBuilder.badCanary(), .badRelease(), Self.calm()] {
            for routing in routings {
                for requested in [0, 50, 3000] {
                    var builder = base
                    var alias = AliasState(target: Self.target, routing: routing, revision: "r")
                    if requested > 0 {
                        alias.provisioned = ProvisionedConcurrency(requested: requested, allocated: requested, status: .ready)
                    }
                    builder.apply(.alias(alias))
                    if deploys {
                        builder.apply(
                            .deployments([
                                Deployment(
                                    id: "d-1", application: "a", group: "g", status: .inProgress, target: Self.target,
                                    currentVersion: "6", targetVersion: "7", createdAt: Fixtures.evening)
                            ]))
                    }
                    let context = PlanningContext(
                        picture: builder.picture, ledger: ActionLedger(), now: builder.now, options: options)
                    let place = "\(routing.trafficText), \(requested)"
                    guard let plan = try? Planner.plan(.rollback(Self.target, to: nil), context) else {
                        // Nothing to move, or nowhere to go.
                        continue
                    }
                    #expect(Self.ready(builder, options).predicted == plan.predicted, "\(place)")
                    let incident = Incident(
                        id: "INC-1", severity: .sev1, declaredAt: Fixtures.evening, declaredBy: "jo", targets: [Self.target])
                    let armed = ArmedPlanner.plans(for: incident, context)
                    guard armed.refusals.isEmpty else { continue }
                    #expect(armed.plans.map(\.predicted) == [plan.predicted], "\(place)")
                }
            }
        }
        // The comparison is made of cases that differ.
        var quick = Self.calm()
        #expect(Self.ready(quick, options).predicted == .seconds(1))
        quick.apply(
            .alias(
                AliasState(
                    target: Self.target, routing: Routing(pointer: "7"), revision: "r",
                    provisioned: ProvisionedConcurrency(requested: 50, allocated: 50, status: .ready))))
        let expected: Duration =
            switch strategy {
            case .dropAndRestore, nil: .seconds(3)
            case .waitWarm: .seconds(96)
            case .versionLevel: .seconds(99)
            }
        #expect(Self.ready(quick, options).predicted == expected)
    }

    @Test func codeDeployIsInTheWayOrCannotBeSearched() throws {
        var builder = Self.calm()
        builder.apply(
            .deployments([
                Deployment(
                    id: "d-4XKZ1", application: "a", group: "g", status: .inProgress, target: Self.target, currentVersion: "6",
                    targetVersion: "7",
                    strategy: DeploymentStrategy(
                        name: "Linear", shape: .linear(share: 0.1, interval: .seconds(60))), createdAt: Fixtures.evening)
            ]))
        #expect(
            try Self.finding("deploymentRunning", builder).text
                == "deployment d-4XKZ1 is moving the alias to v7 (Linear): a rollback stops it first, up to 30 s more")
        #expect(Self.ready(builder).predicted == .seconds(31))
        builder.apply(.deployments([]))
        builder.apply(.failed(.deployments, Fixtures.failure(.denied, "ListDeployments", service: "codedeploy")))
        let found = try Self.finding("deploymentsUnsearched", builder)
        #expect(found.level == .warning)
        #expect(found.text.contains("CodeDeploy could not be searched (codedeploy ListDeployments: AccessDeniedException"))
        builder.picture.deployments = nil
        builder.picture.failures = [:]
        #expect(try Self.finding("deploymentsUnsearched", builder).level == .info)
    }
}
