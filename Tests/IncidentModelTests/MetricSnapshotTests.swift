import IncidentModel
import Testing

struct MetricSnapshotTests {
    private let start = Timestamp(milliseconds: 1_763_672_400_000)
    private let target = Target(function: "checkout", alias: "prod")

    private func series(_ values: [Double?], at first: Timestamp) -> MetricSeries {
        MetricSeries(
            values.enumerated().compactMap { index, value in
                value.map { .init(at: first + .seconds(60 * index), value: $0) }
            })
    }

    private func metrics(minutes: Int, versions: Int = 2, value: Double = 912.4) -> TargetMetrics {
        var metrics = TargetMetrics()
        var traffic = TrafficMetrics()
        traffic.invocations = series(Array(repeating: value, count: minutes), at: start)
        traffic.errors = series(Array(repeating: 3, count: minutes), at: start)
        traffic.durationP95 = series(Array(repeating: 212.345, count: minutes), at: start)
        metrics.whole = traffic
        for version in 1...versions {
            traffic.invocations = series(Array(repeating: value * Double(version), count: minutes), at: start)
            metrics.byVersion[VersionID(stringLiteral: "\(version)")] = traffic
        }
        return metrics
    }

    @Test("what is written is read back: the minutes, the gaps, rounded figures")
    func roundTrip() throws {
        var kept = metrics(minutes: 5)
        kept.whole.invocations = series([912.4, nil, 0, 7, nil], at: start)
        let snapshot = try #require(
            MetricSnapshot(
                target, kept, occasion: .after, from: start - .seconds(61), to: start + .seconds(4 * 60 + 1)))
        #expect(snapshot.from == start - .seconds(120))
        #expect(snapshot.to == start + .seconds(300))
        let draft = snapshot.draft(incident: "INC-1", action: "ACT-1", actor: "jo", time: start)
        #expect(draft.details["series"]?.array?.first?["requests"] == [nil, nil, 912, nil, 0, 7, nil])
        #expect(draft.details["series"]?.array?.first?["throttles"] == nil)
        let read = try #require(MetricSnapshot(draft))
        #expect(read.target == target && read.occasion == .after)
        #expect(read.series.map(\.version) == [nil, "1", "2"])
        #expect(read.series[0].requests == series([912, nil, 0, 7], at: start))
        #expect(read.series[1].p95.latest?.value == 212.3)
        #expect(MetricSnapshot(read.draft(incident: nil, actor: "", time: start))?.series == read.series)
    }

    @Test("only what lies in the span is kept, and nothing is no snapshot")
    func span() throws {
        let snapshot = try #require(
            MetricSnapshot(
                target, metrics(minutes: 30), occasion: .action, from: start + .seconds(600), to: start + .seconds(660)))
        #expect(snapshot.series[0].requests.points.map(\.at) == [start + .seconds(600)])
        #expect(
            MetricSnapshot(
                target, metrics(minutes: 30), occasion: .action, from: start + .seconds(7200), to: start + .seconds(7300))
                == nil)
        #expect(MetricSnapshot(target, metrics(minutes: 30), occasion: .action, from: start, to: start) == nil)
    }

    @Test("an event stays under 64 KiB whatever the traffic, and keeps the newest minutes and the busiest versions")
    func bounded() throws {
        let snapshot = try #require(
            MetricSnapshot(
                target, metrics(minutes: 1000, versions: 40, value: 9e12), occasion: .resolved, from: start,
                to: start + .seconds(60_000)))
        #expect(snapshot.to == start + .seconds(60_000))
        #expect(snapshot.to - snapshot.from == MetricSnapshot.longest)
        #expect(snapshot.series.map(\.version) == [nil, "36", "37", "38", "39", "40"])
        #expect(JSONValue.object(snapshot.details).canonical.utf8.count < 65_536)
    }

    @Test("of a minute that two snapshots tell the later one counts")
    func merged() throws {
        var early = metrics(minutes: 3)
        early.whole.errors = series([1, 2, 3], at: start)
        var late = metrics(minutes: 4)
        late.whole.errors = series([nil, nil, 30, 4], at: start)
        let snapshots = try [(early, 180), (late, 240)].map {
            try #require(MetricSnapshot(target, $0.0, occasion: .stage, from: start, to: start + .seconds($0.1)))
        }
        let merged = MetricSnapshot.merged(snapshots.reversed())
        #expect(merged.whole.errors == series([1, 2, 30, 4], at: start))
        #expect(merged.byVersion["2"]?.invocations.points.count == 4)
    }

    @Test("details of another shape are no snapshot, or one with less")
    func hostile() {
        var draft = EventDraft(time: start, actor: "jo", kind: .metricSnapshot, target: target)
        #expect(MetricSnapshot(draft) == nil)
        draft.details = [
            "from": JSONValue(start), "to": JSONValue(start + .seconds(120)),
            "series": ["x", ["version": "x"], ["requests": [1, "2", 3, 4], "errors": 7, "p95": [nil]]],
        ]
        #expect(MetricSnapshot(draft)?.series.count == 1)
        #expect(MetricSnapshot(draft)?.series.first?.requests == series([1], at: start))
        draft.details["to"] = JSONValue(start - .seconds(60))
        #expect(MetricSnapshot(draft) == nil)
    }
}
