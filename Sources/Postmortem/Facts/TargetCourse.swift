package import IncidentModel

/// The figures of one target over an incident, for its graphs.
package struct TargetCourse: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package var at: Timestamp
        package var routing: Routing
    }

    /// Something that was done, to be marked on a graph.
    package struct Mark: Hashable, Sendable {
        package var at: Timestamp
        package var text: String
    }

    package var target: Target
    package var from: Timestamp
    package var to: Timestamp
    /// What actions say of the routing, oldest first; the first holds from the beginning.
    package var steps: [Step]
    /// What CloudWatch said, as it was kept.
    package var metrics: TargetMetrics
    package var marks: [Mark]

    /// Nothing to draw.
    package var isEmpty: Bool { steps.isEmpty && metrics.whole.invocations.points.isEmpty }

    /// The share of requests that each version got, minute by minute, as it was measured.
    package var measuredShares: [VersionID: MetricSeries] {
        var totals: [Timestamp: Double] = [:]
        for metrics in metrics.byVersion.values {
            for point in metrics.invocations.points { totals[point.at, default: 0] += point.value }
        }
        return metrics.byVersion.mapValues { metrics in
            MetricSeries(
                metrics.invocations.points.compactMap { point in
                    guard let total = totals[point.at], total > 0 else { return nil }
                    return .init(at: point.at, value: point.value / total)
                })
        }.filter { !$0.value.points.isEmpty }
    }

    /// Versions that had traffic at any time, the oldest first.
    package var versions: [VersionID] {
        let moved = steps.flatMap { EffectiveTraffic($0.routing).parts.map(\.version) }
        return Set(moved + measuredShares.filter { $0.value.points.contains { $0.value > 0 } }.keys).sorted()
    }
}
