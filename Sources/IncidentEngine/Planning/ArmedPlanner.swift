package import IncidentModel

/// What `R` would do this instant. Only in an open SEV-1, only for its targets, only on a fresh read (D3.1: younger than two intervals).
package enum ArmedPlanner {
    package static func plans(for incident: Incident, _ context: PlanningContext) -> ArmedPlans {
        var armed = ArmedPlans(incident: incident.id, plans: [])
        var context = context
        context.requiresFresh = true
        for target in incident.targets {
            do throws(Refusal) {
                try check(incident)
                armed.plans.append(try plan(target, context))
            } catch {
                armed.refusals[target] = error
            }
        }
        return armed
    }

    private static func plan(_ target: Target, _ context: PlanningContext) throws(Refusal) -> Plan {
        let found: Plan
        do throws(Refusal) {
            found = try Planner.plan(.rollback(target, to: nil), context)
        } catch {
            // What came back is as bad as it was: where our own rollback had gone to is better than nothing.
            guard error.code == .noLastGood, let last = cameBack(target, context) else { throw error }
            found = try Planner.plan(.rollback(target, to: last.after.pointer), context)
        }
        try checkNotDone(target, context)
        if let typed = found.typed {
            throw Refusal(.notTyped, "\(typed.why): R opens the plan sheet, where \(typed.word) has to be typed")
        }
        if let need = found.approval, !need.isMet {
            throw Refusal(.policy, "\(target) needs \(need.rule.words): R opens the plan sheet; \(need.how)")
        }
        if found.needsReason {
            throw Refusal(.policy, "the policy wants a reason for a \(found.command.name) of \(target): R opens the plan sheet")
        }
        return found
    }

    /// Our latest rollback or abort, when somebody else has put back what it moved away from while the target is guarded.
    static func cameBack(_ target: Target, _ context: PlanningContext) -> ActionLedger.Move? {
        guard let last = context.ledger.lastAction(on: target), last.command == "rollback" || last.command == "abort",
            context.now.time - last.at <= context.options.guardWindow,
            let routing = context.picture.aliases[target]?.value.routing, routing != last.after
        else { return nil }
        return routing.versions.isDisjoint(with: last.before.versions.subtracting(last.after.versions)) ? nil : last
    }

    private static func check(_ incident: Incident) throws(Refusal) {
        guard incident.isOpen else {
            throw Refusal(.policy, "\(incident.id) is over: R opens the plan sheet")
        }
        guard incident.severity == .sev1 else {
            throw Refusal(.policy, "\(incident.id) is \(incident.severity.label), only a SEV-1 is armed: R opens the plan sheet")
        }
    }

    /// A second press must not walk one version further back: alarms and metrics lag minutes behind the move.
    private static func checkNotDone(_ target: Target, _ context: PlanningContext) throws(Refusal) {
        guard let last = context.ledger.lastAction(on: target), last.command == "rollback" || last.command == "abort",
            let alias = context.picture.aliases[target]?.value, alias.routing == last.after
        else { return }
        throw Refusal(
            .alreadyThere,
            "\(target) was moved to \(last.after.pointer.label) at \(last.at.clock): give it time to recover; to go further back use "
                + "`:rollback \(target)`, to undo press u")
    }
}
