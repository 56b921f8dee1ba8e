import IncidentModel

/// The metrics kept of each target: a full window at first, then only the last minutes, merged in.
struct MetricKeeper: Sendable {
    /// What to ask for: the same span for all of these targets.
    struct Question: Sendable {
        var requests: [MetricRequest]
        var from: Timestamp
        var to: Timestamp
        /// Metrics asked for: five a slice of traffic.
        var count: Int { requests.reduce(0) { $0 + 5 * (1 + $1.versions.count) } }
    }

    let configuration: WatcherConfiguration
    private var series: [Target: TargetMetrics] = [:]
    private var askedUntil: [Target: Timestamp] = [:]
    /// Uptime.
    private var askedAt: [Target: Duration] = [:]
    private var askedVersions: [Target: Set<VersionID>] = [:]

    init(_ configuration: WatcherConfiguration) { self.configuration = configuration }

    /// One question for targets that are new or have a new version, one for those that only need the last minutes. Those that were asked
    /// for just now, when something hurries the others, are left out: each asking costs money.
    mutating func questions(_ requests: [MetricRequest], now: Timestamp, uptime: Duration) -> [Question] {
        // Up to the last complete minute: a count of part of a minute looks like traffic that fell away.
        let now = Timestamp(milliseconds: now.milliseconds - now.milliseconds % 60_000)
        let start = now - configuration.metricsReach
        var full: [MetricRequest] = []
        var tail: [MetricRequest] = []
        var from = now
        for request in requests {
            guard let until = askedUntil[request.target], until > start,
                Set(request.versions).isSubset(of: askedVersions[request.target] ?? [])
            else {
                full.append(request)
                askedAt[request.target] = uptime
                continue
            }
            if let at = askedAt[request.target], uptime - at < configuration.metricsRest { continue }
            askedAt[request.target] = uptime
            tail.append(request)
            from = min(from, until)
        }
        var questions: [Question] = []
        if !full.isEmpty { questions.append(Question(requests: full, from: start, to: now)) }
        if !tail.isEmpty {
            questions.append(Question(requests: tail, from: max(start, from - configuration.metricsOverlap), to: now))
        }
        return questions
    }

    /// Merges an answer in and returns what is now known of the target.
    /// - Parameter versions: those that were asked for.
    mutating func merge(_ target: Target, _ answer: TargetMetrics, versions: [VersionID], to question: Question) -> TargetMetrics
    {
        let oldest = question.to - configuration.metricsReach
        var merged = series[target] ?? TargetMetrics()
        merged.whole.merge(answer.whole, from: question.from, oldest: oldest)
        for (version, slice) in answer.byVersion {
            merged.byVersion[version, default: TrafficMetrics()].merge(slice, from: question.from, oldest: oldest)
        }
        for version in merged.byVersion.keys where answer.byVersion[version] == nil {
            merged.byVersion[version]?.drop(before: oldest)
        }
        merged.byVersion = merged.byVersion.filter { !$0.value.isEmpty }
        series[target] = merged
        askedUntil[target] = question.to
        askedVersions[target, default: []].formUnion(versions)
        return merged
    }

    /// Targets that nobody asks for any more are forgotten; coming back, they are asked for in full.
    mutating func keepOnly(_ targets: Set<Target>) {
        series = series.filter { targets.contains($0.key) }
        askedUntil = askedUntil.filter { targets.contains($0.key) }
        askedAt = askedAt.filter { targets.contains($0.key) }
        askedVersions = askedVersions.filter { targets.contains($0.key) }
    }
}

extension TrafficMetrics {
    private static var slices: [WritableKeyPath<TrafficMetrics, MetricSeries>] {
        [\.invocations, \.errors, \.durationP95, \.throttles, \.concurrency]
    }

    var isEmpty: Bool { Self.slices.allSatisfy { self[keyPath: $0].points.isEmpty } }

    /// The newer answer replaces everything from its start on; nothing older than `oldest` is kept.
    mutating func merge(_ newer: TrafficMetrics, from: Timestamp, oldest: Timestamp) {
        for slice in Self.slices {
            let kept = self[keyPath: slice].points.filter { $0.at < from && $0.at >= oldest }
            self[keyPath: slice].points = kept + newer[keyPath: slice].points.filter { $0.at >= from && $0.at >= oldest }
        }
    }

    mutating func drop(before oldest: Timestamp) {
        for slice in Self.slices { self[keyPath: slice].points.removeAll { $0.at < oldest } }
    }
}
