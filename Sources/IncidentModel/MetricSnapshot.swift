/// What CloudWatch said of one target around an action, a stage or the end of an incident, kept in the journal because CloudWatch forgets:
/// the event `metrics.snapshot`. The event carries the target, the incident and, where it is about one, the action; `details` are
/// ```
/// {"occasion":"action","from":"2026-11-20T20:39:00.000Z","to":"2026-11-20T21:14:00.000Z",
///  "series":[{"requests":[912,null,900],"errors":[0,null,73],"p95":[212,null,230]},
///            {"version":"7","requests":[180,null,181],"errors":[…],"p95":[…],"throttles":[…]}]}
/// ```
/// The series without `version` is the alias as a whole. The lists have one place a minute, the first for the minute that begins at `from`;
/// null is a minute without data, and a list that would be all nulls is left out. Requests, errors and throttles a minute are rounded to
/// whole numbers, `p95` to milliseconds with one decimal.
package struct MetricSnapshot: Hashable, Sendable {
    package enum Occasion: String, Sendable, CaseIterable {
        /// An action was read back as applied.
        case action
        /// Some minutes after an action, when CloudWatch knows what it did.
        case after
        /// The incident changed its stage.
        case stage
        /// The incident was resolved.
        case resolved
    }

    /// One slice of traffic: the alias as a whole (`version` nil), or one version served through it.
    package struct Series: Hashable, Sendable {
        package var version: VersionID?
        /// A minute.
        package var requests = MetricSeries()
        /// Failed requests a minute.
        package var errors = MetricSeries()
        /// Milliseconds.
        package var p95 = MetricSeries()
        /// A minute.
        package var throttles = MetricSeries()

        package init(version: VersionID? = nil) { self.version = version }
    }

    /// Longest span; the newest minutes are kept.
    package static let longest = Duration.seconds(180 * 60)
    /// The whole and the busiest versions: with `longest` and the rounding this keeps an event under 64 KiB.
    package static let mostSeries = 6

    package var target: Target
    package var occasion: Occasion
    /// The first minute.
    package var from: Timestamp
    /// The end of the last minute.
    package var to: Timestamp
    /// The whole first, then versions, the oldest first.
    package var series: [Series]

    package init(target: Target, occasion: Occasion, from: Timestamp, to: Timestamp, series: [Series]) {
        self.target = target
        self.occasion = occasion
        self.from = from
        self.to = to
        self.series = series
    }

    /// What is known of a target between two moments; nil when that is nothing.
    package init?(_ target: Target, _ metrics: TargetMetrics, occasion: Occasion, from: Timestamp, to: Timestamp) {
        let last = Self.minute(to + .milliseconds(59_999))
        let first = max(Self.minute(from), last - Self.longest)
        guard first < last else { return nil }
        let whole = Series(nil, metrics.whole, from: first, to: last)
        let versions = metrics.byVersion.map { Series($0.key, $0.value, from: first, to: last) }.filter { !$0.isEmpty }
        let busiest = versions.sorted { ($0.total, $0.order) > ($1.total, $1.order) }.prefix(Self.mostSeries - 1)
        let series = (whole.isEmpty ? [] : [whole]) + busiest.sorted { $0.order < $1.order }
        guard !series.isEmpty else { return nil }
        self.init(target: target, occasion: occasion, from: first, to: last, series: series)
    }

    /// The whole minute that a moment is in.
    package static func minute(_ time: Timestamp) -> Timestamp {
        let rest = time.milliseconds % 60_000
        return Timestamp(milliseconds: time.milliseconds - (rest < 0 ? rest + 60_000 : rest))
    }

    /// All that several snapshots of one target say; where two speak of one minute the later snapshot counts, since CloudWatch completes
    /// its minutes late.
    package static func merged(_ snapshots: [MetricSnapshot]) -> TargetMetrics {
        var merged = TargetMetrics()
        for series in snapshots.sorted(by: { $0.to < $1.to }).flatMap(\.series) {
            if let version = series.version {
                series.merge(into: &merged.byVersion[version, default: TrafficMetrics()])
            } else {
                series.merge(into: &merged.whole)
            }
        }
        return merged
    }
}

extension MetricSnapshot.Series {
    fileprivate init(_ version: VersionID?, _ metrics: TrafficMetrics, from: Timestamp, to: Timestamp) {
        func cut(_ series: MetricSeries) -> MetricSeries {
            MetricSeries(series.points.filter { $0.at >= from && $0.at < to })
        }
        self.init(version: version)
        requests = cut(metrics.invocations)
        errors = cut(metrics.errors)
        p95 = cut(metrics.durationP95)
        throttles = cut(metrics.throttles)
    }

    fileprivate var isEmpty: Bool {
        requests.points.isEmpty && errors.points.isEmpty && p95.points.isEmpty && throttles.points.isEmpty
    }

    fileprivate var total: Double { requests.points.reduce(0) { $0 + $1.value } }
    fileprivate var order: VersionID { version ?? .latest }

    fileprivate func merge(into metrics: inout TrafficMetrics) {
        metrics.invocations.take(requests)
        metrics.errors.take(errors)
        metrics.durationP95.take(p95)
        metrics.throttles.take(throttles)
    }
}

extension MetricSeries {
    /// Minutes of another series, which win.
    fileprivate mutating func take(_ other: MetricSeries) {
        guard !other.points.isEmpty else { return }
        var values = Dictionary(points.map { ($0.at, $0.value) }, uniquingKeysWith: { $1 })
        for point in other.points { values[point.at] = point.value }
        points = values.map { Point(at: $0.key, value: $0.value) }.sorted { $0.at < $1.at }
    }
}
