package import IncidentModel

/// The events of approvals, as `ApprovalBook` reads them back.
package enum ApprovalDrafts {
    /// Asks for an approval of a plan. Nil when the plan needs none.
    package static func request(_ plan: Plan, reason: String, incident: String?, by author: IncidentDrafts.Author) -> EventDraft?
    {
        guard let need = plan.approval, need.rule != .own else { return nil }
        var details: [String: JSONValue] = [
            "planHash": .string(need.planHash), "plan": .string(words(plan)), "rule": .string(need.rule.rawValue),
            "expires": JSONValue(author.time + ApprovalBook.patience), "canonical": plan.canonicalForm,
            "steps": .array(plan.steps.map { .string("\($0.call)  \($0.before) → \($0.after), \($0.expects)") }),
        ]
        if let stopping = plan.stopping { details["stops"] = .string(stopping.id) }
        let warnings = plan.warnings + plan.cannotUndo.map { "does not undo: \($0)" }
        if !warnings.isEmpty { details["warnings"] = .array(warnings.map { .string($0) }) }
        return draft(.approvalRequested, plan, reason: reason, incident: incident, by: author, details)
    }

    /// Approves what was asked for, for ten minutes.
    package static func grant(_ request: ApprovalBook.Request, by author: IncidentDrafts.Author) -> EventDraft {
        EventDraft(
            time: author.time, actor: author.actor, kind: .approvalGranted, incident: request.incident, command: request.command,
            account: author.account, region: author.region, target: request.target, before: request.before, after: request.after,
            revisionBefore: request.revision,
            details: [
                "planHash": .string(request.planHash), "rule": .string(request.rule.rawValue),
                "plan": .string(words(request.command, request.target, request.before, request.after)),
                "requester": .string(request.requester), "expires": JSONValue(author.time + ApprovalBook.lifetime),
            ])
    }

    /// A plan is about to be carried out without the approval that it needs.
    static func broken(
        _ plan: Plan, _ need: ApprovalNeed, incident: String, action: String, by context: ActionContext, at: Timestamp
    )
        -> EventDraft
    {
        draft(
            .glassBroken, plan, reason: context.reason, incident: incident,
            by: .init(actor: context.actor, time: at, account: context.account, region: context.region),
            [
                "planHash": .string(need.planHash), "plan": .string(words(plan)), "rule": .string(need.rule.rawValue),
                "for": .string(action),
            ])
    }

    /// `rollback checkout:prod  v6 80 % v7 20 % → v6 100 %`
    static func words(_ plan: Plan) -> String { words(plan.command.name, plan.target, plan.before, plan.after) }

    private static func words(_ command: String, _ target: Target, _ before: Routing, _ after: Routing) -> String {
        "\(command) \(TimelineBuilder.text(target, before, after))"
    }

    private static func draft(
        _ kind: EventDraft.Kind, _ plan: Plan, reason: String, incident: String?, by author: IncidentDrafts.Author,
        _ details: [String: JSONValue]
    ) -> EventDraft {
        EventDraft(
            time: author.time, actor: author.actor, kind: kind, incident: incident, command: plan.command.name,
            account: author.account ?? plan.account, region: author.region ?? plan.region, target: plan.target,
            before: plan.before, after: plan.after, revisionBefore: plan.revision, reason: reason, details: details)
    }
}
