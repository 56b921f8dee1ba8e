import IncidentModel

/// The inverse of the last verified action. An undo is an action too, so undoing it is a redo.
extension PlanningDesk {
    func undo() throws(Refusal) -> Plan {
        guard let last = context.ledger.lastAction(on: target) else {
            throw Refusal(
                .nothingToUndo,
                "the journal knows of no action on \(target) to undo: use rollback --to, or shift, to say where it should go")
        }
        guard alias.routing == last.after else {
            throw Refusal(
                .movedSince,
                "\(target) was moved by somebody else since the \(last.command) of \(last.at.clock): it is now \(routing.trafficText) at revision "
                    + "\(alias.revision.short)…, not \(last.after.trafficText); look at the timeline, then use rollback --to or shift"
            )
        }
        if let made = last.revisionAfter, made != alias.revision {
            throw Refusal(
                .movedSince,
                "\(target) is where the \(last.command) of \(last.at.clock) left it, but at revision \(alias.revision.short)… and not ours "
                    + "(\(made.short)…): somebody wrote the alias since; look at the timeline, then use rollback --to or shift")
        }
        var warnings: [String] = []
        if let stopped = last.stopped {
            warnings.append(
                "\(Wording.typed(stopped)) was stopped by the \(last.command) and does not come back: this moves the alias only")
        }
        let back = last.before
        for version in back.versions.sorted() {
            // An alias on $LATEST was possible before us, so it may be put back.
            if version.isLatest { continue }
            if versions == nil { try carried(version) } else { _ = try usable(version) }
        }
        guard back != routing else {
            throw Refusal(.alreadyThere, "\(target) is where it was before the \(last.command): there is nothing to undo")
        }
        for version in back.versions.subtracting(routing.versions).sorted()
        where last.command == "rollback" || last.command == "abort" {
            warnings.append(
                "puts \(Wording.percent(EffectiveTraffic(back).share(of: version))) of the traffic back on \(version.label), which the "
                    + "\(last.command) of \(last.at.clock) moved away from")
        }
        return plan(to: back, warnings: warnings)
    }
}
