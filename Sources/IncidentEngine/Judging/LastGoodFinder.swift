package import IncidentModel

/// Finds the version to go back to from what is known now: the journal, CloudTrail, deployments, alarm history, the other version on the
/// alias and the version list. Never simply N-1: every newer version that was passed over is named with its reason.
package enum LastGoodFinder {
    /// The versions that `find` wants to get away from: those that fail, else the canary, else what has all the traffic.
    package static func leaving(_ target: Target, picture: FleetPicture, now: Now) -> Set<VersionID> {
        leaving(target, failing: FailingVersions(target, picture: picture, now: now), picture: picture)
    }

    static func leaving(_ target: Target, failing: FailingVersions, picture: FleetPicture) -> Set<VersionID> {
        guard let alias = picture.aliases[target]?.value else { return [] }
        if !failing.versions.isEmpty { return Set(failing.versions) }
        if alias.effective.isSplit, let (canary, _) = alias.routing.additional { return [canary] }
        return Set(alias.effective.parts.map(\.version))
    }

    package static func find(
        _ target: Target, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions = PlanOptions(), now: Now
    ) -> Result<LastGood, Refusal> {
        LastGoodSearch(target, picture: picture, ledger: ledger, options: options, now: now).result
    }
}
