import IncidentModel

/// The policy, enforced where the writing is done: whatever a screen or a script believes, the journal is asked again.
extension Operator {
    /// Whether the policy lets a plan be carried out at this moment. A broken glass is on the disk before this returns.
    func clear(_ work: Work, _ context: ActionContext) async -> Result<Clearance, Refusal> {
        let plan = work.plan
        let demand = policy.demand(plan.command.name, on: plan.target)
        let hasReason = context.reason.contains { !$0.isWhitespace }
        if demand.requiresReason, !hasReason {
            return .failure(
                Refusal(.policy, "the policy wants a reason for a \(plan.command.name) of \(plan.target): say why with --reason"))
        }
        guard demand.approval != .own else { return .success(.free) }
        guard Principal(context.actor) != nil else {
            return .failure(
                Refusal(
                    .policy,
                    "\(plan.target) needs \(demand.approval.words), and who acts is not known because STS did not tell: try again once "
                        + "`flipback doctor` names the caller"))
        }
        let book: ApprovalBook
        do throws(JournalFailure) { book = try await approvals() } catch {
            return .failure(
                Refusal(
                    .policy,
                    "\(plan.target) needs \(demand.approval.words), and the journal cannot be read (\(error)): nothing was sent"))
        }
        let judged = policy.applied(to: plan, book: book, actor: context.actor, now: clock.now.time)
        guard let need = judged.approval else { return .success(.free) }
        if let approval = need.granted { return .success(.approved(need, approval)) }
        guard context.breakGlass else {
            let glass = need.canBreakGlass ? ", or break the glass for a reason (--break-glass)" : ""
            return .failure(
                Refusal(.policy, "\(plan.target) needs \(need.rule.words) of exactly this plan: \(need.how)\(glass)"))
        }
        return await breakGlass(work, need, book, context, hasReason: hasReason)
    }

    private func breakGlass(
        _ work: Work, _ need: ApprovalNeed, _ book: ApprovalBook, _ context: ActionContext, hasReason: Bool
    ) async -> Result<Clearance, Refusal> {
        let plan = work.plan
        guard let incident = book.severeIncident(naming: plan.target) else {
            return .failure(
                Refusal(
                    .policy,
                    "the glass is broken only while a SEV-1 is open that names \(plan.target), and none is: declare it, or \(need.how)"
                ))
        }
        guard hasReason else {
            return .failure(Refusal(.policy, "breaking the glass for \(plan.target) costs a reason: say why with --reason"))
        }
        let draft = ApprovalDrafts.broken(
            plan, need, incident: incident.id, action: work.id, by: context, at: clock.now.time)
        do throws(JournalFailure) { _ = try await journal.append(draft) } catch {
            guard context.allowUnjournalled else {
                return .failure(
                    Refusal(
                        .policy,
                        "nothing was sent, because the journal cannot be written (\(error)): make the file writable, then try again"
                    ))
            }
        }
        return .success(.brokenGlass(need))
    }

    /// What the journal says of approvals now.
    func approvals() async throws(JournalFailure) -> ApprovalBook {
        while true {
            let seen = book.seq
            let page = try await journal.events(after: seen, limit: 1000)
            // Several targets of a group ask at the same time: an event counts once.
            for event in page { book.apply(event) }
            if page.isEmpty { return book }
        }
    }
}
