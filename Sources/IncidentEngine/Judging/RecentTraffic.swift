import IncidentModel

/// The last complete minutes of one slice of traffic.
struct RecentTraffic: Hashable, Sendable {
    /// From 5 % on a version is failing: the first source's example of an alarm ("error rate > 5 % for 2 minutes").
    static let failingRate = 0.05
    static let suspectRate = 0.01
    /// Fewer failures than this say nothing at low traffic.
    static let fewestErrors = 3.0
    /// Fewer requests than this do not acquit a version.
    static let fewestRequests = 30.0
    /// Older minutes say nothing about now.
    static let reach = Duration.seconds(600)
    static let minutes = 3

    var invocations: Double
    var errors: Double
    var throttles: Double
    /// Milliseconds, of the latest minute.
    var durationP95: Double?
    /// 0…1
    var errorRate: Double { invocations > 0 ? min(1, errors / invocations) : 0 }
    /// Of all requests made, served or not.
    var throttledShare: Double { throttles > 0 ? throttles / (invocations + throttles) : 0 }
    var isFailing: Bool { errors >= Self.fewestErrors && errorRate >= Self.failingRate }
    /// Enough requests to say so, and hardly one that failed.
    var isHealthy: Bool { invocations >= Self.fewestRequests && errorRate < Self.suspectRate }
    var isSuspect: Bool { errors >= Self.fewestErrors && errorRate >= Self.suspectRate }

    /// The last three complete minutes with requests, none older than ten minutes; nil when there was none.
    init?(_ metrics: TrafficMetrics, now: Now) {
        func recent(_ series: MetricSeries) -> [MetricSeries.Point] {
            series.points.suffix(15).filter { $0.at + .seconds(60) <= now.time && now.time - $0.at <= Self.reach }
        }
        let served = recent(metrics.invocations).suffix(Self.minutes)
        let refused = recent(metrics.throttles).suffix(Self.minutes)
        guard let from = served.first?.at ?? refused.first?.at else { return nil }
        func sum(_ series: MetricSeries) -> Double {
            recent(series).filter { $0.at >= from }.reduce(0) { $0 + max(0, $1.value) }
        }
        invocations = sum(metrics.invocations)
        errors = sum(metrics.errors)
        throttles = sum(metrics.throttles)
        durationP95 = recent(metrics.durationP95).last?.value
        guard invocations + throttles > 0 else { return nil }
    }
}
