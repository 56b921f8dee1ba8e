package import IncidentModel

/// The one API budget (DESIGN.md 7): a token bucket per quota. Pollers wait for their turn and slow down when a service throttles; the
/// operator's lane never waits, and what it takes is missing for the pollers.
package actor RequestBudget: RequestGate {
    private let clock: any EngineClock
    private let steady: Double
    private let incident: Double
    private var isIncident = false
    private var buckets: [BudgetBucket: TokenBucket] = [:]
    /// Admitted requests of the last minute.
    private var sent: [(at: Duration, bucket: BudgetBucket)] = []
    /// Metrics asked for in the last five minutes: GetMetricData costs $0.01 per 1,000 of them.
    private var metrics: [(at: Duration, count: Int)] = []
    /// The same for the ledger's sums, of the last hour: they are asked for once an hour.
    private var totals: [(at: Duration, count: Int)] = []
    private let began: Duration
    /// Pollers that wait, first come, first served: one that turns many pages takes turns with the others.
    private var waiting: [BudgetBucket: [UInt64]] = [:]
    private var lastNumber: UInt64 = 0

    /// - Parameters:
    ///   - steady: control-plane requests per second of the pollers outside an incident.
    ///   - incident: the same while an incident is open.
    package init(clock: any EngineClock, steady: Double = 3, incident: Double = 8) {
        self.clock = clock
        self.steady = max(0.1, steady)
        self.incident = max(0.1, incident)
        began = clock.now.uptime
    }

    package func setIncident(_ open: Bool) { isIncident = open }

    package func admit(service: String, operation: String, lane: RequestLane) async throws {
        let bucket = BudgetBucket(service: service, operation: operation)
        if lane == .operator {
            take(bucket)
            return
        }
        lastNumber += 1
        let number = lastNumber
        waiting[bucket, default: []].append(number)
        defer { waiting[bucket]?.removeAll { $0 == number } }
        while true {
            try Task.checkCancellation()
            let ahead = waiting[bucket]?.firstIndex(of: number) ?? 0
            let wait = wait(bucket, behind: ahead)
            if wait == .zero { break }
            // The pace may change meanwhile.
            try await clock.sleep(for: min(wait, .milliseconds(500)))
        }
        take(bucket)
        PollTicket.current?.admit()
    }

    package func finished(service: String, operation: String, lane: RequestLane, throttled: Bool) async {
        guard throttled else { return }
        let name = BudgetBucket(service: service, operation: operation)
        var bucket = refilled(name)
        bucket.slowDown(now: clock.now.uptime)
        buckets[name] = bucket
    }

    /// How long a poll would have to wait now; zero when it may go.
    package func delay(service: String, operation: String) -> Duration {
        wait(BudgetBucket(service: service, operation: operation))
    }

    /// What there is of a quota: how long a poll would have to wait now, and whether others wait already.
    struct Room: Sendable {
        var delay: Duration
        var isContended: Bool
    }

    /// Of Lambda's control plane and of GetFunction, and the control plane's pace.
    var lambdaRoom: (controlPlane: Room, getFunction: Room, rate: Double) {
        (room(.controlPlane), room(.getFunction), controlPlaneRate)
    }

    private func room(_ name: BudgetBucket) -> Room {
        Room(delay: wait(name), isContended: waiting[name]?.isEmpty == false)
    }

    /// The pace at which pollers may use Lambda's control plane now, requests per second.
    package var controlPlaneRate: Double { limit * refilled(.controlPlane).pace }

    /// Told by the watcher before it asks for metrics: the price is per metric, not per call.
    package func willRequestMetrics(_ count: Int) {
        let now = clock.now.uptime
        metrics.removeAll { now - $0.at > .seconds(300) }
        metrics.append((now, count))
    }

    /// The same for sums over long stretches.
    package func willRequestTotals(_ count: Int) {
        let now = clock.now.uptime
        totals.removeAll { now - $0.at > .seconds(3600) }
        totals.append((now, count))
    }

    package var status: BudgetStatus {
        let now = clock.now.uptime
        prune(now)
        let control = sent.count { $0.bucket == .controlPlane && now - $0.at < .seconds(10) }
        let asked = metrics.filter { now - $0.at <= .seconds(300) }.reduce(0) { $0 + $1.count }
        let sums = totals.filter { now - $0.at <= .seconds(3600) }.reduce(0) { $0 + $1.count }
        let span = min(300, max(60, (now - began).seconds))
        let pace = buckets.keys.map { refilled($0).pace }.min() ?? 1
        return BudgetStatus(
            requestsPerSecond: Double(control) / 10, limit: limit, callsPerMinute: sent.count,
            dollarsPerDay: (Double(asked) / span * 86_400 + Double(sums) * 24) * 0.01 / 1000, throttled: pace < 1)
    }

    private var limit: Double { isIncident ? incident : steady }

    private func refilled(_ name: BudgetBucket) -> TokenBucket {
        let now = clock.now.uptime
        let rate = name.rate(controlPlane: limit)
        var bucket = buckets[name] ?? TokenBucket(rate: rate, now: now)
        bucket.refill(rate: rate, now: now)
        return bucket
    }

    private func wait(_ name: BudgetBucket, behind ahead: Int = 0) -> Duration {
        let bucket = refilled(name)
        buckets[name] = bucket
        return bucket.wait(rate: name.rate(controlPlane: limit), behind: ahead)
    }

    private func take(_ name: BudgetBucket) {
        var bucket = refilled(name)
        // The operator's lane may overdraw, by a few seconds' worth at most.
        bucket.tokens = max(-10, bucket.tokens - 1)
        buckets[name] = bucket
        let now = clock.now.uptime
        prune(now)
        sent.append((now, name))
    }

    private func prune(_ now: Duration) {
        guard let first = sent.first, now - first.at >= .seconds(60) else { return }
        sent.removeAll { now - $0.at >= .seconds(60) }
    }
}
