import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Which figures are kept, and that they are kept once.
struct SnapshotKeeperTests {
    private static let evening = Fixtures.evening
    private static let target = Fixtures.checkout
    private static let author = IncidentDrafts.Author(actor: Fixtures.actor, time: evening)

    private static func verified(_ seconds: Int, action: String = "ACT-1") -> EventDraft {
        EventDraft(
            time: evening + .seconds(seconds), actor: Fixtures.actor, kind: .aliasMove, incident: "INC-20261120-01",
            phase: .verified, action: action, command: "rollback", target: target, before: Routing(pointer: "7"),
            after: Routing(pointer: "6"))
    }

    private static func drafts(_ written: [EventDraft], at seconds: Int, metricsAt: Int? = nil) -> [EventDraft] {
        let now = evening + .seconds(seconds)
        var builder = PictureBuilder(at: evening + .seconds(metricsAt ?? seconds))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(200, requests: 1000, errorRate: 0.08, until: now)
        metrics.byVersion["7"] = Fixtures.traffic(30, requests: 200, errorRate: 0.4, until: now)
        builder.apply(.metrics(target, metrics))
        return SnapshotKeeper.drafts(
            incidents: IncidentReducer.reduce(MemoryJournal(written).events), picture: builder.picture, now: now,
            author: .init(actor: Fixtures.actor, time: now))
    }

    private static let quiet = [Fixtures.declared()]

    /// Everything that is written while time goes on, ten seconds a step.
    private static func course(_ events: [(Int, EventDraft)], until end: Int) -> [EventDraft] {
        var written: [EventDraft] = []
        var waiting = events
        for second in stride(from: 0, through: end, by: 10) {
            while let next = waiting.first, next.0 <= second { written.append(waiting.removeFirst().1) }
            written += drafts(written, at: second)
        }
        return written.filter { $0.kind == .metricSnapshot }
    }

    @Test func anActionHasFiguresOfBeforeAndOfAfter() throws {
        let kept = Self.course([(0, Fixtures.declared()), (60, Self.verified(60))], until: 1200)
        let snapshots = kept.compactMap { MetricSnapshot($0) }
        #expect(snapshots.map(\.occasion) == [.stage, .action, .after])
        #expect(kept.map(\.action) == [nil, "ACT-1", "ACT-1"])
        #expect(kept.allSatisfy { $0.incident == "INC-20261120-01" && $0.target == Self.target })
        let after = try #require(snapshots.last)
        #expect(after.from <= Self.evening + .seconds(60 - 1800) && after.to >= Self.evening + .seconds(360))
        #expect(after.series.map(\.version) == [nil, "7"])
    }

    @Test func aSnapshotThatCoversAnotherWantIsTakenOnce() {
        // The stage and the first action are of the same moment.
        let kept = Self.course(
            [(0, Fixtures.declared()), (0, Self.verified(0)), (30, Self.verified(30, action: "ACT-2"))], until: 1200)
        #expect(kept.compactMap { MetricSnapshot($0)?.occasion } == [.action, .action, .after, .after])
    }

    @Test func figuresFromBeforeTheActionAreNotTakenForFiguresAfterIt() {
        func occasions(metricsAt: Int) -> [MetricSnapshot.Occasion] {
            Self.drafts(Self.quiet + [Self.verified(0)], at: 400, metricsAt: metricsAt).compactMap {
                MetricSnapshot($0)?.occasion
            }
        }
        #expect(occasions(metricsAt: 290) == [.stage])
        #expect(occasions(metricsAt: 400) == [.after])
    }

    @Test func theEndIsKeptFromBeforeTheBeginning() throws {
        let resolved = IncidentDrafts.resolve(
            "INC-20261120-01", text: "", by: .init(actor: "jo", time: Self.evening + .seconds(600)))
        let kept = Self.course([(0, Fixtures.declared()), (600, resolved)], until: 6000)
        let snapshots = kept.compactMap { MetricSnapshot($0) }
        #expect(snapshots.map(\.occasion) == [.stage, .stage, .resolved])
        #expect(snapshots.last.map { $0.from <= Self.evening - .seconds(1800) } == true)
    }

    @Test func anIncidentThatIsLongOverKeepsNothingMore() {
        let resolved = IncidentDrafts.resolve("INC-20261120-01", text: "", by: .init(actor: "jo", time: Self.evening))
        #expect(Self.drafts(Self.quiet + [resolved, Self.verified(0)], at: 3601).isEmpty)
        #expect(!Self.drafts(Self.quiet + [resolved, Self.verified(0)], at: 3600).isEmpty)
    }

    @Test func withoutFiguresThereIsNoSnapshot() {
        let events = MemoryJournal(Self.quiet + [Self.verified(0)]).events
        let drafts = SnapshotKeeper.drafts(
            incidents: IncidentReducer.reduce(events), picture: FleetPicture(region: "eu-west-1"),
            now: Self.evening + .seconds(600),
            author: Self.author)
        #expect(drafts.isEmpty)
        #expect(SnapshotKeeper.targets(of: IncidentReducer.reduce(events), now: Self.evening) == [Self.target])
    }
}
