package import IncidentModel

/// Judges every target of the picture: trouble, last good with its ledger, readiness. Pure.
package enum Assessor {
    package static func assess(
        _ picture: FleetPicture, ledger: ActionLedger, options: PlanOptions = PlanOptions(), now: Now
    ) -> [Target: Assessment] {
        var result: [Target: Assessment] = [:]
        result.reserveCapacity(picture.aliases.count)
        for aliases in Dictionary(grouping: picture.aliases.keys, by: \.function).values {
            for target in aliases {
                result[target] = assess(target, aliases: aliases, picture, ledger: ledger, options: options, now: now)
            }
        }
        return result
    }

    package static func assess(
        _ target: Target, _ picture: FleetPicture, ledger: ActionLedger, options: PlanOptions = PlanOptions(), now: Now
    ) -> Assessment {
        assess(
            target, aliases: picture.targets(of: target.function), picture, ledger: ledger, options: options, now: now)
    }

    /// - Parameter aliases: every known target of the function.
    private static func assess(
        _ target: Target, aliases: [Target], _ picture: FleetPicture, ledger: ActionLedger, options: PlanOptions, now: Now
    ) -> Assessment {
        let failing = FailingVersions(target, picture: picture, now: now)
        let trip = RedeployGuard.trip(target, picture: picture, ledger: ledger, options: options, now: now)
        let verdict = TroubleVerdict(
            target, failing: failing, putBack: trip.map { ($0.version, $0.words(ledger)) }, picture: picture, now: now)
        let search = LastGoodSearch(
            target, aliases: aliases, failing: failing, trip: trip, picture: picture, ledger: ledger, options: options, now: now)
        var assessment = Assessment(
            target: target, trouble: verdict.trouble, troubleText: verdict.text, badVersion: verdict.badVersion,
            readiness: ReadinessCheck(
                target, picture: picture, ledger: ledger, search: search, failing: failing, options: options, now: now
            ).readiness,
            errorRate: latestMinute(target, picture, now))
        let isOld = picture.metrics[target].map { $0.freshness(now) == .stale } ?? true
        assessment.isUnread = isOld && picture.alarms(of: target).isEmpty
        assessment.records = search.records
        assessment.guardTrip = trip
        switch search.result {
        case .success(let good): assessment.lastGood = good
        case .failure(let refusal): assessment.noLastGood = refusal
        }
        return assessment
    }

    /// Of all requests of the latest complete minute with requests.
    private static func latestMinute(_ target: Target, _ picture: FleetPicture, _ now: Now) -> Double? {
        guard let metrics = picture.metrics[target]?.value.whole else { return nil }
        let complete = metrics.invocations.points.suffix(15).last {
            $0.value > 0 && $0.at + .seconds(60) <= now.time && now.time - $0.at <= RecentTraffic.reach
        }
        guard let complete else { return nil }
        let failed = metrics.errors.points.suffix(30).last { $0.at == complete.at }?.value ?? 0
        return min(1, max(0, failed) / complete.value)
    }
}
