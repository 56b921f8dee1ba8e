package import IncidentModel

extension PostmortemFacts {
    /// What the incident did to requests, as far as the kept figures tell.
    package struct Impact: Hashable, Sendable {
        package struct Part: Hashable, Sendable {
            package var target: Target
            package var requests: Double
            package var failed: Double
            /// Minutes in which more than `threshold` of the requests failed.
            package var minutes: Int
            /// Minutes of the span that figures were kept of.
            package var known: Int
            package var worst: Worst?
            package var throttled: Double?
        }

        package struct Worst: Hashable, Sendable {
            package var share: Double
            package var at: Timestamp
        }

        /// From the first bad minute to the recovery, as far as they are known: else the detection, the resolution, the last thing recorded.
        package var from: Timestamp
        package var to: Timestamp
        /// The share of requests from which a minute counts.
        package var threshold: Double
        /// Targets that figures were kept of.
        package var parts: [Part]
        /// Minutes in which any target was above the threshold.
        package var minutes: Int
        /// Targets that nothing is known of.
        package var unknown: [Target]

        package var isKnown: Bool { !parts.isEmpty }
        package var failed: Double { parts.reduce(0) { $0 + $1.failed } }
        package var requests: Double { parts.reduce(0) { $0 + $1.requests } }
        /// Whole minutes of the span.
        package var span: Int { Int(max(0, (to - from).milliseconds + 59_999) / 60_000) }
    }
}

extension PostmortemFacts.Impact {
    init(_ metrics: [Target: TargetMetrics], targets: [Target], from start: Timestamp, to end: Timestamp, threshold: Double) {
        let from = MetricSnapshot.minute(start)
        let to = max(MetricSnapshot.minute(end + .milliseconds(59_999)), from + .seconds(60))
        var bad: Set<Timestamp> = []
        var parts: [Part] = []
        for target in targets {
            guard let whole = metrics[target]?.whole else { continue }
            func within(_ series: MetricSeries) -> [MetricSeries.Point] { series.points.filter { $0.at >= from && $0.at < to } }
            let requests = within(whole.invocations)
            guard !requests.isEmpty else { continue }
            let rates = within(whole.errorRate)
            let above = rates.filter { $0.value > threshold }
            bad.formUnion(above.map(\.at))
            let throttles = within(whole.throttles)
            parts.append(
                Part(
                    target: target, requests: Self.sum(requests), failed: Self.sum(within(whole.errors)), minutes: above.count,
                    known: requests.count,
                    worst: rates.max { ($0.value, $1.at) < ($1.value, $0.at) }.map { .init(share: $0.value, at: $0.at) },
                    throttled: throttles.isEmpty ? nil : Self.sum(throttles)))
        }
        let told = Set(parts.map(\.target))
        self.init(
            from: from, to: to, threshold: threshold, parts: parts, minutes: bad.count,
            unknown: targets.filter { !told.contains($0) })
    }

    private static func sum(_ points: [MetricSeries.Point]) -> Double { points.reduce(0) { $0 + $1.value } }
}
