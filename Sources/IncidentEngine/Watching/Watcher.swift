package import IncidentModel

/// The one poll scheduler: what is in the incident and selected comes first, then what is on screen, then the rest in turn. It only reads.
/// Between two due polls it sleeps.
package actor Watcher {
    /// Everything learned and every failure, in order. Unbounded: each update replaces a part of the picture, so none may be dropped; at
    /// the budget's pace they are few.
    package nonisolated let updates: AsyncStream<WatcherUpdate>

    private let sources: PollSources
    private let clock: any EngineClock
    private let budget: RequestBudget
    private let configuration: WatcherConfiguration
    private let output: AsyncStream<WatcherUpdate>.Continuation
    private var schedule: PollSchedule
    private var keeper: MetricKeeper
    /// What was learned so far, to know which versions and targets matter.
    private var picture: FleetPicture
    private var focusedTargets: [Target] = []
    private var visibleTargets: [Target] = []
    private var historyUntil: Timestamp?
    private var lastBudget: Duration?
    private var signal: AsyncStream<Void>.Continuation?
    private var isSignalled = false
    /// The polls under way and the wake-ups set, by their uptime.
    private var alarmClock: Duration?

    package init(
        functions: any FunctionReading, alarms: any AlarmReading, metrics: any MetricReading, caller: any CallerReading,
        clock: any EngineClock, budget: RequestBudget, configuration: WatcherConfiguration = WatcherConfiguration()
    ) {
        sources = PollSources(functions: functions, alarms: alarms, metrics: metrics, caller: caller)
        self.clock = clock
        self.budget = budget
        self.configuration = configuration
        schedule = PollSchedule(configuration)
        keeper = MetricKeeper(configuration)
        picture = FleetPicture(region: "")
        (updates, output) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// What is on screen, what is selected and what the incident is about.
    package func focus(visible: [Target], selected: Target? = nil, incident: [Target]) {
        let first = incident + (selected.map { [$0] } ?? [])
        guard first != focusedTargets || visible != visibleTargets || schedule.isIncident == incident.isEmpty else { return }
        let known = Set(focusedTargets + visibleTargets)
        focusedTargets = first
        visibleTargets = visible
        schedule.isIncident = !incident.isEmpty
        schedule.setFocus(focused: first.map(\.function), visible: visible.map(\.function))
        if !Set(first + visible).isSubset(of: known) { schedule.hurry(.metrics, gap: configuration.metricsGap) }
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
        case polled(PollSchedule.Poll, PollOutcome)
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
        schedule.rate = max(0.1, await budget.controlPlaneRate)
        while true {
            let now = clock.now
            let delay = await budget.delay(service: "lambda", operation: "ListAliases")
            let isFree = schedule.lambdaRunning < configuration.lambdaInFlight
            guard let poll = schedule.next(at: now.uptime, lambdaOpen: delay == .zero && isFree) else {
                let others = schedule.nextDue(lambdaOpen: false)
                let lambda = isFree ? schedule.nextDue(lambdaOpen: true).map { max($0, now.uptime + delay) } : nil
                if let due = [others, lambda].compactMap({ $0 }).min() { sleep(until: due, now.uptime, &group) }
                return
            }
            schedule.started(poll, at: now.uptime)
            await start(poll, now, &group)
        }
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

    private func start(_ poll: PollSchedule.Poll, _ now: Now, _ group: inout TaskGroup<Ended>) async {
        let sources = sources
        switch poll {
        case .metrics:
            let questions = keeper.questions(metricRequests(now), now: now.time)
            let count = questions.reduce(0) { $0 + $1.count }
            if count > 0 { await budget.willRequestMetrics(count) }
            group.addTask { .polled(poll, await sources.metrics(questions)) }
        case .alarmHistory:
            let since = historyUntil.map { $0 - .seconds(120) } ?? now.time - configuration.historyReach
            group.addTask { .polled(poll, await sources.history(since: since, until: now.time)) }
        default:
            group.addTask { .polled(poll, await sources.read(poll)) }
        }
    }

    /// Targets whose figures matter now, each with the versions that matter: the pointer, the weights, last good.
    private func metricRequests(_ now: Now) -> [MetricRequest] {
        let alarmed = WatchedTargets.alarmed(picture)
        let wanted = Set(focusedTargets).union(visibleTargets).union(alarmed).filter { picture.aliases[$0] != nil }
        keeper.keepOnly(wanted)
        let close = Set(focusedTargets).union(alarmed)
        return wanted.sorted().map { target in
            var versions = picture.aliases[target]?.value.routing.versions ?? []
            if let pointer = picture.aliases[target]?.value.routing.pointer { versions.insert(pointer) }
            if close.contains(target),
                let good = try? LastGoodFinder.find(target, picture: picture, ledger: ActionLedger(), now: now).get()
            {
                versions.insert(good.version)
            }
            return MetricRequest(target: target, versions: versions.sorted())
        }
    }

    // MARK: - Taking in

    private func take(_ poll: PollSchedule.Poll, _ outcome: PollOutcome) async {
        let now = clock.now
        schedule.finished(poll, at: now.uptime, failed: outcome.failure != nil)
        let interval = schedule.interval(of: poll)
        for answer in outcome.answers {
            switch answer {
            case .metrics(let target, let metrics, let question):
                emit(.metrics(target, keeper.merge(target, metrics, to: question)), now, interval)
            case .history(let transitions, let until):
                historyUntil = until
                emit(.alarmHistory(transitions), now, interval)
            case .plain(let observation):
                learn(observation)
                emit(observation, now, interval)
            }
        }
        if let failure = outcome.failure, failure.kind != .cancelled {
            for source in outcome.failedSources { emit(.failed(source, failure), now, interval) }
        }
        await tellBudget(now)
    }

    /// What the schedule must know of an answer, before the picture takes it in.
    private func learn(_ observation: Observation) {
        switch observation {
        case .functions(let names): schedule.setFunctions(names)
        case .aliases(let function, let states):
            let isNew = states.contains { picture.aliases[$0.target] == nil }
            let moved = states.contains { state in
                picture.aliases[state.target].map { $0.value.routing != state.routing } ?? false
            }
            let unseen = states.contains { state in
                let list = picture.versions[function]?.value
                return list != nil && !state.routing.versions.allSatisfy { id in list?.contains { $0.version == id } == true }
            }
            if moved || unseen { schedule.hurry(.versions(function)) }
            let close = Set(focusedTargets).union(visibleTargets)
            let firing = picture.alarms?.value.filter { $0.state == .alarm } ?? []
            let matters = states.contains { state in
                close.contains(state.target) || firing.contains { $0.watches(state.target) }
            }
            if moved || (isNew && matters) {
                schedule.hurry(.metrics, gap: configuration.metricsGap)
            }
        case .alarms(let alarms):
            let before = WatchedTargets.alarmed(picture)
            var next = picture
            next.alarms = Aged(alarms, at: clock.now, interval: configuration.alarms)
            if WatchedTargets.alarmed(next) != before {
                schedule.hurry(.metrics, gap: configuration.metricsGap)
                schedule.hurry(.alarmHistory)
            }
        default: break
        }
    }

    private func emit(_ observation: Observation, _ now: Now, _ interval: Duration) {
        picture.apply(observation, at: now, interval: interval)
        output.yield(WatcherUpdate(observation: observation, at: now, interval: interval))
    }

    /// At most once a second, with the answers that come in anyway.
    private func tellBudget(_ now: Now) async {
        if let lastBudget, now.uptime - lastBudget < .seconds(1) { return }
        lastBudget = now.uptime
        emit(.budget(await budget.status), now, .seconds(1))
    }
}
