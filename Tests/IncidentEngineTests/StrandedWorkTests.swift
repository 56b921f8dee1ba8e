import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// What is left on a version, and what infrastructure as code will make of the move.
struct StrandedWorkTests {
    private static let target = Fixtures.checkout

    /// Answers as scripted; what is nil fails.
    private struct Reads: WiringReading, TotalReading {
        var durable: [StrandedWork.DurableExecution]? = []
        var wired: FunctionWiring? = FunctionWiring()
        var age: Result<Duration?, CallFailure> = .success(nil)
        var flying: Result<MetricSeries.Point?, CallFailure> = .success(nil)

        func wiring(of function: String, qualifiers: [String]) async throws(CallFailure) -> FunctionWiring {
            guard let wired else { throw Fixtures.failure(.denied, "ListEventSourceMappings") }
            return wired
        }
        func limits() async throws(CallFailure) -> AccountLimits { throw Fixtures.failure(.denied, "GetAccountSettings") }
        func durableExecutions(of function: String, version: VersionID) async throws(CallFailure)
            -> [StrandedWork.DurableExecution]
        {
            guard let durable else { throw Fixtures.failure(.denied, "ListDurableExecutionsByFunction") }
            return durable
        }
        func totals(_ questions: [TotalsQuestion]) async throws(CallFailure) -> [TotalsQuestion: VersionTotals] { [:] }
        func oldestAsyncEvent(of function: String, at: Timestamp) async throws(CallFailure) -> Duration? { try age.get() }
        func inFlight(
            on version: VersionID, of target: Target, at: Timestamp
        ) async throws(CallFailure) -> MetricSeries.Point? { try flying.get() }
    }

    private static func find(_ reads: Reads?, _ picture: FleetPicture) async -> StrandedWork {
        var reading = FurtherReading()
        reading.wiring = reads
        reading.totals = reads
        return await StrandedWorkFinder(reading, clock: ManualClock()).find(target, version: "7", picture: picture)
    }

    private static func picture(concurrency: Double) -> FleetPicture {
        var builder = PictureBuilder.badCanary()
        var metrics = TargetMetrics()
        metrics.byVersion["7"] = Fixtures.traffic(3, requests: 100, errorRate: 0)
        metrics.byVersion["7"]?.concurrency.points[2].value = concurrency
        builder.apply(.metrics(target, metrics))
        return builder.picture
    }

    @Test func whatIsLeftIsListed() async {
        let reads = Reads(
            durable: ["c", "a", "b", "d"].enumerated().map {
                .init(name: DisplayText("order-\($1)"), arn: "arn:\($1)", startedAt: Fixtures.evening - .seconds(60 * $0))
            },
            wired: FunctionWiring(eventSources: [
                .init(id: "1", source: "arn:aws:sqs:::orders", qualifier: "7"),
                .init(id: "2", source: "arn:aws:sqs:::other", qualifier: "6"),
                .init(id: "3", source: "arn:aws:sqs:::alias", qualifier: "v7"),
            ]), age: .success(.seconds(252)))
        let work = await Self.find(reads, Self.picture(concurrency: 11.5))
        #expect(
            StrandedWording.lines(work) == [
                "12 executions in flight on v7 (21:08Z)",
                "4 durable executions stay on v7: order-d since 2026-11-20 21:06 UTC, order-b since 2026-11-20 21:07 UTC, "
                    + "order-a since 2026-11-20 21:08 UTC and 1 more; stop or let them end",
                "the oldest queued asynchronous event of checkout is 4 m 12 s old: it runs on the version that is served when it is delivered",
                "event source arn:aws:sqs:::orders (Enabled) still calls v7 directly: point it to checkout:prod",
            ])
    }

    @Test func nothingLeftIsSaidOnlyWhenAllWasRead() async {
        #expect(StrandedWording.lines(await Self.find(Reads(), Self.picture(concurrency: 0))) == ["nothing is left on v7"])
        let blind = await Self.find(
            Reads(durable: nil, wired: nil, age: .failure(Fixtures.failure(.throttled, "GetMetricData", service: "monitoring"))),
            FleetPicture(region: ""))
        let lines = StrandedWording.lines(blind)
        #expect(lines.first == "executions in flight on v7: not known")
        #expect(blind.unread.map(\.operation) == ["ListDurableExecutionsByFunction", "GetMetricData", "ListEventSourceMappings"])
        #expect(lines.count == 4)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("not known: ") })
        let unasked = await Self.find(nil, FleetPicture(region: ""))
        #expect(unasked.unread.count == 3)
        #expect(!unasked.isNone)
    }

    @Test func whatIsInFlightIsAskedOfCloudWatchWhenThePictureDoesNotKnow() async {
        let empty = FleetPicture(region: "")
        let now = ManualClock().now.time
        func inFlight(_ flying: Result<MetricSeries.Point?, CallFailure>, _ picture: FleetPicture) async -> Int? {
            await Self.find(Reads(flying: flying), picture).inFlight
        }
        let asked = MetricSeries.Point(at: now - .seconds(120), value: 8)
        #expect(await inFlight(.success(asked), empty) == 8)
        #expect(await inFlight(.success(asked), Self.picture(concurrency: 11.5)) == 12)
        #expect(await inFlight(.success(nil), empty) == nil)
        #expect(await inFlight(.success(.init(at: now - .seconds(700), value: 8)), empty) == nil)
        #expect(await inFlight(.success(.init(at: now - .seconds(120), value: .nan)), empty) == nil)
        let denied = await Self.find(Reads(flying: .failure(Fixtures.failure(.denied, "GetMetricData"))), empty)
        #expect(StrandedWording.lines(denied).first == "executions in flight on v7: not known")
    }

    @Test func figuresThatMakeNoSenseDoNoHarm() async {
        for value in [Double.infinity, .nan, -5, 1e300] {
            let work = await Self.find(Reads(), Self.picture(concurrency: value))
            #expect((0...1_000_000).contains(work.inFlight ?? 0))
        }
    }

    // MARK: - Drift

    private static func note(
        _ builder: PictureBuilder, to after: Routing = Routing(pointer: "6"), outcome: ActionOutcome = .verified
    ) -> String? {
        DriftNote.text(
            for: ActionResult(
                id: "ACT-1", target: target, command: "rollback", before: Routing(pointer: "7"), after: after, outcome: outcome),
            picture: builder.picture)
    }

    private static func deployed(_ creator: DisplayText, to version: VersionID = "7") -> PictureBuilder {
        var builder = LedgerTests.builder()
        builder.apply(
            .deployments([
                Deployment(
                    id: "d-1", application: "shop", group: "prod", status: .succeeded, target: target, currentVersion: "6",
                    targetVersion: version, createdAt: Fixtures.evening - .seconds(900), creator: creator)
            ]))
        return builder
    }

    @Test func aTemplateIsToldHowToGoOn() {
        #expect(
            Self.note(Self.deployed("CloudFormation"))
                == "checkout:prod is on v6, no weights; the template (AutoPublishAlias) and CodeDeploy (shop/prod) still say v7: the next "
                + "sam deploy fails with INVALID_LAMBDA_CONFIGURATION, because the alias' version is not the CurrentVersion of its AppSpec "
                + "(7). Deploy the fix once with DeploymentPreference Enabled: false, which moves the alias without CodeDeploy, then enable "
                + "it again; do not delete the stack")
        #expect(
            Self.note(Self.deployed("user"))?.hasSuffix(
                "Let it start from CurrentVersion 6 in the AppSpec, or move the alias to v7 just before it") == true)
    }

    @Test func twoVersionsMakeADeploymentFailToo() {
        let split = Self.note(Self.deployed("user"), to: Routing(pointer: "6", weights: ["5": 0.1]))
        #expect(split?.contains("The alias is on two versions, which alone makes it fail") == true)
        #expect(
            Self.note(Self.deployed("user"), to: Routing(pointer: "7", weights: ["5": 0.1]))
                == "checkout:prod is on two versions (v7, v5 at 10 %): the next deployment by CodeDeploy (shop/prod) fails with "
                + "INVALID_LAMBDA_CONFIGURATION until it is on one; promote or abort before it")
    }

    @Test func otherManagersAndNone() {
        var builder = LedgerTests.builder()
        #expect(
            Self.note(builder)
                == "if infrastructure as code manages checkout:prod, it still says v7: tell it v6 before its next run, or it moves the alias back"
        )
        func called(by agent: DisplayText) {
            builder.picture.trail = nil
            var event = LedgerTests.moved("1", .seconds(900), to: "7")
            event.userAgent = agent
            builder.apply(.trail([event]))
        }
        called(by: "APN/1.0 HashiCorp/1.0 Terraform/1.9.8")
        #expect(Self.note(builder)?.hasPrefix("Terraform still has v7 for checkout:prod, the alias has v6, no weights") == true)
        called(by: "cloudformation.amazonaws.com")
        #expect(Self.note(builder)?.hasPrefix("the template of checkout:prod still says v7") == true)
        called(by: "codedeploy.amazonaws.com")
        #expect(Self.note(builder)?.contains("CodeDeploy (a CodeDeploy group) still says v7") == true)
    }

    @Test func whereNothingDriftsNothingIsSaid() {
        #expect(Self.note(Self.deployed("CloudFormation", to: "6")) == nil)
        #expect(Self.note(LedgerTests.builder(), outcome: .notApplied) == nil)
        #expect(Self.note(LedgerTests.builder(), to: Routing(pointer: "7")) == nil)
    }
}
