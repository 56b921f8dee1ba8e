import IncidentModel

/// When each version of a function was served through one alias, as far as it is known, and which alarms fired meanwhile. Our own
/// journal is exact; where it says nothing, a version is taken to have served from its publishing to the next one's (inferred).
struct ServingHistory: Sendable {
    enum Source: Sendable { case journal, inferred }

    struct Stretch: Sendable {
        var from: Timestamp
        var until: Timestamp
        var source: Source
        var length: Duration { until - from }
        func contains(_ time: Timestamp) -> Bool { from <= time && time < until }
    }

    /// How far back CloudWatch keeps alarm history (DescribeAlarmHistory: 14 days; more was kept in earlier years).
    static let alarmReach = Duration.seconds(14 * 86_400)

    private(set) var stretches: [VersionID: [Stretch]] = [:]
    private(set) var alarms: [VersionID: [AlarmTransition]] = [:]
    /// Versions above every version that is known to have had traffic: published and not yet routed.
    private(set) var unrouted: Set<VersionID> = []
    let hasAlarms: Bool
    let hasHistory: Bool

    init(_ target: Target, versions: [FunctionVersion], picture: FleetPicture, ledger: ActionLedger, now: Now) {
        hasAlarms = !picture.alarms(of: target).isEmpty
        hasHistory = picture.transitions != nil
        let routing = picture.aliases[target]?.value.routing
        collect(target, versions: versions, ledger: ledger, routing: routing, now: now)
        let highest = highestServed(target, routing: routing, picture: picture)
        for version in versions where highest.map({ version.version > $0 }) == true && exact(version.version).isEmpty {
            unrouted.insert(version.version)
        }
        for transition in picture.transitions(of: target) where transition.to == .alarm {
            for version in culprits(at: transition.at) { alarms[version, default: []].append(transition) }
        }
    }

    func served(_ version: VersionID) -> [Stretch] { stretches[version] ?? [] }
    func exact(_ version: VersionID) -> [Stretch] { served(version).filter { $0.source == .journal } }

    private mutating func collect(
        _ target: Target, versions: [FunctionVersion], ledger: ActionLedger, routing: Routing?, now: Now
    ) {
        for stretch in ledger.served(on: target, current: routing) {
            stretches[stretch.version, default: []].append(
                Stretch(from: stretch.from, until: stretch.until ?? now.time, source: .journal))
        }
        let published = versions.compactMap { version in version.publishedAt.map { (version: version.version, at: $0) } }
            .sorted { $0.version < $1.version }
        for (index, entry) in published.enumerated() {
            let until = index + 1 < published.count ? published[index + 1].at : now.time
            guard until > entry.at else { continue }
            stretches[entry.version, default: []].append(Stretch(from: entry.at, until: until, source: .inferred))
        }
    }

    private func highestServed(_ target: Target, routing: Routing?, picture: FleetPicture) -> VersionID? {
        var served = routing?.versions ?? []
        for (version, series) in picture.metrics[target]?.value.byVersion ?? [:]
        where series.invocations.points.contains(where: { $0.value > 0 }) {
            served.insert(version)
        }
        for version in stretches.keys where !exact(version).isEmpty { served.insert(version) }
        return served.filter { !$0.isLatest }.max()
    }

    /// The versions that an alarm at this moment speaks against: the newest of those that the journal says were served, else the one that
    /// was the newest publication.
    private func culprits(at time: Timestamp) -> [VersionID] {
        let exact = stretches.filter { $0.value.contains { $0.source == .journal && $0.contains(time) } }.map(\.key)
        if let newest = exact.max() { return [newest] }
        return stretches.filter { $0.value.contains { $0.source == .inferred && $0.contains(time) } }.map(\.key)
    }
}
