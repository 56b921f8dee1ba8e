package import IncidentModel

/// Finds the version to go back to from what is known now: the journal, CloudTrail, deployments, alarm history, the other version on the
/// alias and the version list. Never simply N-1: every newer version that was passed over is named with its reason.
package enum LastGoodFinder {
    /// The versions that `find` wants to get away from: those that fail and the one that was put back against our rollback, else the canary,
    /// else what has all the traffic.
    package static func leaving(
        _ target: Target, picture: FleetPicture, ledger: ActionLedger = ActionLedger(), options: PlanOptions = PlanOptions(),
        now: Now
    ) -> Set<VersionID> {
        leaving(
            target, failing: FailingVersions(target, picture: picture, now: now),
            trip: RedeployGuard.trip(target, picture: picture, ledger: ledger, options: options, now: now), picture: picture)
    }

    static func leaving(
        _ target: Target, failing: FailingVersions, trip: GuardTrip?, picture: FleetPicture
    ) -> Set<VersionID> {
        guard let alias = picture.aliases[target]?.value else { return [] }
        let bad = Set(failing.versions + (trip.map { [$0.version] } ?? []))
        if !bad.isEmpty { return bad }
        if alias.effective.isSplit, let (canary, _) = alias.routing.additional { return [canary] }
        return Set(alias.effective.parts.map(\.version))
    }

    package static func find(
        _ target: Target, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions = PlanOptions(), now: Now
    ) -> Result<LastGood, Refusal> {
        LastGoodSearch(
            target, failing: FailingVersions(target, picture: picture, now: now),
            trip: RedeployGuard.trip(target, picture: picture, ledger: ledger, options: options, now: now), picture: picture,
            ledger: ledger, options: options, now: now
        ).result
    }
}
