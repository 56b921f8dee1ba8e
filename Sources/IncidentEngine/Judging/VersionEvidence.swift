import IncidentModel

/// What is known for and against one version, in words. Only what is really known: an inference says that it is one.
struct VersionEvidence: Sendable {
    /// Fewer requests than this in all its time say little about a version.
    static let fewestRequests = 100.0

    let target: Target
    let history: ServingHistory
    let picture: FleetPicture
    let now: Now

    /// `9 d 11 h, 41 M requests, 0.03 % errors, no alarm (by CloudTrail)`
    /// - Parameter share: its share of the traffic at this moment.
    func words(_ version: VersionID, share: Double) -> String {
        var parts: [String] = []
        let series = picture.metrics[target]?.value.byVersion[version]
        if share > 0 {
            let rate = series.flatMap { RecentTraffic($0, now: now) }.map { " at \(Wording.percent($0.errorRate)) errors" }
            parts.append("still serves \(Wording.percent(share))\(rate ?? "")")
        }
        if let served = served(version) { parts.append(Wording.duration(served)) }
        if let totals = totals(version) {
            parts += totalWords(totals)
        } else if let series, share == 0, let recent = lastHours(series) {
            parts.append(recent)
        }
        parts.append(alarmWords(version))
        return parts.joined(separator: ", ") + (source(version).map { " (\($0.words))" } ?? "")
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

    /// Why its requests speak against the version, or nil.
    func failureReason(_ version: VersionID) -> String? {
        guard let totals = totals(version), let rate = totals.errorRate, totals.errors >= RecentTraffic.fewestErrors,
            rate >= RecentTraffic.failingRate
        else { return nil }
        return "\(Wording.percent(rate)) of its \(Wording.count(totals.requests)) requests failed"
    }

    /// Why what it served proves little, or nil. Not known is no reason.
    func weakness(_ version: VersionID) -> String? {
        guard let totals = totals(version), totals.requests < Self.fewestRequests else { return nil }
        let count = Wording.count(max(0, totals.requests))
        return "served only \(count) request\(count == "1" ? "" : "s"), too few to judge it"
    }

    func totals(_ version: VersionID) -> VersionTotals? {
        guard let totals = picture.totals[target]?.value[version], totals.requests.isFinite, totals.errors.isFinite else {
            return nil
        }
        return totals
    }

    func served(_ version: VersionID) -> Duration? {
        let told = history.told(version)
        return told.isEmpty ? nil : told.reduce(.zero) { $0 + $1.length }
    }

    /// The least sure source of the time told.
    func source(_ version: VersionID) -> VersionRecord.Source? {
        history.told(version).map(\.source).max { $0.rank < $1.rank }
    }

    private func totalWords(_ totals: VersionTotals) -> [String] {
        guard let rate = totals.errorRate else { return ["no request"] }
        return ["\(Wording.count(totals.requests)) requests", "\(Wording.percent(rate)) errors"]
    }

    private func lastHours(_ series: TrafficMetrics) -> String? {
        let requests = series.invocations.points.reduce(0) { $0 + max(0, $1.value) }
        guard requests > 0 else { return nil }
        let errors = series.errors.points.reduce(0) { $0 + max(0, $1.value) }
        return "\(Wording.percent(min(1, errors / requests))) of \(Wording.count(requests)) requests failed in the last 3 h"
    }

    private func alarmWords(_ version: VersionID) -> String {
        if !history.hasAlarms { return "no alarm watches this target" }
        if !history.hasHistory { return "alarm history not read" }
        if let fired = history.alarms[version]?.count { return "\(fired) alarm\(fired == 1 ? "" : "s")" }
        guard let first = history.served(version).map(\.from).min() else { return "no alarm" }
        return first < now.time - ServingHistory.alarmReach ? "no alarm in the last 14 d" : "no alarm"
    }
}
