package import IncidentModel

/// The one poll scheduler: what is in the incident and selected comes first, then what is on screen, then the rest in turn. It only reads.
/// Between two due polls it sleeps.
package actor Watcher {
    /// Everything learned and every failure, in order. Unbounded: each update replaces a part of the picture, so none may be dropped; at
    /// the budget's pace they are few.
    package nonisolated let updates: AsyncStream<WatcherUpdate>

    /// The sums that the ledger of a target wants.
    package typealias TotalsWanted = @Sendable (Target, FleetPicture, ActionLedger, Now) -> [TotalsQuestion]

    let sources: PollSources
    let clock: any EngineClock
    let budget: RequestBudget
    let configuration: WatcherConfiguration
    let totalsWanted: TotalsWanted
    private let output: AsyncStream<WatcherUpdate>.Continuation
    var schedule: PollSchedule
    var keeper: MetricKeeper
    var trail: TrailReach
    /// When CloudTrail's latest minutes were last read.
    var trailReadAt: Now?
    var totals = TotalsBook()
    var candidates = CandidateCache()
    var fingerprints: [Target: AliasFingerprint] = [:]
    /// What was learned so far, to know which versions and targets matter.
    var picture: FleetPicture
    var ledger = ActionLedger()
    var selected: Target?
    /// Somebody looks at the traces of this function.
    private var traced: String?
    /// What the incident is about, and the selected one.
    var focusedTargets: Set<Target> = []
    var visibleTargets: Set<Target> = []
    /// A firing alarm is about them.
    var alarmedTargets: Set<Target> = []
    var historyUntil: Timestamp?
    private var tracesAsked: Set<Poll> = []
    private var totalsAsked: Set<Poll> = []
    private var lastBudget: Duration?
    /// Of polls that wait for their first request.
    private var tickets: [PollLane.Quota: [PollTicket]] = [:]
    private var signal: AsyncStream<Void>.Continuation?
    private var isSignalled = false
    /// The polls under way and the wake-ups set, by their uptime.
    private var alarmClock: Duration?

    /// - Parameters:
    ///   - further: what is nil in it is never polled.
    ///   - totalsWanted: asked about each target of the incident, the selected one and those with a firing alarm, once an hour and when their
    ///     alias has moved. What it names again with the same version and start is asked for only when it has grown.
    package init(
        functions: any FunctionReading, alarms: any AlarmReading, metrics: any MetricReading, caller: any CallerReading,
        further: FurtherReading = FurtherReading(), clock: any EngineClock, budget: RequestBudget,
        configuration: WatcherConfiguration = WatcherConfiguration(), totalsWanted: @escaping TotalsWanted = { _, _, _, _ in [] }
    ) {
        sources = PollSources(functions: functions, alarms: alarms, metrics: metrics, caller: caller, further: further)
        self.clock = clock
        self.budget = budget
        self.configuration = configuration
        self.totalsWanted = totalsWanted
        schedule = PollSchedule(configuration, parts: sources.parts)
        keeper = MetricKeeper(configuration)
        trail = TrailReach(configuration)
        picture = FleetPicture(region: "")
        (updates, output) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// What is on screen, what is selected and what the incident is about.
    package func focus(visible: [Target], selected: Target? = nil, incident: [Target]) {
        let first = Set(incident + (selected.map { [$0] } ?? []))
        let shown = Set(visible)
        guard
            first != focusedTargets || shown != visibleTargets || selected != self.selected
                || schedule.isIncident == incident.isEmpty
        else { return }
        let known = focusedTargets.union(visibleTargets)
        let before = focusedTargets
        focusedTargets = first
        visibleTargets = shown
        self.selected = selected
        schedule.isIncident = !incident.isEmpty
        schedule.setFocus(
            focused: incident.map(\.function) + (selected.map { [$0.function] } ?? []), visible: visible.map(\.function))
        for target in incident where !before.contains(target) {
            schedule.hurry(.aliases(target.function), .atOnce, gap: configuration.focused)
        }
        if !first.union(shown).isSubset(of: known) { schedule.hurry(.metrics, gap: configuration.metricsGap) }
        wantSome()
        noticeDeployments()
        wake()
    }

    /// What the journal tells: where last good is, and which stretches the ledger's sums are wanted of.
    package func know(_ ledger: ActionLedger) { self.ledger = ledger }

    /// The function whose traces are on screen: X-Ray is asked about it whatever its alarms say. Nil: nobody looks.
    package func showTraces(of function: String?) {
        guard function != traced else { return }
        traced = function
        wantSome()
        wake()
    }

    /// Read this target now, before anything else.
    package func refresh(_ target: Target) {
        schedule.hurry(.aliases(target.function))
        wake()
    }

    /// The program was stopped for a while: read everything again.
    package func markAllStale() {
        schedule.forgetAges()
        wake()
    }

    /// Polls until the task is cancelled; then `updates` ends.
    package func run() async {
        await withTaskGroup(of: Ended.self) { group in
            listen(&group)
            while !Task.isCancelled {
                await dispatch(&group)
                guard let ended = await group.next() else { break }
                switch ended {
                case .signalled: listen(&group)
                case .woke(let due): if alarmClock == due { alarmClock = nil }
                case .polled(let poll, let outcome): await take(poll, outcome)
                }
            }
            group.cancelAll()
        }
        output.finish()
    }

    private enum Ended: Sendable {
        case signalled
        case woke(Duration)
        case polled(Poll, PollOutcome)
    }

    // MARK: - Waking

    private func wake() {
        isSignalled = true
        signal?.finish()
        signal = nil
    }

    private func listen(_ group: inout TaskGroup<Ended>) {
        guard !isSignalled else {
            isSignalled = false
            group.addTask { .signalled }
            return
        }
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        signal = continuation
        group.addTask {
            for await _ in stream {}
            return .signalled
        }
        isSignalled = false
    }

    // MARK: - Dispatching

    private func dispatch(_ group: inout TaskGroup<Ended>) async {
        while true {
            let room = await budget.lambdaRoom
            schedule.rate = max(0.1, room.rate)
            let now = clock.now
            let rooms: [PollLane.Quota: RequestBudget.Room] = [.controlPlane: room.controlPlane, .getFunction: room.getFunction]
            var poll: Poll?
            var earliest: Duration?
            for quota in PollLane.Quota.allCases where !schedule.isFull(quota) {
                let wait = wait(for: quota, rooms[quota])
                if wait == .zero { poll = schedule.next(quota, at: now.uptime) }
                guard poll == nil else { break }
                guard let due = schedule.nextDue(quota).map({ max($0, now.uptime + wait) }) else { continue }
                earliest = min(earliest ?? due, due)
            }
            guard let poll else {
                if let earliest { sleep(until: earliest, now.uptime, &group) }
                return
            }
            await start(poll, now, &group)
        }
    }

    /// Until a poll of the quota may be started. One at a time waits for its first request, so that what matters most goes next; beside
    /// polls that turn pages it waits in their queue, or their pages would take every turn.
    private func wait(for quota: PollLane.Quota, _ room: RequestBudget.Room?) -> Duration {
        guard let room else { return .zero }
        tickets[quota]?.removeAll(where: \.isAdmitted)
        if tickets[quota]?.isEmpty == false { return max(room.delay, .milliseconds(20)) }
        return room.isContended ? .zero : room.delay
    }

    private func sleep(until due: Duration, _ now: Duration, _ group: inout TaskGroup<Ended>) {
        if let alarmClock, alarmClock <= due { return }
        alarmClock = due
        let clock = clock
        group.addTask {
            // A cancelled sleep ends the run; an early wake only looks once more.
            try? await clock.sleep(for: max(.milliseconds(1), due - now))
            return .woke(due)
        }
    }

    private func start(_ poll: Poll, _ now: Now, _ group: inout TaskGroup<Ended>) async {
        let errand = errand(poll, now)
        schedule.started(poll, at: now.uptime, cost: errand.cost)
        if errand.metrics > 0 { await budget.willRequestMetrics(errand.metrics) }
        if errand.totals > 0 { await budget.willRequestTotals(errand.totals) }
        let ticket = PollTicket()
        if let quota = schedule.quota(of: poll), quota == .controlPlane || quota == .getFunction {
            tickets[quota, default: []].append(ticket)
        }
        group.addTask {
            let outcome = await PollTicket.$current.withValue(ticket) { await errand.run() }
            ticket.admit()
            return .polled(poll, outcome)
        }
    }

    /// Traces and sums are read of some targets only.
    func wantSome() {
        if sources.further.traces != nil {
            let isWanted = selected.map { schedule.isIncident || alarmedTargets.contains($0) } ?? false
            var wanted: Set<Poll> = isWanted ? Set(selected.map { [.traces($0.function)] } ?? []) : []
            if let traced { wanted.insert(.traces(traced)) }
            schedule.setWanted(wanted, instead: tracesAsked)
            tracesAsked = wanted
        }
        if sources.further.totals != nil {
            let wanted = Set(focusedTargets.union(alarmedTargets).filter { picture.aliases[$0] != nil }.map { Poll.totals($0) })
            guard wanted != totalsAsked else { return }
            schedule.setWanted(wanted, instead: totalsAsked)
            totalsAsked = wanted
        }
    }

    func emit(_ observation: Observation, _ now: Now, _ interval: Duration) {
        picture.apply(observation, at: now, interval: interval)
        output.yield(WatcherUpdate(observation: observation, at: now, interval: interval))
    }

    /// At most once a second, with the answers that come in anyway.
    func tellBudget(_ now: Now) async {
        if let lastBudget, now.uptime - lastBudget < .seconds(1) { return }
        lastBudget = now.uptime
        var status = await budget.status
        status.rowsSeen = schedule.rowsSeen
        status.rowsKnown = schedule.rowsKnown
        emit(.budget(status), now, .seconds(1))
    }
}
