import IncidentModel

/// How an action ends: the words, the closing event, the result.
extension ActionRun {
    func superseded(by state: AliasState, after what: String, _ failure: CallFailure? = nil) -> Ending {
        let text =
            "\(what); \(plan.target) is now \(state.routing.trafficText) at revision \(state.revision.short)…, not \(plan.after.trafficText): "
            + "look who moved it, then decide again"
        let held =
            isHeld(state) ? " (a weight of 1.0 on the old version is what AWS writes while provisioned concurrency warms up)" : ""
        return Ending(outcome: .superseded, note: text + held, refusal: Refusal(.movedSince, text + held), failure: failure)
    }

    func gone(_ failure: CallFailure) -> Ending {
        let text = "\(plan.target) does not exist any more: somebody deleted the alias; create it again with the AWS CLI"
        return Ending(outcome: .superseded, note: text, refusal: Refusal(.movedSince, text), failure: failure)
    }

    func unknown(_ what: String, _ failure: CallFailure?) -> Ending {
        Ending(
            outcome: .unknown,
            note: "\(what): whether \(plan.target) moved is unknown; the action stays open until the alias can be read",
            failure: failure)
    }

    /// The closing event first, so that the record knows of the traffic at once; then what was taken away for the move is put back.
    mutating func finish(_ ended: Ending) async -> ActionResult {
        var ending = ended
        if hasMoved, ending.outcome == .notApplied {
            // The last round was not applied, an earlier one was, and CodeDeploy has moved the alias since.
            let text = "moved, then moved away again by CodeDeploy; \(ending.note ?? "the next write was not applied")"
            ending = Ending(outcome: .superseded, note: text, refusal: Refusal(.movedSince, text), failure: ending.failure)
        }
        // An action that waits for warm capacity stays open: whether the traffic has moved is not known yet.
        let phase = ending.isWarming ? .acknowledged : ActionPhase(rawValue: ending.outcome.rawValue) ?? .unknown
        var details: [String: JSONValue] = ["outcome": .string(ending.outcome.rawValue)]
        if ending.isWarming { details["warming"] = true }
        // CloudTrail has a call of ours to show for it.
        if hasMoved { details["written"] = true }
        if let note = ending.note { details["text"] = .string(note) }
        if let failure = ending.failure { details["error"] = .string("\(failure)") }
        if let trouble = journalTrouble { details["unjournalled"] = .string(trouble.text) }
        let made = ending.outcome == .verified || ending.isWarming ? revision : nil
        let written = await recorder.write(phase, plan, revisionAfter: made, requestIDs: requestIDs, details: details)
        note(written)
        if owesCapacity { await restore(after: ending) }
        return result(ending, seq: try? written.get().seq)
    }

    /// Makes the result and reports it as the action's last progress.
    func result(_ ending: Ending, seq: Int?) -> ActionResult {
        let result = ActionResult(
            id: recorder.id, target: plan.target, command: plan.command.name, before: plan.before, after: plan.after,
            outcome: ending.outcome, refusal: ending.refusal, failure: ending.failure, duration: clock.now.uptime - began,
            requestIDs: requestIDs, journalSeq: seq, revision: ending.outcome == .verified ? revision : nil, notes: notes)
        var words = ending.note
        if let trouble = journalTrouble, ending.outcome != .refused {
            let loud = "NOT JOURNALLED (\(trouble)): write down what was done"
            words = words.map { "\($0); \(loud)" } ?? loud
        }
        tools.progress(
            ActionProgress(
                id: recorder.id, plan: plan, phase: ActionPhase(rawValue: ending.outcome.rawValue) ?? .unknown,
                at: clock.now.time,
                note: words, result: result))
        return result
    }

    func report(
        _ phase: ActionPhase, _ note: String?, question: ActionQuestion? = nil, warming: ProvisionedConcurrency? = nil
    ) {
        tools.progress(
            ActionProgress(
                id: recorder.id, plan: plan, phase: phase, at: clock.now.time, note: note, question: question,
                deployment: deployment, warming: warming))
    }

    /// Keeps a failure to write a phase after the bytes left: the outcome is reported all the same, loudly.
    mutating func note(_ written: Result<Event, JournalFailure>) {
        if case .failure(let failure) = written { journalTrouble = failure }
    }
}
