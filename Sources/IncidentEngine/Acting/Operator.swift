package import IncidentModel

/// Carries out plans. Whoever holds one can move traffic; watch mode never makes one.
package actor Operator {
    let reading: any FunctionReading
    let ports: ActionPorts
    let further: FurtherReading
    let journal: any JournalWriting
    let clock: any EngineClock
    let session: OperatorSession
    let pace: ActionPace
    let quota: ControlPlaneQuota
    let policy: ApprovalPolicy
    let executor: (any TaskExecutor)?
    private let random: @Sendable () -> UInt64
    private var running: [Target: Running] = [:]
    /// Actions under way, those that were asked to make way among them.
    private var controls: [String: ActionControl] = [:]
    private var groups: Set<String> = []
    /// Approvals as the journal was read last.
    var book = ApprovalBook()

    private struct Running {
        var id: String
        var isWayOut: Bool
        var control: ActionControl
    }

    /// How many targets of a group are moved at the same time: enough to have every write of a hundred aliases waiting at the gate, so that
    /// none of their reads goes before one.
    package static let parallel = 256

    /// How many targets of a dead process are read at the same time: a second's worth of Lambda's control plane, since whoever waits for a
    /// recovery has the incident.
    static let recoveryWidth = 15

    /// - Parameters:
    ///   - further: CodeDeploy and provisioned concurrency are followed through it; what is nil is not followed.
    ///   - quota: what a group may ask of Lambda's control plane.
    ///   - policy: whose word a plan needs; enforced here, whatever the plan says of itself.
    ///   - executor: where actions run; nil is the global one.
    ///   - random: 64 random bits, for action ids and jitter.
    package init(
        reading: any FunctionReading, ports: ActionPorts, further: FurtherReading = FurtherReading(), journal: any JournalWriting,
        clock: any EngineClock, session: OperatorSession = OperatorSession(), pace: ActionPace = ActionPace(),
        quota: ControlPlaneQuota = ControlPlaneQuota(), policy: ApprovalPolicy = .open, executor: (any TaskExecutor)? = nil,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.reading = reading
        self.ports = ports
        self.further = further
        self.journal = journal
        self.clock = clock
        self.session = session
        self.pace = pace
        self.quota = quota
        self.policy = policy
        self.executor = executor
        self.random = random
    }

    /// An operator that can write aliases only: deployments are not stopped, provisioned concurrency is not changed.
    package init(
        reading: any FunctionReading, writing: any AliasWriting, journal: any JournalWriting, clock: any EngineClock,
        session: OperatorSession = OperatorSession(), pace: ActionPace = ActionPace(), policy: ApprovalPolicy = .open,
        executor: (any TaskExecutor)? = nil,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        let refusing = RefusingWriters()
        self.init(
            reading: reading, ports: ActionPorts(aliases: writing, deployments: refusing, provisioned: refusing),
            journal: journal, clock: clock, session: session, pace: pace, policy: policy, executor: executor, random: random)
    }

    /// Whether an action runs: quitting asks first.
    package var isActing: Bool { !controls.isEmpty }

    func begin(_ group: String) { groups.insert(group) }
    func end(_ group: String) { groups.remove(group) }
    func isCarryingOut(_ group: String) -> Bool { groups.contains(group) }

    /// Answers what a running action asks. False when it asks nothing (any more).
    package func answer(_ action: String, _ answer: ActionQuestion.Answer) -> Bool { controls[action]?.answer(answer) ?? false }

    /// Keeps the connection for writes open, and the journal's approvals read.
    package func keepWarm() async {
        if !policy.rules.isEmpty { _ = try? await approvals() }
        await RequestLane.$current.withValue(.operator) { await ports.aliases.keepWarm() }
    }

    /// Settles actions whose process died, or whose outcome could not be read: GetAlias, classify, journal. Never repeats a write of an
    /// alias. Provisioned concurrency that was taken away for a move is put back. What cannot be read stays open and is answered as
    /// `unknown`.
    /// - Parameter known: what was read of this journal already.
    package func reconcile(
        knowing known: ActionLedger = ActionLedger(), progress: @escaping @Sendable (ActionProgress) -> Void = { _ in }
    ) async -> [ActionResult] {
        let reconciler = Reconciler(
            reading: reading, ports: ports, further: further, journal: journal, clock: clock, session: session, pace: pace,
            width: Self.recoveryWidth, running: Set(controls.keys), known: known)
        return await RequestLane.$current.withValue(.operator) { await reconciler.run(progress) }
    }

    // MARK: - One action

    /// A plan with its place among the running actions.
    struct Work: Sendable {
        var plan: Plan
        var id: String
        var control: ActionControl
        /// What has to end first.
        var predecessor: ActionControl?
        var busy: Refusal?
    }

    /// Takes the target. A way out makes a running promote, shift or undo end at its next safe point; anything else waits for nobody.
    func claim(_ plan: Plan) -> Work {
        var work = Work(plan: plan, id: newID("ACT"), control: ActionControl())
        if let other = running[plan.target] {
            guard plan.command.isWayOut, !other.isWayOut || other.control.isLingering else {
                work.busy = Refusal(
                    .unfinishedAction, "an action on \(plan.target) is still running here: wait for its end")
                return work
            }
            other.control.yield(to: plan.command.name)
            work.predecessor = other.control
        }
        running[plan.target] = Running(id: work.id, isWayOut: plan.command.isWayOut, control: work.control)
        controls[work.id] = work.control
        return work
    }

    func act(
        _ work: Work, _ context: ActionContext, group: String?, gate: CallGate?, isAdmitted: Bool,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) async -> ActionResult {
        var run = makeRun(work, context, group: group, gate: gate, progress)
        run.isAdmitted = isAdmitted
        if let busy = work.busy { return run.result(.init(outcome: .refused, note: busy.text, refusal: busy), seq: nil) }
        await work.predecessor?.ended()
        switch await clear(work, context) {
        case .failure(let refusal):
            release(work)
            return run.result(.init(outcome: .refused, note: refusal.text, refusal: refusal), seq: nil)
        case .success(let clearance): run.clearance = clearance
        }
        let result = await run.run()
        release(work)
        return result
    }

    /// A plan that is not begun.
    func refuse(
        _ work: Work, _ refusal: Refusal, _ context: ActionContext, group: String?,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) -> ActionResult {
        let run = makeRun(work, context, group: group, gate: nil, progress)
        release(work)
        return run.result(.init(outcome: .refused, note: refusal.text, refusal: refusal), seq: nil)
    }

    private func release(_ work: Work) {
        work.control.end()
        controls[work.id] = nil
        if running[work.plan.target]?.id == work.id { running[work.plan.target] = nil }
    }

    private func makeRun(
        _ work: Work, _ context: ActionContext, group: String?, gate: CallGate?,
        _ progress: @escaping @Sendable (ActionProgress) -> Void
    ) -> ActionRun {
        let random = random
        return ActionRun(
            recorder: ActionRecorder(
                id: work.id, context: context, group: group, session: session.id, journal: journal, clock: clock),
            tools: ActionTools(
                ports: ports, readBack: AliasReadBack(reading: reading, clock: clock, pace: pace, gate: gate),
                deployments: further.deployments, provisioned: further.provisioned, clock: clock, pace: pace,
                jitter: { Double(random() >> 11) / Double(1 << 53) }, gate: gate, control: work.control, progress: progress),
            plan: work.plan, began: clock.now.uptime)
    }

    /// `ACT-20261120T210902-9f3c01a2`: sorts by time, unique over processes.
    func newID(_ prefix: String) -> String {
        let c = clock.now.time.civil
        let digits = String(random() & 0xffff_ffff, radix: 16)
        let tail = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return
            "\(prefix)-\(c.year.padded(4))\(c.month.padded(2))\(c.day.padded(2))T\(c.hour.padded(2))\(c.minute.padded(2))\(c.second.padded(2))-\(tail)"
    }
}
