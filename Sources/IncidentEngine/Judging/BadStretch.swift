import IncidentModel

/// Minutes on end in which more than a share of the requests failed, or was throttled.
struct BadStretch: Equatable {
    static let minute = Duration.seconds(60)

    /// The beginnings of its first and of its last minute.
    var from: Timestamp
    var last: Timestamp
    var minutes = 1
    /// Of all these minutes.
    var requests: Double
    var bad: Double

    /// - Parameters:
    ///   - counted: what is counted per minute (failures, throttles).
    ///   - among: what it is a share of, per minute, oldest first. A minute without any is no minute.
    /// - Returns: oldest first.
    static func all(counted: MetricSeries, among: [MetricSeries.Point], over share: Double) -> [BadStretch] {
        // Most series of failures and throttles are all zeros, and those of a thousand targets are looked at.
        let amounts = Dictionary(
            counted.points.lazy.filter { $0.value > 0 }.map { ($0.at, $0.value) }, uniquingKeysWith: { $1 })
        if amounts.isEmpty { return [] }
        var found: [BadStretch] = []
        for point in among where point.value > 0 {
            let bad = amounts[point.at] ?? 0
            guard bad / point.value > share else { continue }
            if let last = found.last, point.at - last.last <= minute {
                found[found.count - 1].last = point.at
                found[found.count - 1].minutes += 1
                found[found.count - 1].requests += point.value
                found[found.count - 1].bad += bad
            } else {
                found.append(BadStretch(from: point.at, last: point.at, requests: point.value, bad: bad))
            }
        }
        return found
    }

    /// Long enough, and of enough requests, to be a breach.
    func isEnough(_ rule: DetectionRules.Breach) -> Bool { minutes >= rule.minutes && requests >= rule.requests }
}

extension TrafficMetrics {
    /// What was asked for per minute, oldest first: throttled requests are not among the invocations.
    var asked: [MetricSeries.Point] {
        let all = (invocations.points + throttles.points).map { ($0.at, max(0, $0.value)) }
        return Dictionary(all, uniquingKeysWith: +).map { MetricSeries.Point(at: $0.key, value: $0.value) }.sorted {
            $0.at < $1.at
        }
    }
}
