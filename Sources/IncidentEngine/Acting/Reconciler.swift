import IncidentModel

/// Finds out what became of actions that have no known outcome, by reading; and puts back provisioned concurrency that they took away, the
/// one write that it may make, since it may be made twice with the same effect.
struct Reconciler: Sendable {
    let reading: any FunctionReading
    let ports: ActionPorts
    let further: FurtherReading
    let journal: any JournalWriting
    let clock: any EngineClock
    let session: OperatorSession
    let pace: ActionPace
    /// How many targets are read at the same time.
    let width: Int
    /// Actions that this process is carrying out at this moment.
    let running: Set<String>
    let known: ActionLedger

    func run(_ progress: @escaping @Sendable (ActionProgress) -> Void) async -> [ActionResult] {
        guard let ledger = try? await ledger() else { return [] }
        let open = ledger.openActions.filter(isOurs)
        let settled = Set(open.map(\.id))
        let owing = ledger.indebted.filter { isOurs($0) && !settled.contains($0.id) }
        let works = open.map { (move: $0, isOpen: true) } + owing.map { (move: $0, isOpen: false) }
        // A group that was cut off leaves many: as many are read at once as the quota allows, those of one target in their order. A
        // throttled read is repeated by the read-back. CodeDeploy allows less than Lambda and is asked for one after the other.
        let rows = Dictionary(grouping: works.indices) { works[$0].move.stopped == nil ? works[$0].move.target : nil }
            .values.sorted { $0[0] < $1[0] }
        return await withTaskGroup(of: [(Int, ActionResult)].self) { tasks in
            var results: [Int: ActionResult] = [:]
            for (place, indices) in rows.enumerated() {
                if place >= width, let done = await tasks.next() { results.merge(done) { first, _ in first } }
                tasks.addTask {
                    var results: [(Int, ActionResult)] = []
                    for index in indices {
                        let (move, isOpen) = works[index]
                        results.append((index, isOpen ? await settle(move, progress) : await repay(move, progress)))
                    }
                    return results
                }
            }
            for await done in tasks { results.merge(done) { first, _ in first } }
            return works.indices.compactMap { results[$0] }
        }
    }

    private func isOurs(_ move: ActionLedger.Move) -> Bool {
        guard !running.contains(move.id) else { return false }
        return move.session.isEmpty || move.session == session.id || !session.isAlive(move.session)
    }

    /// Every action of the journal, those that ended as unknown among them.
    private func ledger() async throws(JournalFailure) -> ActionLedger {
        var ledger = known
        var seq = known.seq
        while true {
            let page = try await journal.events(after: seq, limit: 1000)
            for event in page { ledger.apply(event) }
            guard let last = page.last, last.seq > seq else { break }
            seq = last.seq
        }
        return ledger
    }

    private func settle(_ move: ActionLedger.Move, _ progress: @Sendable (ActionProgress) -> Void) async -> ActionResult {
        let began = clock.now.uptime
        // The deployment first: an alias that is read after its end is not moved by it any more.
        let deployment = await deployment(of: move)
        // One answer: nothing was written just now that a lagging read could miss.
        let state = await AliasReadBack(reading: reading, clock: clock, pace: pace).read(move.target, isSure: { _ in true })
        let verdict = ReconcileVerdict(
            move, state, deployment: deployment, capacity: await capacity(of: move, state))
        var result = ActionResult(
            id: move.id, target: move.target, command: move.command, before: move.before, after: move.after,
            outcome: verdict.outcome,
            refusal: verdict.outcome == .superseded ? Refusal(.movedSince, verdict.text) : nil, failure: verdict.failure,
            duration: clock.now.uptime - began, requestIDs: move.requestIDs, revision: verdict.revision)
        // What could not be read stays open; writing that down at each start would only fill the journal.
        if verdict.outcome != .unknown { result.journalSeq = try? await write(move, verdict).seq }
        if case .gone = state {
        } else if let owed = move.owed, !owed.unlessMoved || ![.verified, .unknown].contains(verdict.outcome) {
            result.notes = await restore(owed, of: move)
        }
        report(move, result, "reconciled: \(verdict.text)", progress)
        return result
    }

    /// An action that is settled but for what it took away.
    private func repay(_ move: ActionLedger.Move, _ progress: @Sendable (ActionProgress) -> Void) async -> ActionResult {
        let began = clock.now.uptime
        var result = ActionResult(
            id: move.id, target: move.target, command: move.command, before: move.before, after: move.after,
            outcome: ActionOutcome(rawValue: move.phase.rawValue) ?? .unknown, requestIDs: move.requestIDs,
            revision: move.revisionAfter)
        if let owed = move.owed { result.notes = await restore(owed, of: move) }
        result.duration = clock.now.uptime - began
        report(move, result, result.notes.first, progress)
        return result
    }

    // MARK: - What is read

    /// Nil when none was to be stopped, or this session does not read CodeDeploy.
    private func deployment(of move: ActionLedger.Move) async -> Result<Deployment, CallFailure>? {
        guard let id = move.stopped, let reading = further.deployments else { return nil }
        do throws(CallFailure) {
            let stopped = try await reading.deployment(id)
            guard !stopped.status.isRunning, let next = stopped.rollbackID else { return .success(stopped) }
            return .success(try await reading.deployment(next))
        } catch {
            return .failure(error)
        }
    }

    /// Only asked for while AWS holds the traffic back.
    private func capacity(of move: ActionLedger.Move, _ reading: AliasReadBack.Reading) async -> ProvisionedConcurrency? {
        guard case .state(let state) = reading, ReconcileVerdict.isHeld(state, move), let provisioned = further.provisioned else {
            return nil
        }
        return (try? await provisioned.provisioned(of: move.target.function, qualifier: move.target.alias)) ?? nil
    }

    // MARK: - What is written

    /// - Returns: what a person should know of it.
    private func restore(_ owed: ActionLedger.Owed, of move: ActionLedger.Move) async -> [String] {
        let what = "provisioned concurrency (\(owed.requested)) of \(move.target)"
        do {
            if let provisioned = further.provisioned,
                try await provisioned.provisioned(of: move.target.function, qualifier: owed.qualifier) != nil
            {
                try await step(.verified, owed, move)
                return ["\(what) is in its place"]
            }
            try await step(.sent, owed, move)
            let request = try await ports.provisioned.put(owed.requested, on: move.target.function, qualifier: owed.qualifier)
            try await step(.verified, owed, move, requestIDs: [request])
            return ["\(what) was put back"]
        } catch {
            return [
                "\(what.uppercased()) IS STILL NOT PUT BACK (\(error)): flipback tries again at its next start; or run aws lambda "
                    + "put-provisioned-concurrency-config"
            ]
        }
    }

    private func step(
        _ phase: ActionPhase, _ owed: ActionLedger.Owed, _ move: ActionLedger.Move, requestIDs: [String] = []
    ) async throws(JournalFailure) {
        var draft = EventDraft(time: clock.now.time, actor: move.actor, kind: .provisionedChange, phase: phase, action: move.id)
        draft.incident = move.incident
        draft.command = move.command
        draft.target = move.target
        draft.requestIDs = requestIDs
        draft.details = [
            "change": "put", "qualifier": .string(owed.qualifier), "requested": JSONValue(owed.requested), "restores": true,
        ]
        _ = try await journal.append(draft)
    }

    private func write(_ move: ActionLedger.Move, _ verdict: ReconcileVerdict) async throws(JournalFailure) -> Event {
        var draft = EventDraft(time: clock.now.time, actor: move.actor, kind: .reconciled)
        draft.incident = move.incident
        draft.phase = ActionPhase(rawValue: verdict.outcome.rawValue)
        draft.action = move.id
        draft.command = move.command
        draft.target = move.target
        draft.before = move.before
        draft.after = move.after
        draft.revisionBefore = move.revisionBefore
        draft.revisionAfter = verdict.revision
        draft.requestIDs = move.requestIDs
        draft.details = ["outcome": .string(verdict.outcome.rawValue), "text": .string(verdict.text)]
        return try await journal.append(draft)
    }

    private func report(
        _ move: ActionLedger.Move, _ result: ActionResult, _ note: String?, _ progress: @Sendable (ActionProgress) -> Void
    ) {
        progress(
            ActionProgress(
                id: move.id, plan: move.plan, phase: ActionPhase(rawValue: result.outcome.rawValue) ?? .unknown,
                at: clock.now.time, note: note, result: result))
    }
}

extension ActionLedger.Move {
    /// What the journal remembers of the plan, for the screen.
    fileprivate var plan: Plan {
        Plan(
            command: asked, target: target, account: "", region: "", before: before, revision: revisionBefore ?? "",
            after: after, steps: [], basedOn: startedAt)
    }

    private var asked: Command {
        switch command {
        case "abort": return .abort(target)
        case "promote": return .promote(target)
        case "undo": return .undo(target)
        case "shift":
            let (version, share) = after.additional ?? (after.pointer, 1)
            return .shift(target, to: version, share: share)
        default: return .rollback(target, to: after.pointer)
        }
    }
}
