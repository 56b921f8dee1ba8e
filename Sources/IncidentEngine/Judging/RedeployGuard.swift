package import IncidentModel

/// Watches a target for a while after a rollback or an abort: has somebody put the bad version back?
package enum RedeployGuard {
    /// Set when a version that an action of ours moved away from has traffic again, by a change that is none of ours. It was put back
    /// within the guard window as far as is known: the window lasts still, or CloudTrail dates the change into it.
    package static func trip(
        _ target: Target, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions, now: Now
    ) -> GuardTrip? {
        let rolledAway = ledger.rolledAway(on: target)
        guard !rolledAway.isEmpty, let read = picture.aliases[target] else { return nil }
        let alias = read.value
        guard !isOurs(alias, target, ledger) else { return nil }
        for part in alias.effective.parts {
            // A read from before the move, or one that shows its fence, is the state that we moved away from.
            guard let move = rolledAway[part.version], read.readAt >= move.at, alias.revision != move.revisionBefore,
                !isWarming(alias, part, after: move)
            else { continue }
            let until = end(move, options)
            let change = culprit(part.version, after: move, alias: alias, picture: picture, ledger: ledger)
            guard now.time < until || change.map({ $0.event.at < until }) == true else { continue }
            return GuardTrip(
                target: target, version: part.version, share: part.share, rolledBackAt: move.at, revision: alias.revision,
                who: change?.event.who, guardedUntil: until)
        }
        return nil
    }

    /// Until when the target of a rollback or an abort is guarded; a year at most.
    static func end(_ move: ActionLedger.Move, _ options: PlanOptions) -> Timestamp {
        move.at + max(.zero, min(options.guardWindow, .seconds(366 * 86_400)))
    }

    private static func isOurs(_ alias: AliasState, _ target: Target, _ ledger: ActionLedger) -> Bool {
        if ledger.made(alias.revision, on: target) { return true }
        // An undo of ours that is under way has not been read back yet.
        return ledger.openAction(on: target).map { $0.after == alias.routing } ?? false
    }

    /// AWS itself keeps the old version at a weight of 1.0 while provisioned concurrency for the new one is being allocated; nobody else
    /// can write such a weight.
    private static func isWarming(_ alias: AliasState, _ part: EffectiveTraffic.Part, after move: ActionLedger.Move) -> Bool {
        alias.routing.pointer == move.after.pointer && (alias.routing.weights[part.version] ?? 0) >= 1
    }

    private static func culprit(
        _ version: VersionID, after move: ActionLedger.Move, alias: AliasState, picture: FleetPicture, ledger: ActionLedger
    ) -> TrailChange? {
        let ours = Set(ledger.actions(on: move.target).flatMap(\.requestIDs))
        let changes = TrailChange.all(of: move.target, picture: picture).filter {
            !ours.contains($0.event.requestID) && $0.after?.versions.contains(version) == true
        }
        return changes.last { $0.event.revision == alias.revision } ?? changes.last { $0.event.at > move.at }
    }
}

extension GuardTrip {
    /// `v7 was rolled back at 21:09Z and somebody put it back (revision 275af281…)`
    func words(_ ledger: ActionLedger) -> String {
        let verb = ledger.rolledAway(on: target)[version]?.command == "abort" ? "aborted" : "rolled back"
        let somebody = who.map { TrailChange.shortName($0.text) } ?? "somebody"
        return "\(version.label) was \(verb) at \(Wording.minute(rolledBackAt)) and \(somebody) put it back "
            + "(revision \(Wording.typed(revision.short))…)"
    }
}
