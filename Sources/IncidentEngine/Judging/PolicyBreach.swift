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
    ///   - among: what it is a share of, per minute. A minute without any is no minute.
    init?(
        _ measure: Measure, version: VersionID?, counted: MetricSeries, among: MetricSeries, rule: DetectionRules.Breach,
        latch: Duration, now: Now
    ) {
        guard counted.hasAny else { return nil }
        let minute = Duration.seconds(60)
        let amounts = Dictionary(
            counted.points.lazy.filter { $0.value > 0 }.map { ($0.at, $0.value) }, uniquingKeysWith: { $1 })
        let all = among.points.filter { $0.value > 0 && $0.at + minute <= now.time }
        var stretches: [[MetricSeries.Point]] = []
        for point in all where (amounts[point.at] ?? 0) / point.value > rule.share {
            if let last = stretches.last?.last, point.at - last.at <= minute {
                stretches[stretches.count - 1].append(point)
            } else {
                stretches.append([point])
            }
        }
        let enough = stretches.filter { stretch in
            stretch.count >= rule.minutes && stretch.reduce(0) { $0 + $1.value } >= rule.requests
        }
        guard let latest = enough.last, let first = latest.first, let last = latest.last, now.time - last.at <= latch + minute
        else { return nil }
        let chain = Self.chain(enough, latch: latch)
        let requests = latest.reduce(0) { $0 + $1.value }
        let required = minute * rule.minutes
        self.measure = measure
        self.version = version
        from = first.at
        until = last.at + minute
        at = first.at + required
        latchedAt = chain.first.map { $0.at == all.first?.at ? .epoch : $0.at + required } ?? at
        share = min(1, latest.reduce(0) { $0 + (amounts[$1.at] ?? 0) } / requests)
    }

    /// The first stretch of those that follow each other within the latch, up to the latest.
    private static func chain(_ stretches: [[MetricSeries.Point]], latch: Duration) -> [MetricSeries.Point] {
        var first = stretches.last ?? []
        for stretch in stretches.dropLast().reversed() {
            guard let end = stretch.last?.at, let begin = first.first?.at, begin - end <= latch else { break }
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
                measure, version: version, counted: traffic.errors, among: traffic.invocations, rule: rule, latch: latch, now: now
            )
        case .throttled:
            guard traffic.throttles.hasAny else { return nil }
            // Throttled requests are not among the invocations.
            let served = Dictionary(traffic.invocations.points.map { ($0.at, max(0, $0.value)) }, uniquingKeysWith: { $1 })
            let throttled = Dictionary(traffic.throttles.points.map { ($0.at, max(0, $0.value)) }, uniquingKeysWith: { $1 })
            let all = served.merging(throttled, uniquingKeysWith: +).sorted { $0.key < $1.key }
            return PolicyBreach(
                measure, version: version, counted: traffic.throttles,
                among: MetricSeries(all.map { .init(at: $0.key, value: $0.value) }), rule: rule, latch: latch, now: now)
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

extension MetricSeries {
    /// Most series of failures and throttles are all zeros, and a thousand of them are looked at.
    fileprivate var hasAny: Bool { points.contains { $0.value > 0 } }
}
