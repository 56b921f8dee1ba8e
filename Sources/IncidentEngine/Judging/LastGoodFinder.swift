package import IncidentModel

/// Finds the version to go back to from what is known now: the journal, alarm history, the other version on the alias and the version
/// list. Never simply N-1: every newer version that was passed over is named with its reason.
package enum LastGoodFinder {
    /// The versions that `find` wants to get away from: those that fail, else the canary, else what has all the traffic.
    package static func leaving(_ target: Target, picture: FleetPicture, now: Now) -> Set<VersionID> {
        guard let alias = picture.aliases[target]?.value else { return [] }
        let failing = FailingVersions(target, picture: picture, now: now).versions
        if !failing.isEmpty { return Set(failing) }
        if alias.effective.isSplit, let (canary, _) = alias.routing.additional { return [canary] }
        return Set(alias.effective.parts.map(\.version))
    }

    package static func find(_ target: Target, picture: FleetPicture, ledger: ActionLedger, now: Now) -> Result<LastGood, Refusal>
    {
        guard let alias = picture.aliases[target]?.value else { return .failure(Refusals.unknownTarget(target, picture)) }
        guard let versions = picture.versions[target.function]?.value else {
            return .failure(Refusals.versionsUnread(target, picture))
        }
        let search = Search(
            target: target, alias: alias, versions: versions, picture: picture, ledger: ledger, now: now)
        return search.result()
    }

    private struct Search {
        let target: Target
        let alias: AliasState
        let versions: [FunctionVersion]
        let leaving: Set<VersionID>
        let leavingCode: [(VersionID, String)]
        let history: ServingHistory
        let evidence: VersionEvidence
        let rolledAway: [VersionID: ActionLedger.Move]
        let failing: FailingVersions

        init(
            target: Target, alias: AliasState, versions: [FunctionVersion], picture: FleetPicture, ledger: ActionLedger, now: Now
        ) {
            self.target = target
            self.alias = alias
            self.versions = versions.filter { !$0.version.isLatest }.sorted { $0.version > $1.version }
            let leaving = LastGoodFinder.leaving(target, picture: picture, now: now)
            self.leaving = leaving
            leavingCode = versions.filter { leaving.contains($0.version) && !$0.codeSha256.isEmpty }
                .map { ($0.version, $0.codeSha256) }
            history = ServingHistory(target, versions: self.versions, picture: picture, ledger: ledger, now: now)
            evidence = VersionEvidence(target: target, history: history, picture: picture, now: now)
            rolledAway = ledger.rolledAway(on: target)
            failing = FailingVersions(target, picture: picture, now: now)
        }

        func result() -> Result<LastGood, Refusal> {
            var passed: [LastGood.PassedOver] = []
            var weak: FunctionVersion?
            var chosen: (version: FunctionVersion, evidence: String)?
            for version in candidates {
                if let reason = disqualification(version) {
                    passed.append(.init(version: version.version, reason: reason))
                } else if history.unrouted.contains(version.version) || history.served(version.version).isEmpty {
                    weak = weak ?? version
                    passed.append(.init(version: version.version, reason: "never served as far as is known"))
                } else {
                    chosen = (version, evidence.words(version.version, share: share(of: version.version)))
                    break
                }
            }
            if let chosen { return .success(good(chosen.version, chosen.evidence, passed)) }
            if let weak { return .success(good(weak, evidence.neverServed(weak), passed)) }
            return .failure(Refusals.noLastGood(target, leaving: leaving, passed: passed))
        }

        private func good(_ version: FunctionVersion, _ words: String, _ passed: [LastGood.PassedOver]) -> LastGood {
            // Only what is newer than the choice was passed over for it; the choice itself may stand in the list as `weak`.
            let newer = passed.filter { $0.version > version.version }.sorted { $0.version > $1.version }
            return LastGood(version: version.version, evidence: words, passedOver: newer)
        }

        /// What still has traffic beside the failing version comes first, then the newest.
        private var candidates: [FunctionVersion] {
            let rest = versions.filter { !leaving.contains($0.version) }
            return rest.filter { share(of: $0.version) > 0 } + rest.filter { share(of: $0.version) == 0 }
        }

        private func share(of version: VersionID) -> Double { alias.effective.share(of: version) }

        private func disqualification(_ version: FunctionVersion) -> String? {
            if let reason = VersionHealth.deadReason(version) { return reason }
            if let move = rolledAway[version.version] {
                let verb = move.command == "abort" ? "aborted" : "rolled back"
                return "\(verb) at \(Wording.moment(move.at))"
            }
            if let twin = leavingCode.first(where: { $0.1 == version.codeSha256 }) { return "same code as \(twin.0.label)" }
            if share(of: version.version) > 0 { return failing.recent[version.version]?.isFailing == true ? "failing now" : nil }
            guard !history.unrouted.contains(version.version) else { return nil }
            return evidence.alarmReason(version.version)
        }
    }
}
