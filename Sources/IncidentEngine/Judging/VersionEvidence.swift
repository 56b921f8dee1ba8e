import IncidentModel

/// What is known for and against one version, in words. Only what is really known: an inference says that it is one.
struct VersionEvidence: Sendable {
    let target: Target
    let history: ServingHistory
    let picture: FleetPicture
    let now: Now

    /// `served 9 d 4 h (inferred from publishing times), 0.03 % of 41 k requests failed, no alarm`
    /// - Parameter share: its share of the traffic at this moment.
    func words(_ version: VersionID, share: Double) -> String {
        var parts: [String] = []
        let series = picture.metrics[target]?.value.byVersion[version]
        if share > 0 {
            let rate = series.flatMap { RecentTraffic($0, now: now) }.map { " at \(Wording.percent($0.errorRate)) errors" }
            parts.append("still serves \(Wording.percent(share))\(rate ?? "")")
        }
        if let length = length(version) { parts.append(length) }
        if let series, share == 0, let total = totals(series) { parts.append(total) }
        parts.append(alarms(version))
        return parts.joined(separator: ", ")
    }

    func neverServed(_ version: FunctionVersion) -> String {
        let when = version.publishedAt.map { ", published \(Wording.moment($0))" } ?? ""
        return "weak: never served as far as is known\(when), state \(version.state.isEmpty ? "not told" : version.state)"
    }

    /// Why alarms speak against the version, or nil.
    func alarmReason(_ version: VersionID) -> String? {
        guard let fired = history.alarms[version], let first = fired.first else { return nil }
        let more = fired.count > 1 ? " (\(fired.count) alarms)" : ""
        let source = history.exact(version).contains { $0.contains(first.at) } ? "" : ", inferred from publishing times"
        return "\(first.alarm) fired at \(Wording.moment(first.at)) while it was served\(more)\(source)"
    }

    private func length(_ version: VersionID) -> String? {
        let exact = history.exact(version)
        if !exact.isEmpty {
            let sum = exact.reduce(Duration.zero) { $0 + $1.length }
            return "served \(Wording.duration(sum)) by our journal"
        }
        guard let inferred = history.served(version).first else { return nil }
        return "served \(Wording.duration(inferred.length)) (inferred from publishing times)"
    }

    private func totals(_ series: TrafficMetrics) -> String? {
        let requests = series.invocations.points.reduce(0) { $0 + max(0, $1.value) }
        guard requests > 0 else { return nil }
        let errors = series.errors.points.reduce(0) { $0 + max(0, $1.value) }
        return "\(Wording.percent(min(1, errors / requests))) of \(Wording.count(requests)) requests failed in the last 3 h"
    }

    private func alarms(_ version: VersionID) -> String {
        if !history.hasAlarms { return "no alarm watches this target" }
        if !history.hasHistory { return "alarm history not read" }
        guard let first = history.served(version).map(\.from).min() else { return "no alarm" }
        return first < now.time - ServingHistory.alarmReach ? "no alarm in the last 14 d" : "no alarm"
    }
}
