import IncidentModel

/// A share of requests that was exceeded for some minutes on end (`DetectionRules.Breach`). A breach is latched: it counts until the
/// figures have been good for as long as the latch, and one that comes again before that is the same breach.
struct PolicyBreach {
    enum Measure: Hashable { case failing, throttled }

    var measure: Measure
    /// Nil for the target as a whole.
    var version: VersionID?
    /// The first and the end of the last minute of its latest stretch.
    var from: Timestamp
    var until: Timestamp
    /// When the latest stretch had lasted long enough.
    var at: Timestamp
    /// When the first stretch of it had; the epoch where the figures begin in the middle of it.
    var latchedAt: Timestamp
    /// Of all requests of the latest stretch, 0…1.
    var share: Double

    /// - Parameters:
    ///   - counted: what is counted per minute (failures, throttles).
    ///   - among: what it is a share of, per minute, oldest first.
    init?(
        _ measure: Measure, version: VersionID?, counted: MetricSeries, among: [MetricSeries.Point], rule: DetectionRules.Breach,
        latch: Duration, now: Now
    ) {
        let minute = BadStretch.minute
        let all = among.filter { $0.value > 0 && $0.at + minute <= now.time }
        let enough = BadStretch.all(counted: counted, among: all, over: rule.share).filter { $0.isEnough(rule) }
        guard let latest = enough.last, now.time - latest.last <= latch + minute else { return nil }
        let first = Self.chain(enough, to: latest, latch: latch)
        let required = minute * rule.minutes
        self.measure = measure
        self.version = version
        from = latest.from
        until = latest.last + minute
        at = latest.from + required
        latchedAt = first.from == all.first?.at ? .epoch : first.from + required
        share = min(1, latest.bad / latest.requests)
    }

    /// The first of those that follow each other within the latch, up to the latest.
    private static func chain(_ stretches: [BadStretch], to latest: BadStretch, latch: Duration) -> BadStretch {
        var first = latest
        for stretch in stretches.dropLast().reversed() {
            guard first.from - stretch.last <= latch else { break }
            first = stretch
        }
        return first
    }

    /// All breaches of a target, of its versions first.
    static func all(of target: Target, picture: FleetPicture, rules: DetectionRules, now: Now) -> [PolicyBreach] {
        guard let metrics = picture.metrics[target]?.value else { return [] }
        var found: [PolicyBreach] = []
        if let rule = rules.failing {
            for (version, traffic) in metrics.byVersion.sorted(by: { $0.key < $1.key }) {
                found += [breach(.failing, version, traffic, rule, rules.latch, now)].compactMap { $0 }
            }
            // Where a version tells already, the target as a whole says the same again.
            if found.isEmpty { found += [breach(.failing, nil, metrics.whole, rule, rules.latch, now)].compactMap { $0 } }
        }
        if let rule = rules.throttled {
            found += [breach(.throttled, nil, metrics.whole, rule, rules.latch, now)].compactMap { $0 }
        }
        return found
    }

    private static func breach(
        _ measure: Measure, _ version: VersionID?, _ traffic: TrafficMetrics, _ rule: DetectionRules.Breach, _ latch: Duration,
        _ now: Now
    ) -> PolicyBreach? {
        switch measure {
        case .failing:
            return PolicyBreach(
                measure, version: version, counted: traffic.errors, among: traffic.invocations.points, rule: rule, latch: latch,
                now: now
            )
        case .throttled:
            return PolicyBreach(
                measure, version: version, counted: traffic.throttles,
                among: traffic.throttles.points.contains { $0.value > 0 } ? traffic.asked : [], rule: rule, latch: latch, now: now
            )
        }
    }

    /// `v7 of checkout:prod failed 8.1 % of its requests from 21:03Z on, more than 5 % for 2 minutes`
    func sentence(_ target: Target, rules: DetectionRules, now: Now) -> String {
        let subject = version.map { "\($0.label) of \(target)" } ?? "\(target)"
        let verb = measure == .failing ? "failed" : "throttled"
        let rule =
            (measure == .failing ? rules.failing : rules.throttled) ?? DetectionRules.Breach(share: 0, minutes: 1, requests: 0)
        let span =
            now.time - until <= .seconds(180)
            ? "from \(Wording.minute(from)) on" : "from \(Wording.minute(from)) to \(Wording.minute(until))"
        let minutes = rule.minutes == 1 ? "a minute" : "\(rule.minutes) minutes"
        return
            "\(subject) \(verb) \(Wording.percent(share)) of its requests \(span): more than \(Wording.percent(rule.share)) for \(minutes)"
    }
}
