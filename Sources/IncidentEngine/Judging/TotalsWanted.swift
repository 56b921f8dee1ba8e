package import IncidentModel

/// Which long sums a target's ledger needs.
package enum TotalsWanted {
    /// How long CloudWatch keeps hourly points (CloudWatch user guide, metrics retention: 455 days).
    static let retention = Duration.seconds(455 * 86_400)
    static let most = 6

    /// One question for each of the newest versions that could be last good and is known or taken to have served. A stretch that still
    /// lasts ends with the last whole hour, so that the same question is not asked anew with every look.
    package static func questions(_ target: Target, picture: FleetPicture, ledger: ActionLedger, now: Now) -> [TotalsQuestion] {
        guard let versions = picture.versions[target.function]?.value, picture.aliases[target] != nil else { return [] }
        let history = ServingHistory(target, versions: versions, picture: picture, ledger: ledger, now: now)
        let leaving = LastGoodFinder.leaving(target, picture: picture, ledger: ledger, now: now)
        let hour = Timestamp(milliseconds: now.time.milliseconds - now.time.milliseconds % 3_600_000)
        return
            versions
            .filter { !$0.version.isLatest && !leaving.contains($0.version) && VersionHealth.deadReason($0) == nil }
            .sorted { $0.version > $1.version }
            .compactMap { version -> TotalsQuestion? in
                let told = history.told(version.version)
                guard let from = told.map(\.from).min(), let until = told.map(\.until).max() else { return nil }
                let begin = max(from, hour - retention)
                let end = min(until, hour)
                guard begin < end else { return nil }
                return TotalsQuestion(target: target, version: version.version, from: begin, to: end)
            }
            .prefix(most).map { $0 }
    }
}
