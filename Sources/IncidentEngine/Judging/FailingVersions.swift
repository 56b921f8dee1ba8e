import IncidentModel

/// Which of the versions that get traffic are failing, as far as metrics and alarms tell.
struct FailingVersions: Sendable {
    /// Failing by their own figures, worst first; or, where only an alarm or the alias' own figures tell, the one that must be it.
    var versions: [VersionID] = []
    /// By version: only versions with recent figures.
    var recent: [VersionID: RecentTraffic] = [:]
    var whole: RecentTraffic?
    var firing: [Alarm] = []

    init(_ target: Target, picture: FleetPicture, now: Now) {
        firing = picture.alarms(of: target).filter { $0.state == .alarm }
        guard let alias = picture.aliases[target]?.value else { return }
        let routing = alias.routing
        let served = alias.effective.parts.map(\.version)
        if let metrics = picture.metrics[target]?.value {
            whole = RecentTraffic(metrics.whole, now: now)
            for (version, series) in metrics.byVersion { recent[version] = RecentTraffic(series, now: now) }
        }
        versions = served.filter { recent[$0]?.isFailing == true }
            .sorted { (recent[$0]?.errorRate ?? 0, $0) > (recent[$1]?.errorRate ?? 0, $1) }
        guard versions.isEmpty else { return }
        let isFailing = whole?.isFailing == true || firing.contains { AlarmSubject($0) == .errors }
        guard isFailing else { return }
        if served.count == 1 {
            // An alarm fires on for minutes after the traffic has moved: figures of the version's own that are good acquit it.
            let isAcquitted = whole?.isFailing != true && served.allSatisfy { recent[$0]?.isHealthy == true }
            versions = isAcquitted || isAnothers(served[0]) ? [] : served
        } else if let (canary, _) = routing.additional, recent[canary] == nil || recent[canary]?.isSuspect == true {
            // Two versions and no figures that tell them apart: the newcomer is the suspect.
            versions = [canary]
        }
    }

    /// Figures lag minutes behind a move: what fails by them is a version that has left, and nothing is known of the one that came.
    private func isAnothers(_ served: VersionID) -> Bool {
        recent[served] == nil && recent.contains { $0.key != served && $0.value.isFailing }
    }
}
