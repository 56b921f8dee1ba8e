import IncidentModel

/// Finds out what became of actions that have no known outcome, by reading only.
struct Reconciler: Sendable {
    let reading: any FunctionReading
    let journal: any JournalWriting
    let clock: any EngineClock
    let session: OperatorSession
    let pace: ActionPace
    /// Actions that this process is carrying out at this moment.
    let running: Set<String>

    func run(_ progress: @Sendable (ActionProgress) -> Void) async -> [ActionResult] {
        guard let open = try? await openMoves() else { return [] }
        var results: [ActionResult] = []
        for move in open where !running.contains(move.id) && !isAlive(move.session) {
            results.append(await settle(move, progress))
        }
        return results
    }

    private func isAlive(_ other: String) -> Bool { !other.isEmpty && other != session.id && session.isAlive(other) }

    /// Every unfinished action of the journal, those that ended as unknown among them.
    private func openMoves() async throws(JournalFailure) -> [ActionLedger.Move] {
        var ledger = ActionLedger()
        var seq = 0
        while true {
            let page = try await journal.events(after: seq, limit: 1000)
            for event in page { ledger.apply(event) }
            guard let last = page.last, last.seq > seq else { break }
            seq = last.seq
        }
        return ledger.openActions
    }

    private func settle(_ move: ActionLedger.Move, _ progress: @Sendable (ActionProgress) -> Void) async -> ActionResult {
        let began = clock.now.uptime
        let verdict = classify(move, await AliasReadBack(reading: reading, clock: clock, pace: pace).read(move.target))
        var result = ActionResult(
            id: move.id, target: move.target, command: move.command, before: move.before, after: move.after,
            outcome: verdict.outcome,
            refusal: verdict.outcome == .superseded ? Refusal(.movedSince, verdict.text) : nil, failure: verdict.failure,
            duration: clock.now.uptime - began, requestIDs: move.requestIDs, revision: verdict.revision)
        // What could not be read stays open; writing that down at each start would only fill the journal.
        if verdict.outcome != .unknown { result.journalSeq = try? await write(move, verdict).seq }
        progress(
            ActionProgress(
                id: move.id, plan: plan(of: move), phase: ActionPhase(rawValue: verdict.outcome.rawValue) ?? .unknown,
                at: clock.now.time, note: "reconciled: \(verdict.text)", result: result))
        return result
    }

    struct Verdict {
        var outcome: ActionOutcome
        var text: String
        var revision: RevisionID?
        var failure: CallFailure?
    }

    private func classify(_ move: ActionLedger.Move, _ reading: AliasReadBack.Reading) -> Verdict {
        switch reading {
        case .unreadable(let failure):
            return Verdict(
                outcome: .unknown, text: "\(move.target) cannot be read (\(failure)): try again later", failure: failure)
        case .gone(let failure):
            return Verdict(outcome: .superseded, text: "\(move.target) does not exist any more", failure: failure)
        case .state(let state):
            if state.routing == move.after, state.revision != move.revisionBefore {
                return Verdict(
                    outcome: .verified, text: "\(move.target) is \(state.routing.trafficText), as planned",
                    revision: state.revision)
            }
            if state.revision == move.revisionBefore, move.revisionAfter == nil {
                return Verdict(
                    outcome: .notApplied,
                    text: "\(move.target) is still at revision \(state.revision.short)…: the write never arrived")
            }
            return Verdict(
                outcome: .superseded,
                text:
                    "\(move.target) is \(state.routing.trafficText) at revision \(state.revision.short)…, not \(move.after.trafficText): "
                    + "somebody moved it since")
        }
    }

    private func write(_ move: ActionLedger.Move, _ verdict: Verdict) async throws(JournalFailure) -> Event {
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

    /// What the journal remembers of the plan, for the screen.
    private func plan(of move: ActionLedger.Move) -> Plan {
        Plan(
            command: command(of: move), target: move.target, account: "", region: "", before: move.before,
            revision: move.revisionBefore ?? "", after: move.after, steps: [], basedOn: move.startedAt)
    }

    private func command(of move: ActionLedger.Move) -> Command {
        switch move.command {
        case "abort": return .abort(move.target)
        case "promote": return .promote(move.target)
        case "undo": return .undo(move.target)
        case "shift":
            let (version, share) = move.after.additional ?? (move.after.pointer, 1)
            return .shift(move.target, to: version, share: share)
        default: return .rollback(move.target, to: move.after.pointer)
        }
    }
}
