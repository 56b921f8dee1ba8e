import IncidentModel

/// Writes the beginning and the end of a group into the journal.
struct GroupRecord: Sendable {
    let id: String
    let session: String
    let journal: any JournalWriting
    let clock: any EngineClock
    /// What an earlier process made of it, when it is resumed.
    var earlier: GroupLedger.Group?

    func begun(_ plans: [Plan], _ policy: GroupPolicy, _ context: ActionContext) async -> Result<Event, JournalFailure> {
        var details: [String: JSONValue] = [
            "group": .string(id), "order": .string(policy.order.rawValue),
            "targets": .array(plans.map { .string($0.target.description) }),
            "plans": .array(plans.map { .string(ActionRecorder.digest(of: $0)) }),
            "commands": .array(plans.map { GroupLedger.coded($0.command) }),
        ]
        if let limit = policy.stopAfter { details["stopAfter"] = JSONValue(limit) }
        if earlier != nil { details["resumed"] = true }
        return await append(.groupBegun, plans.first?.command.name, context, details)
    }

    func ended(_ results: [ActionResult], _ context: ActionContext) async -> Result<Event, JournalFailure> {
        let again = Set(results.map(\.target))
        let before = (earlier?.members ?? []).filter { !again.contains($0.target) }.map { member in
            Self.outcome(member.target, member.outcome?.rawValue ?? "refused", action: member.action)
        }
        let now = results.map { Self.outcome($0.target, $0.outcome.rawValue, action: $0.id) }
        return await append(
            .groupEnded, results.first?.command ?? earlier?.members.first?.command.name, context,
            ["group": .string(id), "outcomes": .array(before + now)])
    }

    private static func outcome(_ target: Target, _ outcome: String, action: String?) -> JSONValue {
        ["target": .string(target.description), "outcome": .string(outcome), "action": JSONValue(action)]
    }

    private func append(
        _ kind: EventDraft.Kind, _ command: String?, _ context: ActionContext, _ details: [String: JSONValue]
    ) async -> Result<Event, JournalFailure> {
        var details = details
        if !session.isEmpty { details["session"] = .string(session) }
        let draft = EventDraft(
            time: clock.now.time, actor: context.actor, kind: kind, incident: context.incident, command: command,
            account: context.account, region: context.region, reason: context.reason, details: details)
        do throws(JournalFailure) { return .success(try await journal.append(draft)) } catch { return .failure(error) }
    }
}
