import IncidentEngine
import IncidentModel
import TestSupport
import Testing

struct LastGoodTests {
    private static let target = Fixtures.checkout

    private static func find(_ builder: PictureBuilder, _ ledger: ActionLedger = ActionLedger()) -> Result<LastGood, Refusal> {
        LastGoodFinder.find(target, picture: builder.picture, ledger: ledger, now: builder.now)
    }

    @Test func ofABadCanaryItIsWhatStillServes() throws {
        let good = try Self.find(.badCanary()).get()
        #expect(good.version == "6")
        #expect(good.evidence.hasPrefix("still serves 80 % at 0.03 % errors"))
        #expect(good.evidence.hasSuffix("no alarm (inferred from publishing times)"))
        #expect(good.passedOver.isEmpty)
    }

    @Test func ofABadReleaseItIsTheOneBeforeTheOtherBadOne() throws {
        let good = try Self.find(.badRelease()).get()
        #expect(good.version == "5")
        #expect(good.passedOver.map(\.version) == ["6"])
        #expect(good.passedOver.first?.reason.contains("checkout-prod-error-rate fired at") == true)
        #expect(good.passedOver.first?.reason.contains("inferred from publishing times") == true)
        #expect(good.evidence == "8 d 22 h, no alarm (inferred from publishing times)")
    }

    @Test func ofAFirstReleaseThereIsNone() {
        guard case .failure(let refusal) = Self.find(.firstRelease()) else {
            Issue.record("a first release has no last good")
            return
        }
        #expect(refusal.code == .noLastGood)
        #expect(refusal.text.contains("publish a fixed version"))
    }

    @Test func whenNothingQualifiesTheReasonsAreGiven() {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "3"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("3", published: .seconds(60)),
                    Fixtures.version("2", published: .seconds(600), code: "sha-3"),
                    Fixtures.version("1", published: .seconds(900), state: "Failed"),
                ]))
        guard case .failure(let refusal) = Self.find(builder) else {
            Issue.record("nothing here is good")
            return
        }
        #expect(refusal.code == .noLastGood)
        #expect(refusal.text.contains("v2: same code as v3; v1: its state is Failed"))
        #expect(refusal.text.contains("--to"))
    }

    @Test func aVersionRolledAwayFromIsPassedOverUntilItIsPutBack() throws {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                ["7", "6", "5"].enumerated().map { Fixtures.version($1, published: .seconds(3600 * ($0 + 1))) }))
        builder.apply(.alarms([]))
        builder.apply(.alarmHistory([]))
        var ledger = PlannerTests.ledger("rollback", Routing(pointer: "6"), Routing(pointer: "5"))
        let good = try Self.find(builder, ledger).get()
        #expect(good.version == "5")
        #expect(good.passedOver.first?.reason.hasPrefix("rolled back at 2026-11-20") == true)
        ledger.apply(PlannerTests.event(2, "undo", Routing(pointer: "5"), Routing(pointer: "6"), .verified))
        #expect(try Self.find(builder, ledger).get().version == "6")
    }

    @Test func anActionThatWasNotVerifiedSaysNothing() throws {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                ["7", "6", "5"].enumerated().map { Fixtures.version($1, published: .seconds(3600 * ($0 + 1))) }))
        let ledger = PlannerTests.ledger("rollback", Routing(pointer: "6"), Routing(pointer: "5"), phase: .notApplied)
        #expect(try Self.find(builder, ledger).get().version == "6")
    }

    @Test func theJournalBeatsTheInference() throws {
        // v6 was published a day ago, but our journal says that v5 was served when the alarm fired.
        var builder = PictureBuilder.badRelease()
        let fired = Fixtures.evening - .seconds(20 * 3600)
        builder.picture.transitions = nil
        builder.apply(.alarmHistory([AlarmTransition(alarm: "checkout-prod-error-rate", at: fired, from: .ok, to: .alarm)]))
        let ledger = ActionLedger([
            PlannerTests.event(1, "shift", Routing(pointer: "6"), Routing(pointer: "5"), .verified, ago: .seconds(24 * 3600)),
            PlannerTests.event(2, "shift", Routing(pointer: "5"), Routing(pointer: "7"), .verified, ago: .seconds(1800)),
        ])
        let good = try Self.find(builder, ledger).get()
        #expect(good.version == "6")
    }

    @Test func aPublishedVersionThatWasNeverRoutedIsOnlyTheLastResort() throws {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "6"))
        builder.apply(
            .versions(
                function: "checkout",
                [Fixtures.version("7", published: .seconds(600)), Fixtures.version("6", published: .seconds(7200))]))
        let weak = try Self.find(builder).get()
        #expect(weak.version == "7")
        #expect(weak.evidence.hasPrefix("weak: never served as far as is known"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("7", published: .seconds(600)), Fixtures.version("6", published: .seconds(7200)),
                    Fixtures.version("5", published: .seconds(86_400)),
                ]))
        let good = try Self.find(builder).get()
        #expect(good.version == "5")
        #expect(good.passedOver == [.init(version: "7", reason: "never served as far as is known")])
    }

    @Test func whatIsNotKnownIsNotClaimed() throws {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                [Fixtures.version("7", published: .seconds(600)), Fixtures.version("6", published: .seconds(40 * 86_400))]))
        #expect(try Self.find(builder).get().evidence.hasSuffix("no alarm watches this target (inferred from publishing times)"))
        builder.apply(.alarms([Fixtures.alarm("a", .ok, of: Self.target)]))
        #expect(try Self.find(builder).get().evidence.hasSuffix("alarm history not read (inferred from publishing times)"))
        builder.apply(.alarmHistory([]))
        #expect(try Self.find(builder).get().evidence.hasSuffix("no alarm in the last 14 d (inferred from publishing times)"))
    }

    @Test func aHealthyCanaryBesideAFailingPointerIsTheOneToGoTo() throws {
        var builder = PictureBuilder.badCanary()
        var metrics = TargetMetrics()
        metrics.byVersion["6"] = Fixtures.traffic(10, requests: 1000, errorRate: 0.3)
        metrics.byVersion["7"] = Fixtures.traffic(10, requests: 300, errorRate: 0)
        builder.apply(.metrics(Self.target, metrics))
        let good = try Self.find(builder).get()
        #expect(good.version == "7")
    }

    @Test func withoutAVersionListItSaysSo() {
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        guard case .failure(let refusal) = Self.find(builder) else {
            Issue.record("nothing is known")
            return
        }
        #expect(refusal.code == .noLastGood)
        #expect(refusal.text.contains("not been read yet"))
    }
}
