import IncidentModel

/// Writes the phases of one action into the journal, in order. The intent must be on the disk before the bytes leave; a later phase that
/// cannot be written is reported and does not stop the action: the alias has moved whether or not the disk knows.
struct ActionRecorder: Sendable {
    let id: String
    let context: ActionContext
    let group: String?
    let session: String
    let journal: any JournalWriting
    let clock: any EngineClock

    func write(
        _ phase: ActionPhase, _ plan: Plan, revisionAfter: RevisionID? = nil, requestIDs: [String] = [],
        details: [String: JSONValue] = [:]
    ) async -> Result<Event, JournalFailure> {
        var details = details
        if !session.isEmpty { details["session"] = .string(session) }
        if let group { details["group"] = .string(group) }
        return await append(
            EventDraft(
                time: clock.now.time, actor: context.actor, kind: .aliasMove, incident: context.incident, phase: phase,
                action: id, command: plan.command.name, account: context.account, region: context.region, target: plan.target,
                before: plan.before, after: plan.after, revisionBefore: plan.revision, revisionAfter: revisionAfter,
                requestIDs: requestIDs, reason: context.reason, details: details))
    }

    /// A step of the action beside its alias move: a stop of a deployment, a change of provisioned concurrency.
    func step(
        _ kind: EventDraft.Kind, _ phase: ActionPhase, _ plan: Plan, requestIDs: [String] = [], details: [String: JSONValue]
    ) async -> Result<Event, JournalFailure> {
        var details = details
        if !session.isEmpty { details["session"] = .string(session) }
        if let group { details["group"] = .string(group) }
        return await append(
            EventDraft(
                time: clock.now.time, actor: context.actor, kind: kind, incident: context.incident, phase: phase, action: id,
                command: plan.command.name, account: context.account, region: context.region, target: plan.target,
                requestIDs: requestIDs, details: details))
    }

    /// Whether somebody asked for a way out (abort, rollback) of the target after the event given, in whichever process.
    func isOvertaken(on target: Target, after seq: Int) async -> Bool {
        guard let later = try? await journal.events(after: seq, limit: 1000) else { return false }
        return later.contains { event in
            let draft = event.draft
            return draft.kind == .aliasMove && draft.target == target && draft.action != id && draft.phase == .intent
                && (draft.command == "abort" || draft.command == "rollback")
        }
    }

    private func append(_ draft: EventDraft) async -> Result<Event, JournalFailure> {
        do throws(JournalFailure) {
            return .success(try await journal.append(draft))
        } catch {
            return .failure(error)
        }
    }

    /// The plan as the intent carries it, so that the record tells what was about to be done.
    static func details(of plan: Plan, round: Int) -> [String: JSONValue] {
        var details: [String: JSONValue] = [
            "plan": .string(digest(of: plan)), "round": JSONValue(round),
            "steps": .array(plan.steps.map { .string("\($0.call): \($0.before) → \($0.after), \($0.expects)") }),
        ]
        if let evidence = plan.evidence {
            details["lastGood"] = .string("\(evidence.version.label): \(evidence.evidence)")
            if !evidence.passedOver.isEmpty {
                details["passedOver"] = .array(evidence.passedOver.map { .string("\($0.version.label): \($0.reason)") })
            }
        }
        if !plan.warnings.isEmpty { details["warnings"] = .array(plan.warnings.map { .string($0) }) }
        if let stopping = plan.stopping { details["stopping"] = .string(stopping.id) }
        if let provisioned = plan.provisioned {
            details["provisioned"] = [
                "strategy": .string(provisioned.chosen.rawValue), "requested": JSONValue(provisioned.requested),
            ]
        }
        if let typed = plan.typed { details["typed"] = .string("\(typed.word): \(typed.why)") }
        return details
    }

    /// What was decided, in one comparable line: `checkout:prod v6 80 % v7 20 % @275af281 → v6 100 %`.
    static func digest(of plan: Plan) -> String {
        "\(plan.target) \(plan.before.trafficText) @\(plan.revision.value) → \(plan.after.trafficText)"
    }
}
