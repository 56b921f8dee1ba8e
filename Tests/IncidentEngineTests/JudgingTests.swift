import IncidentEngine
import IncidentModel
import TestSupport
import Testing

struct JudgingTests {
    private static let target = Fixtures.checkout

    private static func assess(_ builder: PictureBuilder, _ ledger: ActionLedger = ActionLedger()) -> Assessment {
        Assessor.assess(target, builder.picture, ledger: ledger, now: builder.now)
    }

    // MARK: - Assessment

    @Test func aBadCanaryIsNamed() throws {
        let judged = Self.assess(.badCanary())
        #expect(judged.trouble == .bad)
        #expect(judged.troubleText == "v7 fails 8.1 % of requests; checkout-prod-error-rate is in ALARM")
        #expect(judged.badVersion == "7")
        #expect(judged.lastGood?.version == "6")
        #expect(judged.readiness.grade == .ready)
        #expect(judged.readiness.predicted == .seconds(1))
        #expect(try abs(#require(judged.errorRate) - 0.016) < 0.001)
    }

    @Test func aFirstReleaseIsBlocked() {
        let judged = Self.assess(.firstRelease())
        #expect(judged.readiness.grade == .blocked)
        #expect(judged.noLastGood?.code == .noLastGood)
        #expect(judged.readiness.findings.contains { $0.code == "noLastGood" && $0.level == .blocking })
    }

    @Test func whatCannotBeSeenIsUnknownAndNotCalm() {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "2"))
        #expect(Self.assess(builder).trouble == .unknown)
        builder.apply(.alarms([]))
        #expect(Self.assess(builder).troubleText.contains("cannot see it fail"))
        builder.apply(.alarms([Fixtures.alarm("a", .insufficientData, of: Self.target)]))
        #expect(Self.assess(builder).trouble == .unknown)
        builder.apply(.alarms([Fixtures.alarm("a", .ok, of: Self.target)]))
        #expect(Self.assess(builder).trouble == .calm)
    }

    @Test func metricsCountAsUnreadUntilTheyAreReadAndWhenTheyAreOld() {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "2"))
        #expect(Self.assess(builder).isUnread)
        // What alarms say needs no metrics, and that they have no data is worth a look.
        builder.apply(.alarms([Fixtures.alarm("a", .insufficientData, of: Self.target)]))
        #expect(!Self.assess(builder).isUnread)
        builder.apply(.alarms([]))
        builder.apply(.metrics(Self.target, TargetMetrics()), interval: .seconds(60))
        #expect(!Self.assess(builder).isUnread)
        builder.now = Now(time: builder.now.time + .seconds(299), uptime: builder.now.uptime + .seconds(299))
        #expect(!Self.assess(builder).isUnread)
        builder.now = Now(time: builder.now.time + .seconds(1), uptime: builder.now.uptime + .seconds(1))
        #expect(Self.assess(builder).isUnread)
    }

    @Test func aFewFailuresAtLowTrafficAreNoTrouble() {
        var builder = PictureBuilder.badCanary()
        builder.apply(.alarms([Fixtures.alarm("a", .ok, of: Self.target)]))
        var metrics = TargetMetrics()
        metrics.byVersion["7"] = Fixtures.traffic(1, requests: 4, errorRate: 0.5)
        metrics.whole = metrics.byVersion["7"] ?? TrafficMetrics()
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.assess(builder).trouble == .calm)
    }

    @Test func anAlarmThatLagsDoesNotBlameAVersionWithGoodFigures() {
        // All traffic was just moved back to v6; the alarm still fires.
        var builder = PictureBuilder.badCanary()
        builder.alias(Self.target, Routing(pointer: "6"))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(3, requests: 1000, errorRate: 0.0003)
        metrics.byVersion["6"] = metrics.whole
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.assess(builder).badVersion == nil)
        #expect(Self.assess(builder).lastGood?.version != "7")
        // Without figures of its own the only version served must be it.
        builder.apply(.metrics(Self.target, TargetMetrics()))
        #expect(Self.assess(builder).badVersion == "6")
    }

    @Test func figuresThatLagDoNotBlameTheVersionThatWasMovedTo() {
        // v7 failed and all traffic has just been moved to v6, which has no figures yet; the alarm still fires.
        var builder = PictureBuilder.badCanary()
        builder.alias(Self.target, Routing(pointer: "6"))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(3, requests: 1000, errorRate: 0.35)
        metrics.byVersion["7"] = metrics.whole
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.assess(builder).badVersion == nil)
        #expect(Self.assess(builder).trouble == .bad, "what users meet is told all the same")
        // Its own figures tell.
        metrics.byVersion["6"] = Fixtures.traffic(1, requests: 1000, errorRate: 0.2)
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.assess(builder).badVersion == "6")
    }

    @Test func oldFiguresSayNothingAboutNow() {
        var builder = PictureBuilder.badCanary()
        builder.apply(.alarms([Fixtures.alarm("a", .ok, of: Self.target)]))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(5, requests: 1000, errorRate: 0.9, until: Fixtures.evening - .seconds(1200))
        metrics.byVersion["7"] = metrics.whole
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.assess(builder).badVersion == nil)
        #expect(Self.assess(builder).errorRate == nil)
    }

    @Test func readinessNamesWhatStandsInTheWay() {
        var builder = PictureBuilder.badCanary()
        var alias = AliasState(target: Self.target, routing: Routing(pointer: "7"), revision: "r")
        alias.provisioned = ProvisionedConcurrency(requested: 100, allocated: 100, status: .ready)
        builder.apply(.alias(alias))
        let judged = Self.assess(builder)
        #expect(judged.readiness.grade == .degraded)
        // The version that is left fails, so nobody waits for warmth.
        #expect(judged.readiness.predicted == .seconds(3))
        let open = Self.assess(builder, PlannerTests.ledger("abort", alias.routing, Routing(pointer: "6"), phase: .sent))
        #expect(open.readiness.grade == .blocked)
        builder.now.uptime += .seconds(60)
        #expect(Self.assess(builder).readiness.findings.contains { $0.code == "stale" })
    }

    // MARK: - Recovery

    @Test func recoveryIsDatedByTheMinuteThatProvesIt() {
        var builder = PictureBuilder()
        let moved = Fixtures.evening - .seconds(390)
        let first = Timestamp(milliseconds: moved.milliseconds / 60_000 * 60_000)
        func recovery(_ rates: [Double]) -> Recovery {
            var metrics = TargetMetrics()
            let times = rates.indices.map { first + .seconds($0 * 60 - 60) }
            metrics.whole.invocations = MetricSeries(times.map { .init(at: $0, value: 1000) })
            metrics.whole.errors = MetricSeries(zip(times, rates).map { .init(at: $0, value: 1000 * $1) })
            builder.apply(.metrics(Self.target, metrics))
            return Recovery.of(Self.target, since: moved, picture: builder.picture, now: builder.now)
        }
        // The minute of the move itself proves nothing.
        #expect(recovery([0.081, 0]).text == "errors were 8.1 %, waiting for the first whole minute")
        #expect(recovery([0.081, 0.05, 0.023]).text == "errors 8.1 % → 2.3 %")
        let after = first + .seconds(180) - moved
        #expect(recovery([0.081, 0.05, 0.023, 0.001, 0.2]) == .recovered(after: after))
        #expect(recovery([]) == .waiting(before: nil))
    }

    // MARK: - Severity

    struct Case: Sendable {
        var name: String
        var alarm: String?
        var metric = "Errors"
        var errors: Double?
        var throttled = 0.0
        var severity: Severity?
        var says: String = ""
    }

    @Test(arguments: [
        Case(name: "nothing is wrong", errors: 0.0003, severity: nil),
        Case(name: "all fail", alarm: "a", errors: 1, severity: .sev1, says: "majority"),
        Case(name: "most fail, no alarm yet", errors: 0.6, severity: .sev1, says: "majority"),
        Case(name: "the release fails a third and the alarm fires", alarm: "a", errors: 0.35, severity: .sev1, says: "35 %"),
        Case(name: "a third fails, no alarm", errors: 0.35, severity: .sev2, says: "partial outage"),
        Case(name: "an alarm and no figures", alarm: "a", errors: nil, severity: .sev1, says: "no figures"),
        Case(name: "an alarm and few failures", alarm: "a", errors: 0.02, severity: .sev2, says: "partial outage"),
        Case(name: "slow, no failures", alarm: "p95", metric: "Duration", errors: 0, severity: .sev2, says: "slow"),
        Case(name: "some failures, no alarm", errors: 0.02, severity: .sev3, says: "minor"),
        Case(name: "occasional throttles", errors: 0, throttled: 0.03, severity: .sev3, says: "throttles"),
        Case(
            name: "a throttle alarm", alarm: "throttles", metric: "Throttles", errors: 0, throttled: 0.2, severity: .sev2,
            says: "throttled"),
        Case(name: "a throttle outage", errors: 0, throttled: 0.9, severity: .sev1, says: "throttles 90 %"),
    ])
    func theMatrix(_ one: Case) {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        let alarm = one.alarm.map { Fixtures.alarm(DisplayText($0), .alarm, of: Self.target, metric: one.metric) }
        builder.apply(.alarms(alarm.map { [$0] } ?? [Fixtures.alarm("quiet", .ok, of: Self.target)]))
        if let errors = one.errors {
            var metrics = TargetMetrics()
            let throttles = 1000 * one.throttled / max(0.01, 1 - one.throttled)
            metrics.whole = Fixtures.traffic(10, requests: 1000, errorRate: errors, throttles: throttles)
            metrics.byVersion["7"] = metrics.whole
            builder.apply(.metrics(Self.target, metrics))
        }
        let judged = Assessor.assess(builder.picture, ledger: ActionLedger(), now: builder.now)
        let suggestion = SeverityMatrix.suggest(judged, picture: builder.picture, now: builder.now)
        #expect(suggestion?.severity == one.severity, "\(one.name): \(suggestion?.reason ?? "nothing")")
        #expect(
            suggestion.map { $0.reason.contains(one.says) } ?? (one.severity == nil), "\(one.name): \(suggestion?.reason ?? "")")
    }

    @Test func theFirstSourcesCaseIsASEV1() {
        let builder = PictureBuilder.badCanary()
        let judged = Assessor.assess(builder.picture, ledger: ActionLedger(), now: builder.now)
        let suggestion = SeverityMatrix.suggest(judged, picture: builder.picture, now: builder.now)
        #expect(suggestion?.severity == .sev1)
        #expect(suggestion?.targets == [Self.target])
        #expect(
            suggestion?.reason
                == "v7 of checkout:prod fails 8.1 % of its requests and checkout-prod-error-rate is in ALARM: a bad release in front of users"
        )
    }

    @Test func theWorstTargetDecidesAndComesFirst() {
        var builder = PictureBuilder.badRelease()
        builder.alias(Fixtures.payments, Routing(pointer: "31"))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(10, requests: 1000, errorRate: 0.02)
        builder.apply(.metrics(Fixtures.payments, metrics))
        let judged = Assessor.assess(builder.picture, ledger: ActionLedger(), now: builder.now)
        let suggestion = SeverityMatrix.suggest(judged, picture: builder.picture, now: builder.now)
        #expect(suggestion?.severity == .sev1)
        #expect(suggestion?.targets == [Self.target, Fixtures.payments])
        #expect(suggestion?.reason.hasSuffix("1 more in trouble") == true)
    }
}
