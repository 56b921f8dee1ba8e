package import IncidentModel

/// One plan, or several as one group.
extension Operator {
    /// Carries out the plans; a result for each, in their order. Runs to its end even when the caller is cancelled: once bytes have left,
    /// what became of them must be read. A plan that stops no deployment and warms nothing ends within about a minute whatever the
    /// network does, as long as the ports keep their time limits.
    ///
    /// Several plans are a group: `group.begun` is journalled before anything is sent, `group.ended` with a named outcome for each after
    /// it, and calls to Lambda's control plane keep to its quota, writes before reads. A single plan never waits.
    package func execute(
        _ plans: [Plan], _ context: ActionContext, policy: GroupPolicy = GroupPolicy(),
        progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> [ActionResult] {
        guard plans.count > 1 else { return await carryOut(plans, context, policy, nil, progress) }
        let group = GroupRecord(id: newID("GRP"), session: session.id, journal: journal, clock: clock)
        return await carryOut(plans, context, policy, group, progress)
    }

    /// Goes on with a group whose process died: the plans are made anew for what is left of it (`GroupLedger.Group.remaining`). Without
    /// plans the group is closed as it is.
    package func resume(
        _ unfinished: GroupLedger.Group, _ plans: [Plan], _ context: ActionContext,
        progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> [ActionResult] {
        let group = GroupRecord(
            id: unfinished.id, session: session.id, journal: journal, clock: clock, earlier: unfinished)
        return await carryOut(plans, context, unfinished.policy, group, progress)
    }

    /// Groups that were begun and not ended, and whose process is dead. Their open actions are settled by `reconcile`.
    /// - Parameter known: what was read of this journal already.
    package func unfinishedGroups(
        knowing known: GroupLedger = GroupLedger()
    ) async throws(JournalFailure) -> [GroupLedger.Group] {
        var ledger = known
        var seq = known.seq
        while true {
            let page = try await journal.events(after: seq, limit: 1000)
            for event in page { ledger.apply(event) }
            guard let last = page.last, last.seq > seq else { break }
            seq = last.seq
        }
        return ledger.unfinished.filter { group in
            !isCarryingOut(group.id) && (group.session.isEmpty || group.session == session.id || !session.isAlive(group.session))
        }
    }

    private func carryOut(
        _ plans: [Plan], _ context: ActionContext, _ policy: GroupPolicy, _ group: GroupRecord?,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> [ActionResult] {
        let works = plans.map { claim($0) }
        if let group { begin(group.id) }
        let gate = group.map { _ in CallGate(quota, clock: clock, executor: executor) }
        let task = Task(executorPreference: executor) { [self] in
            await RequestLane.$current.withValue(.operator) { () -> [ActionResult] in
                if let group, case .failure(let failure) = await group.begun(plans, policy, context), !context.allowUnjournalled {
                    let refusal = Refusal(
                        .policy,
                        "nothing was sent, because the journal cannot be written (\(failure)): make the file writable, then try again"
                    )
                    var refused: [ActionResult] = []
                    for work in works { refused.append(await refuse(work, refusal, context, group: group.id, progress)) }
                    await end(group.id)
                    return refused
                }
                let course = GroupCourse(policy: policy)
                var results = await run(works, context, course, policy, group?.id, gate, progress)
                if let group {
                    if case .failure(let failure) = await group.ended(results, context), let last = results.indices.last {
                        results[last].notes.append("the end of group \(group.id) was NOT JOURNALLED (\(failure))")
                    }
                    await end(group.id)
                }
                return results
            }
        }
        return await task.value
    }

    private nonisolated func run(
        _ works: [Work], _ context: ActionContext, _ course: GroupCourse, _ policy: GroupPolicy, _ group: String?,
        _ gate: CallGate?, _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> [ActionResult] {
        let width = policy.order == .ordered ? 1 : Self.parallel
        return await withTaskGroup(of: (Int, ActionResult).self) { tasks in
            var results: [Int: ActionResult] = [:]
            for (index, work) in works.enumerated() {
                if index >= width, let (done, result) = await tasks.next() { results[done] = result }
                tasks.addTask { (index, await self.take(work, context, course, group, gate, progress)) }
            }
            for await (done, result) in tasks { results[done] = result }
            return works.indices.compactMap { results[$0] }
        }
    }

    /// A target's turn: admitted by the gate before its intent is written, so that a group that stops leaves the rest untouched.
    private nonisolated func take(
        _ work: Work, _ context: ActionContext, _ course: GroupCourse, _ group: String?, _ gate: CallGate?,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> ActionResult {
        let startsWithAlias = work.plan.stopping == nil && (work.plan.provisioned.map { $0.chosen == .waitWarm } ?? true)
        if work.busy == nil, startsWithAlias { await gate?.admit(.write) }
        if work.busy == nil, let refusal = course.stopped(before: work.plan.target) {
            return await refuse(work, refusal, context, group: group, progress)
        }
        let result = await act(work, context, group: group, gate: gate, isAdmitted: gate != nil && startsWithAlias, progress)
        course.ended(result.outcome)
        return result
    }
}
