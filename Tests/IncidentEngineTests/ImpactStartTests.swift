import IncidentModel
import TestSupport
import Testing

@testable import IncidentEngine

/// The first bad minute, found in the figures that an incident's record keeps. Minutes are counted from `start`; the incident is declared
/// half a minute into the tenth.
struct ImpactStartTests {
    private static let start = Timestamp(milliseconds: 1_795_208_400_000)
    private static let target = Fixtures.checkout
    private static let declared = minute(10) + .seconds(30)

    private static func minute(_ number: Int) -> Timestamp { start + .seconds(number * 60) }

    /// The share of each minute's requests that failed.
    private static func traffic(_ shares: [Double], requests: Double = 100, throttled: [Double] = []) -> TrafficMetrics {
        var metrics = TrafficMetrics()
        metrics.invocations = MetricSeries(shares.indices.map { .init(at: minute($0), value: requests) })
        metrics.errors = MetricSeries(shares.enumerated().map { .init(at: minute($0.offset), value: $0.element * requests) })
        metrics.throttles = MetricSeries(throttled.enumerated().map { .init(at: minute($0.offset), value: $0.element) })
        return metrics
    }

    private static func kept(
        _ whole: TrafficMetrics, _ versions: [VersionID: TrafficMetrics] = [:], of target: Target = target, at seconds: Int = 720
    ) throws -> EventDraft {
        var metrics = TargetMetrics()
        metrics.whole = whole
        metrics.byVersion = versions
        let snapshot = try #require(
            MetricSnapshot(target, metrics, occasion: .stage, from: start, to: start + .seconds(seconds)))
        return snapshot.draft(incident: "INC-1", actor: "flipback", time: start + .seconds(seconds))
    }

    private static func incident(_ drafts: [EventDraft], impactStart: Timestamp? = nil) throws -> Incident {
        let first = IncidentDrafts.declare(
            "INC-1", .sev1, targets: [target], reason: "", impactStart: impactStart,
            by: .init(actor: "local user jo", time: declared))
        return try #require(IncidentReducer.reduce(MemoryJournal([first] + drafts).events).first)
    }

    private static let good = Array(repeating: 0.01, count: 12)

    private static func bad(_ minutes: [Int], share: Double = 0.08) -> [Double] {
        good.enumerated().map { minutes.contains($0.offset) ? share : $0.element }
    }

    @Test func theClockIsFilledInOnceTheRecordHasFigures() throws {
        let before = try Self.incident([])
        #expect(before.impactStart == nil && IncidentClocks.of(before).detect == nil)
        let after = try Self.incident([try Self.kept(Self.traffic(Self.bad([8, 9, 10, 11])))])
        #expect(after.impactStart == Self.minute(8))
        #expect(IncidentClocks.of(after).detect == .seconds(150))
        let statistics = IncidentStatistics(
            incidents: [
                try Self.incident([
                    try Self.kept(Self.traffic(Self.bad([8, 9]))),
                    IncidentDrafts.resolve("INC-1", text: "", by: .init(actor: "jo", time: Self.minute(20))),
                ])
            ], events: [])
        #expect(statistics.detect?.median == .seconds(150))
    }

    @Test func whatWasSaidCounts() throws {
        let made = try Self.incident([try Self.kept(Self.traffic(Self.bad([8, 9])))], impactStart: Self.minute(3))
        #expect(made.impactStart == Self.minute(3))
    }

    @Test(
        arguments: [
            // Bad minutes, and the one that the impact is found to have begun with.
            ([8, 9, 10], 8), ([9, 10, 11], 9), ([], nil),
            // It goes on after the declaration, and began with its minute.
            ([10, 11], 10), ([11], nil),
            // Of two stretches the latest that is long enough: a single minute is passed over for it, and counts alone.
            ([1, 2, 5, 6], 5), ([1, 2, 9], 1), ([9], 9), ([10], 10),
        ] as [([Int], Int?)])
    func theStretchBeforeTheDetection(bad: [Int], found: Int?) throws {
        let made = try Self.incident([try Self.kept(Self.traffic(Self.bad(bad)))])
        #expect(made.impactStart == found.map(Self.minute))
    }

    @Test func aCanaryTellsWhatItsTargetHides() throws {
        let canary: [VersionID: TrafficMetrics] = [
            "6": Self.traffic(Self.good), "7": Self.traffic(Self.bad([7, 8, 9]), requests: 20),
        ]
        #expect(try Self.incident([try Self.kept(Self.traffic(Self.good), canary)]).impactStart == Self.minute(7))
    }

    @Test func throttlesTellToo() throws {
        let throttled = (0..<12).map { $0 >= 9 ? 40.0 : 0 }
        #expect(
            try Self.incident([try Self.kept(Self.traffic(Self.good, throttled: throttled))]).impactStart == Self.minute(9))
        // A fifth of all that was asked, not of what was served.
        let few = throttled.map { $0 / 2 }
        #expect(try Self.incident([try Self.kept(Self.traffic(Self.good, throttled: few))]).impactStart == nil)
    }

    @Test func ofSeveralTargetsTheEarliest() throws {
        let made = try Self.incident([
            try Self.kept(Self.traffic(Self.bad([9, 10]))),
            try Self.kept(Self.traffic(Self.bad([6, 7, 8, 9])), of: Fixtures.payments),
        ])
        #expect(made.impactStart == Self.minute(6))
    }

    @Test func theLaterFiguresOfAMinuteCount() throws {
        // CloudWatch had half of the minute when the first were kept.
        let made = try Self.incident([
            try Self.kept(Self.traffic(Array(Self.bad([8, 9, 10]).prefix(11))), at: 660),
            try Self.kept(Self.traffic(Self.bad([9, 10])), at: 720),
        ])
        #expect(made.impactStart == Self.minute(9))
    }

    @Test func troubleThatWasLongOverIsAnother() throws {
        var drafts = [try Self.kept(Self.traffic(Self.bad([1, 2])))]
        #expect(try Self.incident(drafts).impactStart == Self.minute(1))
        let late = IncidentDrafts.declare(
            "INC-1", .sev1, targets: [], reason: "", by: .init(actor: "jo", time: Self.minute(3) + .seconds(1801)))
        drafts.insert(late, at: 0)
        #expect(IncidentReducer.reduce(MemoryJournal(drafts).events).first?.impactStart == nil)
    }
}
