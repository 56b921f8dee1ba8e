import IncidentModel

/// What the other aliases of a function tell of a version: they have other callers, so it is weak evidence and only ever said beside a
/// version's own.
struct SiblingEvidence {
    static let most = 8

    private let histories: [(target: Target, history: ServingHistory)]
    private let picture: FleetPicture
    private let now: Now

    init(_ targets: [Target], versions: [FunctionVersion], picture: FleetPicture, ledger: ActionLedger, now: Now) {
        histories = targets.map {
            ($0, ServingHistory($0, versions: versions, picture: picture, ledger: ledger, now: now))
        }
        self.picture = picture
        self.now = now
    }

    /// `checkout:beta was served by it for 3 d without an alarm`; nil when no other alias is known to have been. Nothing inferred counts.
    func words(_ version: VersionID) -> String? {
        for (target, history) in histories where history.alarms[version] == nil {
            let served = history.exact(version).reduce(Duration.zero) { $0 + $1.length }
            let evidence = VersionEvidence(target: target, history: history, picture: picture, now: now)
            guard evidence.failureReason(version) == nil else { continue }
            if served > .zero {
                let alarms = history.hasAlarms && history.hasHistory ? " without an alarm" : ""
                return "\(target) was served by it for \(Wording.duration(served))\(alarms)"
            }
            guard picture.aliases[target]?.value.effective.share(of: version) ?? 0 > 0,
                let series = picture.metrics[target]?.value.byVersion[version], let recent = RecentTraffic(series, now: now),
                recent.isHealthy
            else { continue }
            return "\(target) is served by it at \(Wording.percent(recent.errorRate)) errors"
        }
        return nil
    }
}
