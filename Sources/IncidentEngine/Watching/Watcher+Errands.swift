import IncidentModel

/// One poll made ready: what to call, what it costs.
struct Errand: Sendable {
    /// Calls of Lambda, where it is known to be more than the poll's own figure.
    var cost: Double?
    /// Metrics asked for: GetMetricData is paid for by them.
    var metrics = 0
    var totals = 0
    var run: @Sendable () async -> PollOutcome
}

extension Watcher {
    func errand(_ poll: Poll, _ now: Now) -> Errand {
        let sources = sources
        let time = now.time
        switch poll {
        case .metrics:
            let questions = keeper.questions(metricRequests(now), now: time, uptime: now.uptime)
            return Errand(metrics: questions.reduce(0) { $0 + $1.count }) { await sources.metrics(questions) }
        case .alarmHistory:
            let since = historyUntil.map { $0 - .seconds(120) } ?? time - configuration.historyReach
            return Errand { await sources.history(since: since, until: time) }
        case .deployments:
            let since = time - configuration.deploymentsReach
            return Errand { await sources.deployments(since: since) }
        case .trail:
            let slice = trail.latest(now: time, unproved: ledger.unprovedSince)
            return Errand { await sources.trail(slice) }
        case .trailPast:
            guard let slice = trail.past() else { return Errand { PollOutcome() } }
            return Errand { await sources.trail(slice) }
        case .wiring(let function):
            let qualifiers = qualifiers(of: function, now)
            return Errand(cost: Double(4 + qualifiers.count)) { await sources.wiring(function, qualifiers: qualifiers) }
        case .states(let function):
            let versions = versionsThatMatter(of: function, now)
            return Errand(cost: Double(versions.count)) { await sources.states(function, versions) }
        case .traces(let function):
            let from = time - configuration.tracesReach
            return Errand { await sources.traces(function, from: from, to: time) }
        case .totals(let target):
            let wanted = totalsWanted(target, picture, ledger, now)
            let inquiry = TotalsInquiry(
                target: target, wanted: wanted, open: totals.open(wanted, every: configuration.totals, now: time))
            // Requests and errors of each.
            return Errand(totals: 2 * inquiry.open.count) { await sources.totals(inquiry) }
        case .caller, .functions, .alarms, .limits, .aliases, .versions, .provisioned, .fingerprint:
            return Errand { await sources.read(poll) }
        }
    }

    /// Targets whose figures matter now, each with the versions that matter: the pointer, the weights, last good.
    private func metricRequests(_ now: Now) -> [MetricRequest] {
        let wanted = focusedTargets.union(visibleTargets).union(alarmedTargets).filter { picture.aliases[$0] != nil }
        keeper.keepOnly(wanted)
        candidates.keepOnly(wanted)
        return wanted.sorted().map { target in
            var versions = picture.aliases[target]?.value.routing.named ?? []
            if focusedTargets.contains(target) || alarmedTargets.contains(target), let good = lastGood(target, now) {
                versions.insert(good)
            }
            return MetricRequest(target: target, versions: versions.sorted())
        }
    }

    private func lastGood(_ target: Target, _ now: Now) -> VersionID? {
        candidates.find(target, picture: picture, ledger: ledger, now: now)
    }

    /// What the aliases of a function point to, and what they would go back to.
    private func versionsThatMatter(of function: String, _ now: Now) -> [VersionID] {
        var versions: Set<VersionID> = []
        for target in picture.targets(of: function) {
            versions.formUnion(picture.aliases[target]?.value.routing.named ?? [])
            if let good = lastGood(target, now) { versions.insert(good) }
        }
        return versions.filter { !$0.isLatest }.sorted()
    }

    private func qualifiers(of function: String, _ now: Now) -> [String] {
        picture.targets(of: function).map(\.alias).sorted() + versionsThatMatter(of: function, now).map(\.name)
    }
}

extension Routing {
    /// The pointer and every version named beside it, whatever its weight.
    var named: Set<VersionID> { Set(weights.keys).union([pointer]) }
}
