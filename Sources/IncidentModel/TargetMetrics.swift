/// A metric over time, one value a minute; minutes without data are absent, never zero.
package struct MetricSeries: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package var at: Timestamp
        package var value: Double
        package init(at: Timestamp, value: Double) {
            self.at = at
            self.value = value
        }
    }
    /// Oldest first.
    package var points: [Point]
    package init(_ points: [Point] = []) { self.points = points }
    package var latest: Point? { points.last }
}

/// The metrics of one slice of traffic: an alias, or one version served through it.
package struct TrafficMetrics: Hashable, Sendable {
    /// Requests per minute.
    package var invocations = MetricSeries()
    /// Failed requests per minute.
    package var errors = MetricSeries()
    /// Milliseconds.
    package var durationP95 = MetricSeries()
    /// Throttled requests per minute; AWS counts them neither as invocations nor as errors.
    package var throttles = MetricSeries()
    package var concurrency = MetricSeries()

    package init() {}

    /// Errors ÷ invocations, 0…1, minute by minute; a minute without invocations is absent.
    package var errorRate: MetricSeries {
        var failed: [Timestamp: Double] = [:]
        for point in errors.points { failed[point.at] = point.value }
        return MetricSeries(
            invocations.points.compactMap { point in
                point.value > 0 ? .init(at: point.at, value: min(1, (failed[point.at] ?? 0) / point.value)) : nil
            })
    }
}

/// What GetMetricData said of one target: the alias as a whole (dimensions FunctionName + Resource) and each version served through it
/// (… + ExecutedVersion).
package struct TargetMetrics: Hashable, Sendable {
    package var whole = TrafficMetrics()
    package var byVersion: [VersionID: TrafficMetrics] = [:]
    package init() {}
}
