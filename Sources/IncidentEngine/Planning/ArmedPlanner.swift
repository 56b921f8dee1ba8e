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
                let plan = try Planner.plan(.rollback(target, to: nil), context)
                try checkNotDone(target, context)
                armed.plans.append(plan)
            } catch {
                armed.refusals[target] = error
            }
        }
        return armed
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
