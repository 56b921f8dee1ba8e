import IncidentEngine
import IncidentModel

extension OneShot {
    /// Goes on with a group whose process died: what was under way is read back first, the rest is planned anew.
    func resume(_ id: String?, _ move: MoveChoices, session: Session, question: Question) async throws(Failure) -> ExitStatus {
        let mover = session.makeOperator()
        for settled in await mover.reconcile() { output.note("an unfinished action was settled: " + Words.outcome(settled)) }
        let group = try await unfinished(id, mover)
        var planned = group.remaining.isEmpty ? nil : try await plan(group.remaining)
        if question.yes { planned = planned?.unattended(confirmed: question.confirmed) }
        var move = move
        move.reason = group.reason
        if let found = planned {
            planned = try await policed(found, move, journal: session.journal, incident: group.incident)
        }
        output.say("\(group.id)  \(group.members.count - group.remaining.count) of \(group.members.count) targets were begun")
        for item in planned?.items ?? [] {
            switch item.plan {
            case .success(let plan): output.say(Words.plan(plan))
            case .failure(let refusal): output.say(Words.refusal(item.command, refusal))
            }
        }
        let plans = planned?.plans ?? []
        if !plans.isEmpty { move.reason = try consent(to: plans, move, question) }
        let context = ActionContext(
            actor: planned.map { author($0.picture).actor } ?? observers.localActor, reason: move.reason,
            incident: group.incident,
            account: planned?.picture.account ?? "", region: observers.region, atDeadline: atDeadline(move, question),
            breakGlass: move.breakGlass)
        let (results, signal) = await Signals.whileActing {
            await mover.resume(group, plans, context) { progress in
                if progress.question != nil { Task { await question.answer(progress, mover) } }
            }
        }
        let status = finish(planned?.outcomes(results) ?? [])
        return signal ?? status
    }

    private func unfinished(_ id: String?, _ mover: Operator) async throws(Failure) -> GroupLedger.Group {
        let groups: [GroupLedger.Group]
        do throws(JournalFailure) { groups = try await mover.unfinishedGroups() } catch { throw Failure(error) }
        let names = groups.map(\.id).joined(separator: ", ")
        if let id {
            if let found = groups.first(where: { $0.id == id }) { return found }
            throw Failure(
                .refusedByState, code: "group",
                names.isEmpty
                    ? "no group was cut off" : "no group '\(Sanitiser.sanitise(id, limit: 80))' was cut off; these were: \(names)"
            )
        }
        guard let only = groups.first, groups.count == 1 else {
            throw Failure(
                .refusedByState, code: "group",
                names.isEmpty
                    ? "no group was cut off, there is nothing to go on with" : "several groups were cut off, name one: \(names)")
        }
        return only
    }
}
