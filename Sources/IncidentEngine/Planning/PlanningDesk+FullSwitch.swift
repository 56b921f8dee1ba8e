import IncidentModel

/// Rollback, abort and promote: all traffic to one version.
extension PlanningDesk {
    func rollback(to wanted: VersionID?) throws(Refusal) -> Plan {
        let evidence: LastGood?
        let destination: VersionID
        if let wanted {
            destination = wanted
            evidence = nil
        } else {
            let good = try LastGoodFinder.find(
                target, picture: context.picture, ledger: context.ledger, options: context.options, now: context.now
            ).get()
            destination = good.version
            evidence = good
        }
        let found = try usable(destination)
        let after = Routing(pointer: destination)
        guard after != routing || running != nil else {
            throw Refusal(
                .alreadyThere,
                "\(target) already sends everything to \(destination.label): there is nothing to move; name another version with --to"
            )
        }
        let dangers = wanted == nil ? [] : dangers(found)
        return plan(to: after, evidence: evidence, warnings: rollbackWarnings(found) + dangers, typed: dangers)
    }

    private func rollbackWarnings(_ version: FunctionVersion) -> [String] {
        var warnings: [String] = []
        let leaving = alias.effective.parts.map(\.version).filter { $0 != version.version }
        if let newest = leaving.max(), !newest.isLatest, version.version > newest {
            warnings.append("\(version.version.label) is newer than \(newest.label): this rolls forward, not back")
        }
        if let last = context.ledger.lastAction(on: target), last.command == "rollback", last.after == routing {
            warnings.append(
                "\(target) was rolled back to \(last.after.pointer.label) at \(last.at.clock): this goes one version further")
        }
        return warnings
    }

    /// Why a version that was named must be typed.
    private func dangers(_ version: FunctionVersion) -> [String] {
        let dangers = VersionDangers(self, version)
        return [dangers.rolledAway, dangers.alarmed, dangers.failing, dangers.neverServed].compactMap { $0 } + dangers.sameCode
    }

    /// The version that is served besides the newcomer: what an abort goes back to.
    private var stable: VersionID? {
        if let running { return running.rollbackOf == nil ? running.currentVersion : running.targetVersion }
        return routing.additional == nil ? nil : routing.pointer
    }

    func abort() throws(Refusal) -> Plan {
        guard running != nil || routing.additional != nil else {
            throw Refusal(
                .nothingToAbort,
                "\(target) sends everything to \(routing.pointer.label), no canary is running: nothing was changed; to go back to an "
                    + "older version use rollback")
        }
        let back = stable ?? routing.pointer
        guard !back.isLatest else { throw Refusals.latest("be the stable side of an abort") }
        try carried(back)
        var warnings: [String] = []
        if let (extra, share) = routing.additional, share >= 1 {
            warnings.append(
                "\(extra.label) carries a weight of 1.0, so \(routing.pointer.label) gets nothing now: AWS writes that itself while "
                    + "provisioned concurrency for \(routing.pointer.label) is being allocated")
        }
        if failing.versions.contains(back) {
            warnings.append(
                "\(back.label), the stable side, is failing \(rate(back)): a rollback to last good may be what you need")
        }
        return plan(to: Routing(pointer: back), warnings: warnings)
    }

    func promote() throws(Refusal) -> Plan {
        if let running, running.rollbackOf != nil {
            throw Refusal(
                .nothingToPromote,
                "CodeDeploy is taking \(target) back to \(running.targetVersion?.label ?? "the version before") (\(running.label)): wait for "
                    + "its end, then shift to the version you want")
        }
        guard let extra = running?.targetVersion ?? routing.additional?.version else {
            throw Refusal(
                .nothingToPromote,
                "\(target) sends everything to \(routing.pointer.label), there is no canary to promote: give a version a share with shift first"
            )
        }
        guard !extra.isLatest else { throw Refusals.latest("be promoted") }
        try carried(extra)
        var warnings: [String] = []
        if failing.versions.contains(extra) {
            warnings.append("\(extra.label) IS FAILING \(rate(extra)): promoting it sends all traffic to a failing version")
        }
        for alarm in failing.firing {
            warnings.append(
                "\(alarm.name) IS IN ALARM\(alarm.since.map { " since \($0.clock)" } ?? ""): promoting goes on in spite of it")
        }
        return plan(to: Routing(pointer: extra), warnings: warnings)
    }

    /// `8.1 % of its requests`, or nothing where no figures are known.
    func rate(_ version: VersionID) -> String {
        failing.recent[version].map { "\(Wording.percent($0.errorRate)) of its requests" } ?? "as its alarm says"
    }
}
