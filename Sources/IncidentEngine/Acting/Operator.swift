package import IncidentModel

/// Carries out plans. Whoever holds one can move traffic; watch mode never makes one.
package actor Operator {
    private let reading: any FunctionReading
    private let writing: any AliasWriting
    private let journal: any JournalWriting
    private let clock: any EngineClock
    private let session: OperatorSession
    private let pace: ActionPace
    private let executor: (any TaskExecutor)?
    private let random: @Sendable () -> UInt64
    private var running: [Target: String] = [:]

    /// How many targets of a group are moved at the same time.
    package static let parallel = 8

    /// - Parameters:
    ///   - random: 64 random bits, for action ids and jitter.
    ///   - executor: where actions run; nil is the global one.
    package init(
        reading: any FunctionReading, writing: any AliasWriting, journal: any JournalWriting, clock: any EngineClock,
        session: OperatorSession = OperatorSession(), pace: ActionPace = ActionPace(), executor: (any TaskExecutor)? = nil,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.reading = reading
        self.writing = writing
        self.journal = journal
        self.clock = clock
        self.session = session
        self.pace = pace
        self.executor = executor
        self.random = random
    }

    /// Whether an action runs: quitting asks first.
    package var isActing: Bool { !running.isEmpty }

    /// Carries out the plans, several as one group, in parallel; a result for each, in their order. Runs to its end even when the caller is
    /// cancelled: once bytes have left, what became of them must be read. Ends within about a minute whatever the network does, as
    /// long as the ports keep their time limits.
    package func execute(
        _ plans: [Plan], _ context: ActionContext, progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> [ActionResult] {
        let group = plans.count > 1 ? newID("GRP") : nil
        let work = plans.map { plan in
            let id = newID("ACT")
            return (plan: plan, id: id, busy: claim(plan.target, for: id))
        }
        let task = Task(executorPreference: executor) { [self] in
            await RequestLane.$current.withValue(.operator) {
                await withTaskGroup(of: (Int, ActionResult).self) { tasks in
                    var results: [Int: ActionResult] = [:]
                    for (index, item) in work.enumerated() {
                        if index >= Self.parallel, let (done, result) = await tasks.next() { results[done] = result }
                        tasks.addTask {
                            (index, await self.act(item.plan, item.id, item.busy, context, group, progress))
                        }
                    }
                    for await (done, result) in tasks { results[done] = result }
                    return work.indices.compactMap { results[$0] }
                }
            }
        }
        return await task.value
    }

    /// Keeps the connection for writes open.
    package func keepWarm() async {
        await RequestLane.$current.withValue(.operator) { await writing.keepWarm() }
    }

    /// Settles actions whose process died, or whose outcome could not be read: GetAlias, classify, journal. Never repeats a write. What
    /// cannot be read stays open and is answered as `unknown`.
    package func reconcile(progress: @escaping @Sendable (ActionProgress) -> Void = { _ in }) async -> [ActionResult] {
        let ours = Set(running.values)
        let reconciler = Reconciler(
            reading: reading, journal: journal, clock: clock, session: session, pace: pace, running: ours)
        return await RequestLane.$current.withValue(.operator) { await reconciler.run(progress) }
    }

    /// Nil when the target was free and is now taken.
    private func claim(_ target: Target, for id: String) -> Refusal? {
        guard running[target] == nil else {
            return Refusal(.unfinishedAction, "an action on \(target) is still running here: wait for its end")
        }
        running[target] = id
        return nil
    }

    private func act(
        _ plan: Plan, _ id: String, _ busy: Refusal?, _ context: ActionContext, _ group: String?,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> ActionResult {
        let random = random
        let recorder = ActionRecorder(
            id: id, context: context, group: group, session: session.id, journal: journal, clock: clock)
        var run = ActionRun(
            recorder: recorder, writing: writing, readBack: AliasReadBack(reading: reading, clock: clock, pace: pace),
            clock: clock,
            pace: pace, jitter: { Double(random() >> 11) / Double(1 << 53) }, progress: progress, plan: plan,
            began: clock.now.uptime)
        if let busy { return run.result(.init(outcome: .refused, note: busy.text, refusal: busy), seq: nil) }
        let result = await run.run()
        running[plan.target] = nil
        return result
    }

    /// `ACT-20261120T210902-9f3c01a2`: sorts by time, unique over processes.
    private func newID(_ prefix: String) -> String {
        let c = clock.now.time.civil
        let digits = String(random() & 0xffff_ffff, radix: 16)
        let tail = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return
            "\(prefix)-\(c.year.padded(4))\(c.month.padded(2))\(c.day.padded(2))T\(c.hour.padded(2))\(c.minute.padded(2))\(c.second.padded(2))-\(tail)"
    }
}
