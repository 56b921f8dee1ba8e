import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The ledger of a target: when each version was served, by which source, and what came of it.
struct LedgerTests {
    private static let target = Fixtures.checkout
    private static let day = Duration.seconds(86_400)
    private static let jo = DisplayText("arn:aws:sts::123456789012:assumed-role/ci/1144")

    static func at(_ ago: Duration) -> Timestamp { Fixtures.evening - ago }

    static func moved(
        _ id: String, _ ago: Duration, to version: VersionID?, weights: [VersionID: Double]? = nil, name: String = "UpdateAlias",
        error: String? = nil, request: String = "", of target: Target = Fixtures.checkout
    ) -> TrailEvent {
        TrailEvent(
            id: id, name: name, at: at(ago), who: jo, requestID: request, function: target.function, alias: target.alias,
            version: version, weights: weights, errorCode: error)
    }

    /// All on v7 since twenty minutes; four versions, a day apart, the newest an hour old.
    static func builder() -> PictureBuilder {
        var builder = PictureBuilder()
        builder.alias(target, Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                ["7", "6", "5", "4"].enumerated().map { Fixtures.version($1, published: .seconds(3600) + day * $0) }))
        builder.apply(.alarms([Fixtures.alarm("errors", .ok, of: target)]))
        builder.apply(.alarmHistory([]))
        return builder
    }

    private static func assess(_ builder: PictureBuilder, _ ledger: ActionLedger = ActionLedger()) -> Assessment {
        Assessor.assess(target, builder.picture, ledger: ledger, now: builder.now)
    }

    private static func record(_ version: VersionID, _ judged: Assessment) throws -> VersionRecord {
        try #require(judged.records.first { $0.version == version })
    }

    @Test func cloudTrailIsExactAndKeepsTheWeightsThatACallDidNotName() throws {
        var builder = Self.builder()
        builder.apply(
            .trail([
                Self.moved("1", .seconds(9000), to: "5", weights: [:], name: "CreateAlias"),
                Self.moved("2", .seconds(8000), to: "5", weights: ["6": 0.1]),
                Self.moved("3", .seconds(7000), to: nil),
                Self.moved("4", .seconds(6000), to: "9", error: "AccessDenied"),
                Self.moved("5", .seconds(1200), to: "7", weights: [:]),
            ]))
        let judged = Self.assess(builder)
        let five = try Self.record("5", judged)
        #expect(five.source == .trail)
        #expect(five.served == .seconds(7800))
        #expect(five.firstServed == Self.at(.seconds(9000)))
        #expect(five.lastServed == Self.at(.seconds(1200)))
        // The call at -7000 named no weights, so v6 kept its tenth until -1200.
        #expect(try Self.record("6", judged).served == .seconds(6800))
        #expect(try Self.record("7", judged).verdict == .leaving)
        // Before the trail begins only the publishing times tell.
        #expect(try Self.record("4", judged).source == .inferred)
        #expect(judged.lastGood?.evidence == "1 h 53 m, no alarm (by CloudTrail)")
    }

    @Test func whatCloudTrailCoversIsNotInferred() throws {
        // v6 was published a day ago; CloudTrail says that it never had traffic.
        var builder = Self.builder()
        builder.apply(
            .trail([
                Self.moved("1", Self.day * 2, to: "5", weights: [:]), Self.moved("2", .seconds(1200), to: "7", weights: [:]),
            ]))
        let judged = Self.assess(builder)
        #expect(judged.lastGood?.version == "5")
        #expect(judged.lastGood?.passedOver == [.init(version: "6", reason: "never served as far as is known")])
        #expect(try Self.record("6", judged).served == nil)
        #expect(judged.records.map(\.version) == ["7", "6", "5", "4"])
        #expect(judged.records.map(\.verdict) == [.leaving, .passedOver, .chosen, .older])
    }

    @Test func aTrailThatLagsIsBelievedAsFarAsItReaches() throws {
        var builder = Self.builder()
        builder.apply(.trail([Self.moved("1", .seconds(7200), to: "6", weights: [:])]))
        // The alias is on v7 and CloudTrail does not know it yet: v6 served until at least 15 minutes ago.
        #expect(try Self.record("6", Self.assess(builder)).served == .seconds(6300))
    }

    @Test func theJournalWinsOverCloudTrail() throws {
        var builder = Self.builder()
        builder.apply(.trail([Self.moved("1", .seconds(7200), to: "5", weights: [:])]))
        let ledger = ActionLedger([
            PlannerTests.event(1, "shift", Routing(pointer: "5"), Routing(pointer: "6"), .verified, ago: .seconds(3600)),
            PlannerTests.event(2, "shift", Routing(pointer: "6"), Routing(pointer: "7"), .verified, ago: .seconds(600)),
        ])
        let judged = Self.assess(builder, ledger)
        #expect(try Self.record("5", judged).served == .seconds(3600))
        #expect(try Self.record("6", judged).served == .seconds(3000))
        #expect(try Self.record("6", judged).source == .journal)
        #expect(judged.lastGood?.evidence == "50 m, no alarm (by our journal)")
    }

    @Test func deploymentsTellWhereNothingSurerDoes() throws {
        var builder = Self.builder()
        func deployment(_ id: String, _ from: VersionID, _ to: VersionID, _ ago: Int, _ status: Deployment.Status = .succeeded)
            -> Deployment
        {
            Deployment(
                id: id, application: "a", group: "g", status: status, target: Self.target, currentVersion: from,
                targetVersion: to, createdAt: Self.at(.seconds(ago + 60)), completedAt: Self.at(.seconds(ago)))
        }
        builder.apply(.deployments([deployment("d-2", "5", "7", 1200), deployment("d-1", "4", "5", 40_000)]))
        let judged = Self.assess(builder)
        #expect(try Self.record("5", judged).served == .seconds(38_800))
        #expect(try Self.record("5", judged).source == .deployment)
        #expect(try Self.record("6", judged).source == .inferred)
        // Somebody moved the alias between the two: nobody knows when, so the first one's stretch is left out.
        builder.apply(.deployments([deployment("d-2", "6", "7", 1200), deployment("d-1", "4", "5", 40_000)]))
        #expect(try Self.record("5", Self.assess(builder)).source == .inferred)
    }

    /// The newest version was tried by CodeDeploy and taken back: it is never what to go to.
    @Test(arguments: [(Deployment.Status.failed, "failed"), (.stopped, "was stopped")])
    func aVersionWhoseDeploymentWasTakenBackIsPassedOver(status: Deployment.Status, word: String) throws {
        var builder = Self.builder()
        builder.alias(Self.target, Routing(pointer: "6"))
        func tried(_ id: String, _ status: Deployment.Status, _ ago: Int) -> Deployment {
            Deployment(
                id: id, application: "a", group: "g", status: status, target: Self.target, currentVersion: "6",
                targetVersion: "7", createdAt: Self.at(.seconds(ago + 60)), completedAt: Self.at(.seconds(ago)),
                errorCode: status == .failed ? "ALARM_ACTIVE" : "MANUAL_STOP")
        }
        builder.apply(.deployments([tried("d-2", status, 600), tried("d-1", .succeeded, 9000)]))
        let judged = Self.assess(builder)
        #expect(judged.lastGood?.version != "7")
        #expect(try Self.record("7", judged).reason.hasPrefix("its deployment d-2 \(word)"))
        // A later one of the same version that went through clears it; a pointer that somebody put there is for people to judge.
        builder.apply(.deployments([tried("d-2", status, 600), tried("d-3", .succeeded, 300)]))
        #expect(try !Self.record("7", Self.assess(builder)).reason.hasPrefix("its deployment"))
    }

    @Test func figuresOfTheLastHoursSpeakUntilTheSumsCome() throws {
        var builder = Self.builder()
        builder.alias(Self.target, Routing(pointer: "5"))
        var metrics = TargetMetrics()
        metrics.byVersion["7"] = Fixtures.traffic(3, requests: 360, errorRate: 0.058)
        metrics.byVersion["5"] = Fixtures.traffic(60, requests: 1000, errorRate: 0.0003)
        builder.apply(.metrics(Self.target, metrics))
        let judged = Self.assess(builder)
        #expect(judged.lastGood?.version != "7")
        #expect(try Self.record("7", judged).reason == "5.8 % of its 1.1 k requests failed")
    }

    @Test func sumsAreSaidAndJudged() throws {
        var builder = Self.builder()
        builder.apply(
            .trail([
                Self.moved("0", Self.day * 20, to: "4", weights: [:]),
                Self.moved("1", Self.day * 12, to: "5", weights: [:]), Self.moved("2", .seconds(7 * 3600), to: "6", weights: [:]),
                Self.moved("3", .seconds(1200), to: "7", weights: [:]),
            ]))
        func totals(_ requests: Double, _ errors: Double) -> VersionTotals {
            VersionTotals(requests: requests, errors: errors, from: Self.at(Self.day), to: Self.at(.zero))
        }
        builder.apply(.totals(Self.target, ["6": totals(41_000_000, 12_300)]))
        #expect(
            Self.assess(builder).lastGood?.evidence == "6 h 40 m, 41 M requests, 0.03 % errors, no alarm (by CloudTrail)")
        builder.apply(.totals(Self.target, ["6": totals(12, 0), "5": totals(1_000_000, 350_000), "4": totals(5000, 0)]))
        let judged = Self.assess(builder)
        #expect(judged.lastGood?.version == "4")
        #expect(judged.lastGood?.evidence == "8 d, 5 k requests, 0 % errors, no alarm in the last 14 d (by CloudTrail)")
        #expect(
            judged.lastGood?.passedOver == [
                .init(version: "6", reason: "served only 12 requests, too few to judge it"),
                .init(version: "5", reason: "35 % of its 1 M requests failed"),
            ])
        // Where nothing better is known, too few is better than never.
        builder.apply(.totals(Self.target, ["4": totals(100, 50)]))
        #expect(Self.assess(builder).lastGood?.version == "6")
        #expect(Self.assess(builder).lastGood?.evidence.hasPrefix("weak: 6 h 40 m, 12 requests, 0 % errors, no alarm") == true)
    }

    @Test func requestsProveThatAVersionServedWhereNoSourceDatesIt() throws {
        var builder = Self.builder()
        builder.apply(
            .versions(
                function: "checkout", [Fixtures.version("7", published: .seconds(3600)), Fixtures.version("6", published: nil)]))
        #expect(Self.assess(builder).lastGood?.evidence.hasPrefix("weak: never served") == true)
        builder.apply(
            .totals(Self.target, ["6": VersionTotals(requests: 5000, errors: 5, from: Self.at(Self.day), to: Self.at(.zero))]))
        #expect(Self.assess(builder).lastGood?.evidence == "5 k requests, 0.1 % errors, no alarm")
    }

    @Test func anotherAliasIsWeakEvidence() throws {
        let beta = Target(function: "checkout", alias: "beta")
        var builder = Self.builder()
        builder.alias(beta, Routing(pointer: "6"))
        builder.apply(
            .trail([
                Self.moved("1", Self.day * 3, to: "5", weights: [:]), Self.moved("2", .seconds(1200), to: "7", weights: [:]),
                Self.moved("3", .seconds(7200), to: "6", weights: [:], of: beta),
            ]))
        let judged = Self.assess(builder)
        #expect(judged.lastGood?.version == "5")
        #expect(
            judged.lastGood?.passedOver.map(\.reason) == [
                "never served as far as is known; checkout:beta was served by it for 2 h"
            ])
    }

    @Test func theSumsToAskFor() {
        var builder = Self.builder()
        builder.apply(
            .versions(
                function: "checkout",
                (1...20).map { Fixtures.version(VersionID(stringLiteral: "\($0)"), published: Self.day * 40 * (21 - $0)) }))
        builder.alias(Self.target, Routing(pointer: "20"))
        let questions = TotalsWanted.questions(Self.target, picture: builder.picture, ledger: ActionLedger(), now: builder.now)
        #expect(questions.map(\.version) == ["19", "18", "17", "16", "15", "14"])
        #expect(questions.allSatisfy { $0.from < $0.to && $0.target == Self.target })
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("20", published: Self.day), Fixtures.version("2", published: Self.day * 600),
                    Fixtures.version("1", published: Self.day * 900),
                ]))
        // Nothing is kept of v1's time; v2's is cut at 455 days.
        let old = TotalsWanted.questions(Self.target, picture: builder.picture, ledger: ActionLedger(), now: builder.now)
        #expect(old.map(\.version) == ["2"])
        #expect(old.first.map { $0.to - $0.from < Self.day * 455 } == true)
        #expect(
            TotalsWanted.questions(Fixtures.payments, picture: builder.picture, ledger: ActionLedger(), now: builder.now).isEmpty)
    }
}
