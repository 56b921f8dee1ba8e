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
        guard after != routing else {
            throw Refusal(
                .alreadyThere,
                "\(target) already sends everything to \(destination.label): there is nothing to move; name another version with --to"
            )
        }
        return plan(to: after, evidence: evidence, warnings: rollbackWarnings(found, wanted: wanted != nil))
    }

    private func rollbackWarnings(_ version: FunctionVersion, wanted: Bool) -> [String] {
        var warnings: [String] = []
        let leaving = alias.effective.parts.map(\.version).filter { $0 != version.version }
        if let newest = leaving.max(), !newest.isLatest, version.version > newest {
            warnings.append("\(version.version.label) is newer than \(newest.label): this rolls forward, not back")
        }
        if let last = context.ledger.lastAction(on: target), last.command == "rollback", last.after == routing {
            warnings.append(
                "\(target) was rolled back to \(last.after.pointer.label) at \(last.at.clock): this goes one version further")
        }
        guard wanted else { return warnings }
        if let move = context.ledger.rolledAway(on: target)[version.version] {
            warnings.append(
                "\(version.version.label) was itself left behind by the \(move.command) of \(Wording.moment(move.at))")
        }
        let history = ServingHistory(
            target, versions: versions ?? [], picture: context.picture, ledger: context.ledger, now: context.now)
        let evidence = VersionEvidence(target: target, history: history, picture: context.picture, now: context.now)
        if alias.effective.share(of: version.version) == 0, let reason = evidence.alarmReason(version.version) {
            warnings.append("\(version.version.label): \(reason)")
        }
        for other in leaving where self.version(other)?.codeSha256 == version.codeSha256 && !version.codeSha256.isEmpty {
            warnings.append("\(version.version.label) has the same code as \(other.label)")
        }
        return warnings
    }

    func abort() throws(Refusal) -> Plan {
        guard let (extra, share) = routing.additional else {
            throw Refusal(
                .nothingToAbort,
                "\(target) sends everything to \(routing.pointer.label), no canary is running: nothing was changed; to go back to an "
                    + "older version use rollback")
        }
        guard !routing.pointer.isLatest else { throw Refusals.latest("be the stable side of an abort") }
        try carried(routing.pointer)
        var warnings: [String] = []
        if share >= 1 {
            warnings.append(
                "\(extra.label) carries a weight of 1.0, so \(routing.pointer.label) gets nothing now: AWS writes that itself while "
                    + "provisioned concurrency for \(routing.pointer.label) is being allocated")
        }
        if failing.versions.contains(routing.pointer) {
            warnings.append(
                "\(routing.pointer.label), the stable side, is failing \(rate(routing.pointer)): a rollback to last good may be what you need"
            )
        }
        return plan(to: Routing(pointer: routing.pointer), warnings: warnings)
    }

    func promote() throws(Refusal) -> Plan {
        guard let (extra, _) = routing.additional else {
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
