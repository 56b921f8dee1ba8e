import IncidentModel

/// After the write: an alias that was taken from a deployment is watched for a step; an alias whose new version is being warmed is
/// watched until it has the traffic.
extension ActionRun {
    /// One step of the deployment, during which CodeDeploy may write the alias once more.
    mutating func watch() async -> Next {
        mayHaveApplied = false
        hasResent = false
        let step = min(plan.stopping?.strategy.interval ?? pace.watchDefault, pace.watchLimit)
        var until = clock.now.uptime + step
        let id = deployment?.label ?? plan.stopping?.label ?? "the deployment"
        control.linger()
        report(
            .acknowledged,
            "read back; \(id) may move it once more, watching until \((clock.now.time + step).clock)")
        while true {
            await control.pause(for: max(.milliseconds(1), min(pace.watchEvery, until - clock.now.uptime)), clock)
            if let ending = await yielded() { return .end(ending) }
            // The deployment first: an alias that is read after its end has no next step before it.
            let isOver = await isDeploymentOver()
            let isLast = isOver || clock.now.uptime >= until
            let (fence, mine) = (plan.revision, revision)
            let reading = await readBack.read(
                plan.target, isStale: { $0.revision == fence && fence != mine }, isSure: { $0.revision == mine && !isLast })
            switch reading {
            case .state(let state) where state.routing == plan.after && state.revision != mine && !isOver:
                // Moved away and put back between two looks: the step is watched anew.
                guard round < pace.rounds else {
                    return .end(superseded(by: state, after: "\(id) goes on, and the alias was moved \(pace.rounds) times"))
                }
                round += 1
                revision = state.revision
                until = clock.now.uptime + step
                report(.acknowledged, "the alias was moved and put back by somebody else: watching for another step")
                continue
            case .state(let state) where state.routing == plan.after:
                revision = state.revision
                guard isLast else { continue }
                if !isOver {
                    notes.append("\(id) STILL RUNS and may move \(plan.target) again at a later step: stop it in CodeDeploy")
                }
                needsWatch = false
                return .end(Ending(outcome: .verified, note: isOver ? "\(id) is over" : "\(id) did not move it again for a step"))
            // Lambda may answer with what was there before our write.
            case .state(let state) where state.revision == fence && fence != mine: break
            case .state(let state):
                report(.acknowledged, "\(id) moved the alias to \(state.routing.trafficText)")
                return await decide(on: state, nil)
            case .gone(let failure): return .end(gone(failure))
            case .unreadable(let failure): report(.acknowledged, "\(failure): reading the alias again")
            }
            guard clock.now.uptime < until + pace.giveUpAfter else {
                return .end(unknown("\(id) was not over, and the alias could not be read for a step", nil))
            }
        }
    }

    private mutating func isDeploymentOver() async -> Bool {
        guard let id = deployment?.id, case .success(let now) = await readDeployment(id) else { return false }
        deployment = now
        guard !now.status.isRunning else { return false }
        guard let next = now.rollbackID, next != id, case .success(let rollback) = await readDeployment(next) else {
            return now.rollbackID == nil || now.rollbackID == id
        }
        deployment = rollback
        return !rollback.status.isRunning
    }

    /// The pointer is where it should be, and AWS keeps the traffic on the old version by a weight of 1.0.
    func isHeld(_ state: AliasState) -> Bool {
        plan.after.additional == nil && state.routing.pointer == plan.after.pointer
            && (state.routing.additional?.share ?? 0) >= 1
    }

    /// Until AWS has allocated what was provisioned and lets the traffic go, or says that it cannot. At the end of the time the action is
    /// left open: it is neither verified nor superseded, and the reconciler settles it later.
    mutating func warm(_ held: AliasState) async -> Next {
        revision = held.revision
        mayHaveApplied = false
        control.linger()
        let old = held.routing.additional?.version.label ?? "the old version"
        let until = clock.now.uptime + pace.warmLimit
        note(
            await recorder.write(
                .acknowledged, plan, revisionAfter: held.revision,
                details: ["warming": true, "text": .string("moved, warming: \(old) has the traffic until then")]))
        while true {
            if let ending = await yielded() { return .end(ending) }
            let capacity = await readCapacity(plan.target.alias)
            let count = capacity.map { "\($0.allocated) of \($0.requested) warm" } ?? "not known how far"
            report(.acknowledged, "moved, warming (\(count)): \(old) has the traffic until then", warming: capacity)
            await control.pause(for: pace.watchEvery, clock)
            let fence = plan.revision
            let known = revision
            switch await readBack.read(
                plan.target, isStale: { $0.revision == fence && fence != known }, isSure: { $0.revision == known })
            {
            case .state(let state) where state.routing == plan.after:
                revision = state.revision
                return .end(Ending(outcome: .verified, note: "\(plan.after.pointer.label) is warm and has the traffic"))
            case .state(let state) where isHeld(state) && capacity?.status == .failed:
                return .end(cannotWarm(state, old))
            case .state(let state) where isHeld(state): revision = state.revision
            case .state(let state) where state.revision == fence: break
            case .state(let state): return await takenOver(by: state)
            case .gone(let failure): return .end(gone(failure))
            case .unreadable(let failure):
                report(.acknowledged, "\(failure): reading the alias again", warming: capacity)
            }
            guard clock.now.uptime < until else { return .end(stillWarming(old)) }
        }
    }

    private func cannotWarm(_ state: AliasState, _ old: String) -> Ending {
        let text =
            "AWS could not allocate provisioned concurrency for \(plan.after.pointer.label), so \(old) keeps all the traffic of "
            + "\(plan.target): move it with --provisioned drop-and-restore, or to another version"
        return Ending(outcome: .superseded, note: text, refusal: Refusal(.movedSince, text))
    }

    private func stillWarming(_ old: String) -> Ending {
        Ending(
            outcome: .unknown,
            note:
                "the pointer of \(plan.target) moved, but after \(Wording.duration(pace.warmLimit)) \(plan.after.pointer.label) is not "
                + "warm and \(old) still has the traffic: the action stays open; to move at once roll back with --provisioned drop-and-restore",
            isWarming: true)
    }

    /// Nil when there is none, or it cannot be read.
    func readCapacity(_ qualifier: String) async -> ProvisionedConcurrency? {
        guard let reading = tools.provisioned else { return nil }
        await tools.gate?.admit(.read)
        return (try? await reading.provisioned(of: plan.target.function, qualifier: qualifier)) ?? nil
    }
}
