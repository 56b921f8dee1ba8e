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
        } else if share == 0, let recent = lastHours(version) {
            let rate = Wording.percent(min(1, recent.errors / recent.requests))
            parts.append("\(rate) of \(Wording.count(recent.requests)) requests failed in the last 3 h")
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
        // The sums of all its time come late; until then the last hours speak.
        let known = totals(version).map { (requests: $0.requests, errors: $0.errors) } ?? lastHours(version)
        guard let known, known.requests > 0, known.errors >= RecentTraffic.fewestErrors else { return nil }
        let rate = min(1, known.errors / known.requests)
        guard rate >= RecentTraffic.failingRate else { return nil }
        return "\(Wording.percent(rate)) of its \(Wording.count(known.requests)) requests failed"
    }

    /// Why CodeDeploy's last deployment of the version to this target speaks against it, or nil.
    func deploymentReason(_ version: VersionID) -> String? {
        let ended = picture.deployments(of: target).filter { $0.targetVersion == version && !$0.status.isRunning }
        guard let last = ended.max(by: { ($0.completedAt ?? $0.createdAt) < ($1.completedAt ?? $1.createdAt) }),
            last.status == .failed || last.status == .stopped
        else { return nil }
        let code = last.errorCode.isEmpty ? "" : " (\(Wording.typed(last.errorCode)))"
        let when = last.completedAt.map { " at \(Wording.moment($0))" } ?? ""
        return "its deployment \(Wording.typed(last.id)) \(last.status == .failed ? "failed" : "was stopped")\(when)\(code)"
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

    /// Nil without a request.
    private func lastHours(_ version: VersionID) -> (requests: Double, errors: Double)? {
        guard let series = picture.metrics[target]?.value.byVersion[version] else { return nil }
        let requests = series.invocations.points.reduce(0) { $0 + max(0, $1.value) }
        guard requests > 0 else { return nil }
        return (requests, series.errors.points.reduce(0) { $0 + max(0, $1.value) })
    }

    private func alarmWords(_ version: VersionID) -> String {
        if !history.hasAlarms { return "no alarm watches this target" }
        if !history.hasHistory { return "alarm history not read" }
        if let fired = history.alarms[version]?.count { return "\(fired) alarm\(fired == 1 ? "" : "s")" }
        guard let first = history.served(version).map(\.from).min() else { return "no alarm" }
        return first < now.time - ServingHistory.alarmReach ? "no alarm in the last 14 d" : "no alarm"
    }
}
