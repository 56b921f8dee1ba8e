import IncidentModel

/// What to do when the write did not simply succeed. Nothing is sent again before the alias has been read.
extension ActionRun {
    /// 412: somebody moved the alias, or an earlier copy of our own write arrived. Read, and decide again.
    mutating func afterFence(_ failure: CallFailure) async -> Next {
        report(.sent, "412: the alias moved, reading it again (round \(round) of \(pace.rounds))")
        let fence = plan.revision
        switch await readBack.read(plan.target, isStale: { $0.revision == fence }) {
        case .gone(let failure): return .end(gone(failure))
        case .unreadable(let unreadable):
            // What a stopped deployment left behind is ours to know too.
            guard mayHaveApplied || hasMoved || plan.stopping != nil else {
                return .end(Ending(outcome: .notApplied, note: "\(failure)", failure: unreadable))
            }
            return .end(unknown("the alias moved and could not be read", unreadable))
        case .state(let state): return await decide(on: state, failure)
        }
    }

    /// 409 or 429: not applied. Wait, look at the alias, and send again with the same fence.
    mutating func backOff(_ failure: CallFailure) async -> Next {
        let elapsed = clock.now.uptime - (triedSince ?? began)
        let wait = tools.retryWait(failure)
        guard elapsed + wait <= pace.giveUpAfter else {
            guard mayHaveApplied else {
                return .end(
                    Ending(
                        outcome: .notApplied, note: "gave up after \(Wording.duration(elapsed)): \(failure)", failure: failure))
            }
            return await afterLostReply(failure)
        }
        report(.sent, "\(failure): trying again in \(max(1, Int(wait.inSeconds.rounded()))) s")
        try? await clock.sleep(for: wait)
        let first = await readBack.once(plan.target)
        if case .success(let state) = first, state.revision == plan.revision { return .send }
        guard case .success = first else {
            if case .failure(let gone) = first, gone.kind == .notFound { return .end(self.gone(gone)) }
            return .send
        }
        let fence = plan.revision
        switch await readBack.read(plan.target, isSure: { $0.revision == fence }) {
        case .state(let state) where state.revision != fence: return await decide(on: state, failure)
        case .gone(let gone): return .end(self.gone(gone))
        // Unchanged, or not readable just now: the fence keeps a second try safe.
        default: return .send
        }
    }

    /// Bytes left and no usable reply came. The alias itself must say what happened.
    mutating func afterLostReply(_ failure: CallFailure) async -> Next {
        mayHaveApplied = true
        report(.sent, "\(failure): outcome unknown, reading the alias")
        // Another try with the same fence does no harm, so that one answer is enough to send it; not to say that nothing arrived.
        let (fence, isFirst) = (plan.revision, !hasResent)
        switch await readBack.read(plan.target, isSure: { $0.revision == fence && isFirst }) {
        case .gone(let failure): return .end(gone(failure))
        case .unreadable(let unreadable): return .end(unknown("\(failure)", unreadable))
        case .state(let state):
            if state.routing == plan.after, state.revision != plan.revision {
                revision = state.revision
                hasMoved = true
                return .end(Ending(outcome: .verified, note: "reply lost, applied"))
            }
            if state.revision != plan.revision, isHeld(state), state.routing != plan.before { return await warm(state) }
            guard state.revision == plan.revision else {
                return .end(superseded(by: state, after: "the reply to our write was lost", failure))
            }
            guard !hasResent, failure.kind != .cancelled, clock.now.uptime - (triedSince ?? began) <= pace.giveUpAfter else {
                return .end(
                    Ending(outcome: .notApplied, note: "\(failure); read back: not applied", failure: failure))
            }
            hasResent = true
            report(.sent, "not applied: sending once more with the same fence")
            return .send
        }
    }

    /// The alias carries another revision than our fence. A full switch away from a bad version goes on while that version still has
    /// traffic and nobody brought in a third one; everything else is left to the person.
    mutating func decide(on state: AliasState, _ failure: CallFailure?) async -> Next {
        if state.routing == plan.after, state.revision != plan.revision {
            revision = state.revision
            let what = failure.map { $0.code.isEmpty ? $0.kind.rawValue : $0.code } ?? "read again"
            return .end(Ending(outcome: .verified, note: "\(what); it is already there"))
        }
        guard !mayHaveApplied, isStillBad(state.routing) else {
            return .end(superseded(by: state, after: "the alias was moved by \(mover(of: state))", failure))
        }
        // With a deployment to be stopped, or capacity to be changed first, the plan itself says that the fence is read then.
        if clearance.isBound, plan.stopping == nil, (plan.provisioned?.chosen ?? .waitWarm) == .waitWarm {
            let what =
                "\(mover(of: state)) moved the alias, and what was approved was a move from revision \(plan.revision.short)…"
            return .end(superseded(by: state, after: what, failure))
        }
        guard round < pace.rounds else {
            return .end(superseded(by: state, after: "the alias moved \(pace.rounds) times under us", failure))
        }
        round += 1
        if let ending = await adopt(state, failure) { return .end(ending) }
        report(.intent, "the alias is now \(state.routing.trafficText), still bad: round \(round) of \(pace.rounds)")
        return .send
    }

    /// Reads the alias after a step that was made before the write. Right already: nothing is written. Unreadable: the fence of the plan
    /// holds, and a 412 tells more.
    mutating func reread(after what: String) async -> Next {
        switch await readBack.read(plan.target) {
        case .gone(let failure): return .end(gone(failure))
        case .unreadable(let failure):
            report(.sent, "\(what); \(failure): sending with the fence of the plan")
            return .send
        case .state(let state):
            if state.routing == plan.after {
                revision = state.revision
                return .end(Ending(outcome: .verified, note: "\(what), and \(plan.target) is right already: nothing was written"))
            }
            if state.revision == plan.revision { return .send }
            guard isStillBad(state.routing) || isDeploymentsDoing(state.routing) else {
                return .end(superseded(by: state, after: "\(what), and \(mover(of: state)) moved the alias"))
            }
            if let ending = await adopt(state, nil) { return .end(ending) }
            return .send
        }
    }

    /// Takes a newer state as the one to be overwritten: a new intent with its fence, on the disk before the bytes leave.
    private mutating func adopt(_ state: AliasState, _ failure: CallFailure?) async -> Ending? {
        plan.before = state.routing
        plan.revision = state.revision
        triedSince = nil
        plan.basedOn = clock.now.time
        let written = await recorder.write(.intent, plan, details: ActionRecorder.details(of: plan, round: round))
        note(written)
        guard case .failure(let trouble) = written, !recorder.context.allowUnjournalled else { return nil }
        let refusal = Refusal(
            .policy,
            "not sent again, because the journal cannot be written (\(trouble)): make the file writable, then try again")
        return Ending(outcome: .notApplied, note: refusal.text, refusal: refusal, failure: failure)
    }

    /// The versions that the deployment being stopped moves traffic between.
    private var deployed: Set<VersionID> {
        Set([plan.stopping?.currentVersion, plan.stopping?.targetVersion].compactMap { $0 })
    }

    private func isStillBad(_ now: Routing) -> Bool {
        if now == plan.before, now != plan.after { return true }
        switch plan.command {
        case .rollback, .abort:
            let wanted = plan.after.versions
            let bad = plan.before.versions.union(deployed).subtracting(wanted)
            return !now.versions.isDisjoint(with: bad)
                && now.versions.isSubset(of: bad.union(wanted).union([plan.before.pointer]))
        case .promote, .shift, .undo: return false
        }
    }

    /// Where a deployment that was stopped with rollback may leave the alias, whatever the command.
    private func isDeploymentsDoing(_ now: Routing) -> Bool {
        plan.stopping != nil && now.versions.isSubset(of: plan.before.versions.union(deployed))
    }

    private func mover(of state: AliasState) -> String {
        !deployed.isEmpty && state.routing.versions.isSubset(of: deployed) ? "CodeDeploy or somebody else" : "somebody else"
    }

    /// The ending of an action that has to make way: asked for in this process, or by a way out that another process has journalled.
    mutating func yielded() async -> Ending? {
        var successor = control.successor
        if successor == nil, !plan.command.isWayOut, let seq = intentSeq,
            await recorder.isOvertaken(on: plan.target, after: seq)
        {
            successor = "abort"
        }
        guard let successor else { return nil }
        let text =
            "this \(plan.command.name) made way for the \(successor) of \(plan.target): look at what that one did"
        return Ending(outcome: .superseded, note: text, refusal: Refusal(.movedSince, text))
    }
}

extension Command {
    /// Rollback and abort: nothing that goes the other way may stand in their way.
    var isWayOut: Bool {
        switch self {
        case .rollback, .abort: true
        case .promote, .shift, .undo: false
        }
    }
}
