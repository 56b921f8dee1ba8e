import IncidentEngine
import IncidentModel

/// The policy as a command meets it: before anybody is asked anything. The operator checks again when it acts.
extension OneShot {
    /// The plans with a refusal in place of each that the policy does not let through now. For those that wait for an approval it is asked
    /// for, in the journal, unless the glass is to be broken.
    func policed(
        _ planned: PlannedCommands, _ move: MoveChoices, journal: any JournalWriting, incident: String?
    ) async throws(Failure) -> PlannedCommands {
        var policed = planned
        let author = author(planned.picture)
        for (index, item) in planned.items.enumerated() {
            guard case .success(let plan) = item.plan else { continue }
            if plan.needsReason, !move.hasReason, !(move.breakGlass && plan.isBarred) {
                policed.items[index].plan = .failure(
                    Refusal(
                        .policy, "the policy wants a reason for a \(plan.command.name) of \(plan.target): say why with --reason"))
                continue
            }
            guard let need = plan.approval, !need.isMet else { continue }
            if move.breakGlass {
                guard !need.canBreakGlass else { continue }
                policed.items[index].plan = .failure(
                    Refusal(
                        .policy,
                        "the glass is broken only while a SEV-1 is open that names \(plan.target), and none is: declare it, or \(need.how)"
                    ))
                continue
            }
            _ = try await ApprovalShot.ask(
                for: [plan], reason: move.reason, incident: incident, known: planned.ledger.approvals, journal: journal,
                author: author, output: output)
            let glass = need.canBreakGlass ? "; or break the glass: --break-glass" : ""
            policed.items[index].plan = .failure(
                Refusal(.policy, "\(plan.target) needs \(need.rule.words): \(need.how), then run this again\(glass)"))
        }
        return policed
    }

    func author(_ picture: FleetPicture) -> IncidentDrafts.Author {
        IncidentDrafts.Author(
            picture.caller?.value, localActor: observers.localActor, time: observers.clock.now.time, region: observers.region)
    }
}

extension Plan {
    /// It needs an approval that it does not have.
    var isBarred: Bool { approval.map { !$0.isMet } ?? false }
}
