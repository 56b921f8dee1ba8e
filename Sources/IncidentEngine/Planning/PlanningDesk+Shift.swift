import IncidentModel

/// A share of the traffic to one version beside the pointer. Rules of AWS: Lambda developer guide, weighted aliases (one extra version,
/// both published, the same execution role and dead-letter queue).
extension PlanningDesk {
    func shift(to id: VersionID, share: Double) throws(Refusal) -> Plan {
        guard share.isFinite, share >= 0, share <= 1 else {
            throw Refusal(.weightInvalid, "a weight is between 0 and 100 %: give --weight a figure in that range")
        }
        if share == 0 { return try clear(id) }
        let found = try usable(id)
        if share == 1 { return try moveAll(to: id) }
        guard id != routing.pointer else {
            throw Refusal(
                .weightInvalid,
                "\(id.label) is the pointer of \(target) and gets whatever the other version does not: name the other version and its share"
            )
        }
        guard !routing.pointer.isLatest else { throw Refusals.latest("share an alias with another version") }
        if let provisioned = alias.provisioned {
            throw Refusal(
                .weightInvalid,
                "\(target) has provisioned concurrency (\(provisioned.requested)), and AWS allows no weights on such an alias: move everything "
                    + "at once (weight 100), or put the provisioned concurrency on versions"
            )
        }
        try carried(routing.pointer)
        try checkPair(found)
        let after = Routing(pointer: routing.pointer, weights: [id: share])
        guard after != routing else {
            throw Refusal(
                .alreadyThere,
                "\(id.label) already gets \(Wording.percent(share)) of \(target): there is nothing to move; give another weight")
        }
        var warnings: [String] = []
        if let (other, had) = routing.additional, other != id {
            warnings.append("an alias can split between two versions only: the \(Wording.percent(had)) of \(other.label) end")
        }
        let typed = dangers(found)
        return plan(to: after, warnings: warnings + typed, typed: typed)
    }

    private func clear(_ id: VersionID) throws(Refusal) -> Plan {
        guard let (extra, had) = routing.additional else {
            throw Refusal(
                .alreadyThere,
                "\(target) has no weights to clear: everything goes to \(routing.pointer.label); give a weight above 0")
        }
        guard id == extra else {
            throw Refusal(
                .weightInvalid,
                "\(id.label) has no weight on \(target); \(extra.label) has \(Wording.percent(had)): name that one, or use abort")
        }
        try carried(routing.pointer)
        return plan(to: Routing(pointer: routing.pointer))
    }

    private func moveAll(to id: VersionID) throws(Refusal) -> Plan {
        let after = Routing(pointer: id)
        guard after != routing else {
            throw Refusal(.alreadyThere, "\(target) already sends everything to \(id.label): there is nothing to move")
        }
        let warnings = failing.versions.contains(id) ? ["\(id.label) IS FAILING \(rate(id))"] : []
        return plan(to: after, warnings: warnings, typed: version(id).map(dangers) ?? [])
    }

    /// A newcomer has never been served, and may share its code: only what is known to be bad must be typed.
    private func dangers(_ version: FunctionVersion) -> [String] {
        let dangers = VersionDangers(self, version)
        return [dangers.rolledAway, dangers.alarmed, dangers.failing].compactMap { $0 }
    }

    private func checkPair(_ extra: FunctionVersion) throws(Refusal) {
        guard let stable = version(routing.pointer) else { return }
        guard stable.role == extra.role else {
            throw Refusal(
                .roleDiffers,
                "\(extra.version.label) and \(stable.version.label) run under different roles, which AWS does not allow on one weighted alias: "
                    + "move everything at once (weight 100), or publish \(extra.version.label) anew under the same role")
        }
        guard stable.deadLetterTarget == extra.deadLetterTarget else {
            throw Refusal(
                .differentDeadLetter,
                "\(extra.version.label) and \(stable.version.label) have different dead-letter queues, which AWS does not allow on one "
                    + "weighted alias: move everything at once (weight 100), or publish \(extra.version.label) anew with the same queue"
            )
        }
    }
}
