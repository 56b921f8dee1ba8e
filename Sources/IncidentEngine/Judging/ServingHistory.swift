import IncidentModel

/// When each version of a function was served through one alias, as far as it is known, and which alarms fired meanwhile. Our own
/// journal is the surest, then CloudTrail, then CodeDeploy; where none of them says anything, a version is taken to have served from its
/// publishing to the next one's (inferred).
struct ServingHistory: Sendable {
    typealias Stretch = ServingStretch

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
        var layers = ServingSources(target: target, picture: picture, ledger: ledger, now: now).stretches
        layers.add(Self.inferred(versions, now: now))
        stretches = layers.byVersion
        let highest = highestServed(target, routing: routing, picture: picture)
        for version in versions where highest.map({ version.version > $0 }) == true && exact(version.version).isEmpty {
            unrouted.insert(version.version)
        }
        for transition in picture.transitions(of: target) where transition.to == .alarm {
            for version in culprits(at: transition.at) { alarms[version, default: []].append(transition) }
        }
    }

    func served(_ version: VersionID) -> [Stretch] { stretches[version] ?? [] }
    /// Not inferred.
    func exact(_ version: VersionID) -> [Stretch] { served(version).filter { $0.source != .inferred } }
    /// What its time is told by: the exact stretches where there are any, else the inferred one.
    func told(_ version: VersionID) -> [Stretch] {
        guard !unrouted.contains(version) else { return [] }
        let exact = exact(version)
        return exact.isEmpty ? served(version) : exact
    }

    private static func inferred(_ versions: [FunctionVersion], now: Now) -> [Stretch] {
        let published = versions.compactMap { version in version.publishedAt.map { (version: version.version, at: $0) } }
            .filter { !$0.version.isLatest }.sorted { $0.version < $1.version }
        return published.indices.map { index in
            let until = index + 1 < published.count ? published[index + 1].at : now.time
            return Stretch(version: published[index].version, from: published[index].at, until: until, source: .inferred)
        }
    }

    private func highestServed(_ target: Target, routing: Routing?, picture: FleetPicture) -> VersionID? {
        var served = routing?.versions ?? []
        for (version, series) in picture.metrics[target]?.value.byVersion ?? [:]
        where series.invocations.points.contains(where: { $0.value > 0 }) {
            served.insert(version)
        }
        for (version, totals) in picture.totals[target]?.value ?? [:] where totals.requests > 0 { served.insert(version) }
        for version in stretches.keys where !exact(version).isEmpty { served.insert(version) }
        return served.filter { !$0.isLatest }.max()
    }

    /// The versions that an alarm at this moment speaks against: the newest of those that are known to have been served, else the one that
    /// was the newest publication.
    private func culprits(at time: Timestamp) -> [VersionID] {
        let exact = stretches.filter { $0.value.contains { $0.source != .inferred && $0.contains(time) } }.map(\.key)
        if let newest = exact.max() { return [newest] }
        return stretches.filter { $0.value.contains { $0.source == .inferred && $0.contains(time) } }.map(\.key)
    }
}

extension VersionRecord.Source {
    /// `by CloudTrail`
    var words: String {
        switch self {
        case .journal: "by our journal"
        case .trail: "by CloudTrail"
        case .deployment: "by CodeDeploy"
        case .inferred: "inferred from publishing times"
        }
    }

    /// The surest first.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
