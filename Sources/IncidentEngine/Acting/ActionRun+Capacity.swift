import IncidentModel

/// Provisioned concurrency that is taken away, or put somewhere else, so that an alias can move at once. Neither call has a fence, and
/// both may be repeated with the same effect.
extension ActionRun {
    private enum Change {
        case put(Int, String)
        case delete(String, requested: Int)
    }

    /// Why a change is not known to have been made.
    private struct Obstacle: CustomStringConvertible {
        var failure: CallFailure
        /// One of the tries ended without a usable reply.
        var mayHaveApplied: Bool
        var description: String { failure.description }
    }

    /// Nil when the alias may be written.
    mutating func makeRoom(_ provisioned: ProvisionedPlan) async -> Ending? {
        let alias = plan.target.alias
        if provisioned.chosen == .versionLevel {
            if let ending = await warmVersion(provisioned) { return ending }
        }
        if let ending = await yielded() { return ending }
        let delete = Change.delete(alias, requested: provisioned.requested)
        owesCapacity = true
        if let obstacle = await change(delete, restores: true) {
            // Whether it is gone is found out when it is put back.
            owesCapacity = obstacle.mayHaveApplied
            let text =
                "the provisioned concurrency of \(plan.target) could not be taken away (\(obstacle)), so the alias was not written: "
                + "move it with --provisioned wait-warm"
            return Ending(outcome: .notApplied, note: text, refusal: Refusal(.policy, text), failure: obstacle.failure)
        }
        return nil
    }

    /// Puts back what was taken away. What fails stays on the record, and the reconciler goes on with it. Where the version has capacity of
    /// its own the alias gets its back only if it did not move; while that is not known the reconciler finds out first.
    mutating func restore(after ending: Ending) async {
        guard let provisioned = plan.provisioned else { return }
        if provisioned.chosen == .versionLevel, ending.outcome == .verified || ending.outcome == .unknown { return }
        if ending.failure?.kind == .notFound, ending.outcome == .superseded { return }
        let alias = plan.target.alias
        report(.acknowledged, "\(ending.outcome.rawValue); putting back provisioned concurrency (\(provisioned.requested))")
        guard let obstacle = await change(.put(provisioned.requested, alias), restores: true) else {
            owesCapacity = false
            return
        }
        notes.append(
            "PROVISIONED CONCURRENCY (\(provisioned.requested)) OF \(plan.target) WAS NOT PUT BACK (\(obstacle)): flipback tries again at its "
                + "next start; or run aws lambda put-provisioned-concurrency-config")
    }

    private mutating func warmVersion(_ provisioned: ProvisionedPlan) async -> Ending? {
        let version = plan.after.pointer
        if let obstacle = await change(.put(provisioned.requested, version.name), restores: false) {
            let text =
                "provisioned concurrency could not be put on \(version.label) (\(obstacle)), so the alias was not written: "
                + "move it with --provisioned drop-and-restore or wait-warm"
            return Ending(outcome: .notApplied, note: text, refusal: Refusal(.policy, text), failure: obstacle.failure)
        }
        notes.append(
            "\(version.label) now has provisioned concurrency of its own (\(provisioned.requested)), and is charged for it")
        let until = clock.now.uptime + pace.warmLimit
        while clock.now.uptime < until {
            let capacity = await readCapacity(version.name)
            if capacity?.status == .ready { return nil }
            let count = capacity.map { "\($0.allocated) of \($0.requested)" } ?? "not known how far"
            if capacity?.status == .failed {
                return coldVersion("AWS could not warm \(version.label) (\(count)), so the alias was not written")
            }
            report(.sent, "warming \(version.label) (\(count))", warming: capacity)
            await control.pause(for: pace.watchEvery, clock)
            if let ending = await yielded() { return ending }
        }
        return coldVersion("\(version.label) is not warm after \(Wording.duration(pace.warmLimit)), so the alias was not written")
    }

    private func coldVersion(_ what: String) -> Ending {
        let text = "\(what): move it with --provisioned drop-and-restore, or to another version"
        return Ending(outcome: .notApplied, note: text, refusal: Refusal(.policy, text))
    }

    /// One change, journalled before and after. Throttles and conflicts are waited out; a lost reply is read, then sent again.
    private mutating func change(_ change: Change, restores: Bool) async -> Obstacle? {
        let details = details(of: change, restores: restores)
        let written = await recorder.step(.provisionedChange, .intent, plan, details: details)
        note(written)
        if case .failure(let trouble) = written, !recorder.context.allowUnjournalled {
            let failure = CallFailure(
                kind: .invalid, service: "journal", operation: "append", message: DisplayText("\(trouble)"))
            return Obstacle(failure: failure, mayHaveApplied: false)
        }
        var mayHaveApplied = false
        let since = clock.now.uptime
        while true {
            note(await recorder.step(.provisionedChange, .sent, plan, details: details))
            await tools.gate?.admit(.write)
            let failure: CallFailure
            do throws(CallFailure) {
                let request = try await send(change)
                requestIDs.append(request)
                note(await recorder.step(.provisionedChange, .verified, plan, requestIDs: [request], details: details))
                return nil
            } catch {
                failure = error
            }
            if case .delete = change, failure.kind == .notFound {
                note(await recorder.step(.provisionedChange, .verified, plan, details: details))
                return nil
            }
            report(.sent, "\(failure)")
            mayHaveApplied = mayHaveApplied || failure.leavesWriteUnknown
            let wait = tools.retryWait(failure)
            let isWorthwhile = failure.isRetryable || failure.kind == .conflict || failure.leavesWriteUnknown
            guard isWorthwhile, control.successor == nil, clock.now.uptime - since + wait <= pace.giveUpAfter else {
                let phase: ActionPhase = mayHaveApplied ? .unknown : .notApplied
                note(await recorder.step(.provisionedChange, phase, plan, details: details))
                return Obstacle(failure: failure, mayHaveApplied: mayHaveApplied)
            }
            await control.pause(for: wait, clock)
        }
    }

    private func send(_ change: Change) async throws(CallFailure) -> String {
        let function = plan.target.function
        return switch change {
        case .put(let requested, let qualifier):
            try await tools.ports.provisioned.put(requested, on: function, qualifier: qualifier)
        case .delete(let qualifier, _): try await tools.ports.provisioned.delete(on: function, qualifier: qualifier)
        }
    }

    private func details(of change: Change, restores: Bool) -> [String: JSONValue] {
        let (word, qualifier, requested) =
            switch change {
            case .put(let requested, let qualifier): ("put", qualifier, requested)
            case .delete(let qualifier, let requested): ("delete", qualifier, requested)
            }
        var details: [String: JSONValue] = [
            "change": .string(word), "qualifier": .string(qualifier), "requested": JSONValue(requested),
            "restores": .bool(restores),
        ]
        if restores, plan.provisioned?.chosen == .versionLevel { details["unlessMoved"] = true }
        return details
    }
}
