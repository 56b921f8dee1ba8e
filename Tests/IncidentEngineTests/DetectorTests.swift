import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// What is proposed from what is seen, and what is not.
struct DetectorTests {
    static let target = Fixtures.checkout
    static let evening = Fixtures.evening

    static func propose(
        _ builder: PictureBuilder, incidents: [Incident] = [], events: [Event] = [], ledger: ActionLedger = ActionLedger(),
        severity: SeverityRules = .shipped, detection: DetectionRules = DetectionRules()
    ) -> IncidentProposal? {
        IncidentDetector.propose(
            looks: DetectorLooks(picture: builder.picture, ledger: ledger, rules: detection, now: builder.now),
            picture: builder.picture,
            assessments: Assessor.assess(builder.picture, ledger: ledger, now: builder.now), ledger: ledger,
            incidents: incidents, events: events, severity: severity, detection: detection, now: builder.now)
    }

    /// A target wholly on v7, with figures where an error rate is given.
    static func quiet(errors: Double? = 0, requests: Double = 1000, minutes: Int = 30, throttles: Double = 0)
        -> PictureBuilder
    {
        var builder = PictureBuilder()
        builder.alias(target, Routing(pointer: "7"))
        builder.apply(.alarms([]))
        builder.apply(.alarmHistory([]))
        if let errors {
            var metrics = TargetMetrics()
            metrics.whole = Fixtures.traffic(minutes, requests: requests, errorRate: errors, throttles: throttles)
            metrics.byVersion["7"] = metrics.whole
            builder.apply(.metrics(target, metrics))
        }
        return builder
    }

    static func alarm(
        _ state: Alarm.State, ago: Int = 120, metric: String = "Errors", comparison: String? = nil, band: String? = nil,
        actions: Bool = true, evaluation: String? = nil
    ) -> Alarm {
        var alarm = Fixtures.alarm("a", state, of: target, metric: metric, since: evening - .seconds(ago))
        alarm.comparison = comparison
        alarm.bandMetric = band
        alarm.actionsEnabled = actions
        alarm.evaluation = evaluation
        return alarm
    }

    static func changes(_ changes: [(Int, Alarm.State)]) -> [AlarmTransition] {
        changes.map { AlarmTransition(alarm: "a", at: evening - .seconds($0.0), from: nil, to: $0.1) }
    }

    @Test("what is kept of each target says the same as a look at all of them")
    func looksAreKept() {
        var builder = Self.quiet()
        builder.alias(Fixtures.search, Routing(pointer: "3"))
        var looks = DetectorLooks(picture: builder.picture, ledger: ActionLedger(), now: builder.now)
        func agree(_ changed: Set<Target>, _ what: Comment) -> IncidentProposal? {
            looks.look(at: changed, picture: builder.picture, ledger: ActionLedger(), now: builder.now)
            let kept = IncidentDetector.propose(
                looks: looks, picture: builder.picture, assessments: [:], ledger: ActionLedger(), incidents: [], events: [],
                now: builder.now)
            let fresh = IncidentDetector.propose(
                looks: DetectorLooks(picture: builder.picture, ledger: ActionLedger(), now: builder.now),
                picture: builder.picture, assessments: [:], ledger: ActionLedger(), incidents: [], events: [], now: builder.now)
            #expect(kept == fresh, what)
            return kept
        }
        #expect(agree([], "calm") == nil)
        builder.apply(.alarms([Self.alarm(.alarm)]))
        #expect(agree([Self.target], "an alarm")?.triggers == [.alarm])
        builder.apply(.alarms([]))
        #expect(agree([Self.target], "the alarm is gone") == nil)
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(30, requests: 1000, errorRate: 0.2)
        builder.apply(.metrics(Self.target, metrics))
        #expect(agree([Self.target], "a breach")?.triggers == [.policy])
        // Nothing is read of it any more: time alone ends the latch.
        builder.now.time = builder.now.time + .seconds(3600)
        #expect(agree([Fixtures.search], "the breach is long over") == nil)
        builder.now.time = Self.evening
        #expect(agree([Self.target], "back again")?.triggers == [.policy])
        builder.picture.aliases[Self.target] = nil
        #expect(agree([Self.target], "the target is gone") == nil)
    }

    @Test("the first source's case: the alarm, the breach of the canary, a SEV-1")
    func theCaseStudy() throws {
        let builder = PictureBuilder.badCanary()
        let proposal = try #require(Self.propose(builder))
        #expect(proposal.triggers == [.alarm, .policy])
        #expect(proposal.suggestion.severity == .sev1)
        #expect(proposal.suggestion.targets == [Self.target])
        #expect(
            proposal.evidence == [
                "checkout-prod-error-rate is in ALARM since 21:05:31Z",
                "v7 of checkout:prod failed 8.1 % of its requests from 20:59Z on: more than 5 % for 2 minutes",
            ])
        #expect(proposal.impactStart?.clock == "20:59:00Z")
        #expect(proposal.detectedAt.clock == "21:01:00Z")
        #expect(proposal.discounted.isEmpty)
    }

    @Test func nothingIsProposedWhenNothingIsWrong() {
        #expect(Self.propose(Self.quiet()) == nil)
        #expect(Self.propose(Self.quiet(errors: nil)) == nil)
    }

    // MARK: - The policy

    @Test(arguments: [
        // minutes over the threshold, requests a minute, expected
        (1, 1000.0, false), (2, 1000.0, true), (2, 10.0, false), (2, 15.0, true), (3, 1000.0, true),
    ])
    func aBreachNeedsItsMinutesAndItsRequests(minutes: Int, requests: Double, breached: Bool) {
        var builder = Self.quiet(errors: nil)
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(minutes, requests: requests, errorRate: 0.5)
        builder.apply(.metrics(Self.target, metrics))
        #expect(Self.propose(builder)?.triggers == (breached ? [.policy] : nil))
    }

    @Test("exactly the threshold is no breach; a team may set another")
    func theThreshold() {
        #expect(Self.propose(Self.quiet(errors: 0.05)) == nil)
        #expect(Self.propose(Self.quiet(errors: 0.051)) != nil)
        #expect(Self.propose(Self.quiet(errors: 0.3), detection: DetectionRules(failing: nil)) == nil)
        let strict = DetectionRules(failing: .init(share: 0.01, minutes: 5, requests: 30))
        #expect(Self.propose(Self.quiet(errors: 0.02), detection: strict) != nil)
        #expect(Self.propose(Self.quiet(errors: 0.02, minutes: 4), detection: strict) == nil)
    }

    @Test("a breach is latched while the figures are good again, for so long and no longer")
    func aBreachIsLatched() throws {
        func builder(goodMinutes: Int) -> PictureBuilder {
            var builder = Self.quiet(errors: nil)
            let good = Fixtures.traffic(goodMinutes, requests: 1000, errorRate: 0)
            let bad = Fixtures.traffic(
                3, requests: 1000, errorRate: 0.2, until: Self.evening - .seconds(goodMinutes * 60))
            var metrics = TargetMetrics()
            metrics.whole.invocations = MetricSeries(bad.invocations.points + good.invocations.points)
            metrics.whole.errors = MetricSeries(bad.errors.points + good.errors.points)
            builder.apply(.metrics(Self.target, metrics))
            return builder
        }
        let proposal = try #require(Self.propose(builder(goodMinutes: 20)))
        #expect(proposal.triggers == [.policy])
        #expect(proposal.suggestion.severity == .sev2)
        #expect(
            proposal.evidence == [
                "checkout:prod failed 20 % of its requests from 20:46Z to 20:49Z: more than 5 % for 2 minutes"
            ])
        #expect(Self.propose(builder(goodMinutes: 40)) == nil)
    }

    @Test("throttles are neither requests nor errors: their share is looked at by itself")
    func throttles() throws {
        let proposal = try #require(Self.propose(Self.quiet(throttles: 1000)))
        #expect(proposal.triggers == [.policy])
        #expect(proposal.suggestion.severity == .sev1)
        #expect(
            proposal.evidence == ["checkout:prod throttled 50 % of its requests from 20:39Z on: more than 20 % for 2 minutes"])
        #expect(Self.propose(Self.quiet(throttles: 100)) == nil)
    }

    // MARK: - Deployments

    private static func deployment(
        _ status: Deployment.Status, error: String = "", ago: Int = 300, rollbackOf: String? = nil
    ) -> Deployment {
        Deployment(
            id: "d-1", application: "a", group: "g", status: status, target: target, currentVersion: "6", targetVersion: "7",
            createdAt: evening - .seconds(900), startedAt: evening - .seconds(900), completedAt: evening - .seconds(ago),
            rollbackOf: rollbackOf, errorCode: error)
    }

    @Test(arguments: [
        (Deployment.Status.failed, "HOOK_EXECUTION_FAILURE", 300, true), (.stopped, "ALARM_ACTIVE", 300, true),
        (.stopped, "MANUAL_STOP", 300, false), (.succeeded, "", 300, false), (.failed, "", 3600, false),
    ])
    func deployments(status: Deployment.Status, error: String, ago: Int, proposed: Bool) {
        var builder = Self.quiet()
        builder.apply(.deployments([Self.deployment(status, error: error, ago: ago)]))
        let proposal = Self.propose(builder)
        #expect(proposal?.triggers == (proposed ? [.deployment] : nil))
        if proposed {
            #expect(proposal?.suggestion.severity == .sev3)
            #expect(proposal?.evidence == ["the deployment d-1 of checkout:prod failed at 21:04:43Z (\(error))"])
        }
    }

    // MARK: - What people know of already

    private static func incident(_ targets: [Target], ago: Int, resolved: Int? = nil) -> Incident {
        var incident = Incident(
            id: "INC-1", severity: .sev1, declaredAt: evening - .seconds(ago), declaredBy: "jo", targets: targets)
        incident.resolvedAt = resolved.map { evening - .seconds($0) }
        return incident
    }

    static func dismissal(_ proposal: IncidentProposal, at: Timestamp) -> Event {
        Event(
            seq: 1, draft: IncidentDrafts.dismiss(proposal, reason: "a test", by: .init(actor: "jo", time: at)), previous: "",
            hash: "")
    }

    @Test func anIncidentCoversItsTargets() {
        let builder = PictureBuilder.badCanary()
        #expect(Self.propose(builder, incidents: [Self.incident([Self.target], ago: 60)]) == nil)
        #expect(Self.propose(builder, incidents: [Self.incident([], ago: 60)]) == nil)
        #expect(Self.propose(builder, incidents: [Self.incident([Fixtures.payments], ago: 60)]) != nil)
        // Set off while it was open, or before it: known. Since then: not.
        #expect(Self.propose(builder, incidents: [Self.incident([Self.target], ago: 600, resolved: 30)]) == nil)
        #expect(Self.propose(builder, incidents: [Self.incident([Self.target], ago: 6000, resolved: 5000)]) != nil)
    }

    @Test("what was put aside stays so until something new sets it off")
    func dismissed() throws {
        let builder = PictureBuilder.badCanary()
        let proposal = try #require(Self.propose(builder))
        #expect(Self.propose(builder, events: [Self.dismissal(proposal, at: Self.evening - .seconds(10))]) == nil)
        // The breach was put aside, the alarm came later.
        let early = Self.dismissal(proposal, at: Self.evening - .seconds(400))
        #expect(Self.propose(builder, events: [early])?.triggers == [.alarm])
        let other = Self.dismissal(
            IncidentProposal(
                triggers: [.deployment], suggestion: proposal.suggestion, evidence: [], detectedAt: proposal.detectedAt),
            at: Self.evening)
        #expect(Self.propose(builder, events: [other])?.triggers == [.alarm, .policy])
    }

    // MARK: - The matrix as data

    @Test func aTeamsMatrixDecides() throws {
        var rules = SeverityRules.shipped
        rules.levels[0].impact = .init(failing: 0.9)
        rules.levels[1].impact = .init(failing: 0.5)
        rules.levels[2] = .init(meaning: "some users", action: "", impact: .init(versionFailing: 0.05))
        rules.levels.append(.init(meaning: "hardly anybody", action: ""))
        let proposal = try #require(Self.propose(PictureBuilder.badCanary(), severity: rules))
        #expect(proposal.suggestion.severity == .sev3)
        #expect(proposal.suggestion.reason == "v7 of checkout:prod fails 8.1 % of its requests: some users")
        let mild = Self.quiet(errors: 0.02)
        let suggestion = SeverityMatrix.suggest(
            Assessor.assess(mild.picture, ledger: ActionLedger(), now: mild.now), picture: mild.picture, rules: rules,
            now: mild.now)
        #expect(suggestion?.severity == .sev4)
        #expect(suggestion?.reason.contains("hardly anybody") == true)
    }

    @Test func regionsAndFleetMakeItWorse() {
        let builder = Self.quiet(errors: 0.02)
        let judged = Assessor.assess(builder.picture, ledger: ActionLedger(), now: builder.now)
        var rules = SeverityRules.shipped
        func suggest(_ elsewhere: Set<String>) -> SeveritySuggestion? {
            SeverityMatrix.suggest(judged, picture: builder.picture, rules: rules, elsewhere: elsewhere, now: builder.now)
        }
        #expect(suggest(["us-east-1"])?.severity == .sev3, "a suspicion is not trouble in a region")
        let failing = Self.quiet(errors: 0.3)
        let bad = Assessor.assess(failing.picture, ledger: ActionLedger(), now: failing.now)
        rules.levels[0].impact.regions = 2
        let both = SeverityMatrix.suggest(
            bad, picture: failing.picture, rules: rules, elsewhere: ["us-east-1", "eu-west-1"], now: failing.now)
        #expect(both?.severity == .sev1)
        #expect(both?.reason.hasPrefix("trouble in eu-west-1 while an incident is open in us-east-1: ") == true)
        rules.levels[0].impact = .init(targets: 1)
        let one = SeverityMatrix.suggest(bad, picture: failing.picture, rules: rules, now: failing.now)
        #expect(one?.severity == .sev1)
        #expect(one?.reason == "1 targets are in trouble: full outage, the majority of users")
    }
}
