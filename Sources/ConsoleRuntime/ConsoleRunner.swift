package import ConsoleUI
import IncidentEngine
import IncidentModel
package import TerminalCanvas

/// Merges keys, polls, journal and clock into one inbox, lets the state decide, runs the effects it returns and shows the canvas.
/// One batch of messages, one redraw.
@MainActor
package final class ConsoleRunner {
    let environment: ConsoleEnvironment
    let device: any TerminalDevice
    let inbox = Inbox()
    var state: ConsoleState
    var mirror: EngineMirror
    var theme: Theme
    /// Actions under way; quitting waits for them.
    var acting = 0
    var focused: (visible: [Target], selected: Target?) = ([], nil)
    var warmedAt: Duration = .seconds(-3600)
    var evidence = EvidencePace()
    private var tasks: [Task<Void, Never>] = []
    private var exitCode: Int32?
    private var isJudging = false
    private var polls = PollFrames()
    private var following: Task<Void, Never>?
    private var troubles = ReadTroubles()
    private var told: CallerIdentity?
    private var toldFacts = RecordFacts()
    /// The last event of ours that tells what AWS did: nothing more is written before the record has it.
    var recordedSeq = 0
    var isRecording = false

    package init(
        _ environment: ConsoleEnvironment, device: any TerminalDevice, options: ConsoleOptions, theme: Theme
    ) {
        self.environment = environment
        self.device = device
        self.theme = theme
        state = ConsoleState(options: options, size: device.size)
        mirror = EngineMirror(
            region: environment.region, planning: environment.planning, severity: environment.severity,
            detection: environment.detection, shows: environment.shows)
    }

    /// Runs until the operator quits, the terminal goes away (129) or `stop` is called. Returns the exit code.
    package func run() async -> Int32 {
        inbox.post(.tick(environment.clock.now))
        show()
        start()
        for await _ in inbox.wakes {
            step()
            if exitCode != nil, acting == 0 { break }
        }
        for task in tasks { task.cancel() }
        return exitCode ?? 0
    }

    /// Ends the console, after the action under way if there is one (its outcome must reach the journal).
    package func stop(code: Int32) {
        guard exitCode == nil else { return }
        exitCode = code
        if acting == 0 { inbox.close() }
    }

    package func post(_ message: Message) { inbox.post(message) }

    func actionsEnded() {
        acting -= 1
        if acting == 0, exitCode != nil { inbox.close() }
    }

    private func step() {
        var effects: [Effect] = []
        var isWaitedFor = false
        for message in inbox.drain() {
            isWaitedFor = isWaitedFor || !message.isPoll
            effects += state.update(message)
        }
        let now = environment.clock.now
        if mirror.takeChange() {
            effects += state.update(.picture(mirror.picture, now))
            if let incidents = mirror.takeIncidents() { effects += state.update(.incidents(incidents)) }
            effects += tellFacts()
            effects += state.update(.armed(armed(now)))
        }
        judge(now)
        // A poll and its judgement make one frame; anything else is shown at once.
        let frame = isWaitedFor || !isJudging
        // What moves traffic starts before the frame is drawn.
        for effect in effects where effect.isAction { run(effect) }
        if frame { show() }
        for effect in effects where !effect.isAction { run(effect) }
    }

    /// Off the main actor, where it would hold up keys, and one at a time: what changes meanwhile is judged together.
    private func judge(_ now: Now) {
        guard !isJudging, let judgement = mirror.takeJudgement(now, elsewhere: environment.scope.openRegions) else { return }
        isJudging = true
        Task.detached { [weak self] in
            let findings = judgement.findings()
            await self?.judged(findings)
        }
    }

    private func judged(_ findings: Judgement.Findings) {
        isJudging = false
        mirror.accept(findings)
        for message in findings.messages { inbox.post(message) }
        for effect in tellFacts() { run(effect) }
        recordWhatAWSDid()
    }

    private func tellFacts() -> [Effect] {
        let facts = mirror.facts
        guard facts != toldFacts else { return [] }
        toldFacts = facts
        return state.update(.record(facts))
    }

    func show() {
        device.present(state.render(), theme: theme)
        state.presented()
    }

    /// The plans of the open SEV-1; nil without one, or where nothing can act.
    private func armed(_ now: Now) -> ArmedPlans? {
        guard environment.operator != nil, let incident = mirror.openIncident, incident.severity == .sev1 else {
            return nil
        }
        return ArmedPlanner.plans(for: incident, mirror.context(now, readOnly: false))
    }

    // MARK: - Sources

    private func start() {
        let clock = environment.clock
        let watcher = environment.watcher
        spawn { runner in
            for await event in runner.device.events { runner.receive(event) }
            runner.stop(code: 129)
        }
        spawn { runner in
            for await update in watcher.updates {
                let isNews = runner.mirror.observe(update)
                runner.followJournal(update.observation)
                if let trouble = runner.troubles.take(update.observation) { runner.notice(trouble.level, trouble.text) }
                switch update.observation {
                case .failed, .budget, .caller, .functions, .traces: runner.showPoll(isNews: isNews, isUnjudged: true)
                default: runner.showPoll(isNews: isNews, isUnjudged: !isNews && runner.mirror.openIncident == nil)
                }
            }
        }
        tasks.append(Task.detached { await watcher.run() })
        spawn { runner in
            while !Task.isCancelled {
                runner.showPolls()
                do { try await clock.sleep(for: .seconds(1)) } catch { return }
                runner.keepWarm()
                runner.keepEvidence()
            }
        }
    }

    /// - Parameter isUnjudged: what was read is shown though nothing is judged by it.
    private func showPoll(isNews: Bool, isUnjudged: Bool) {
        let clock = environment.clock
        // Whoever waits for an action sees each step of it.
        let isQuiet = acting == 0 && (mirror.isCalm || !isNews)
        guard let wait = polls.take(isUnjudged: isUnjudged, isQuiet: isQuiet, at: clock.now.uptime) else { return }
        if wait <= .zero || acting > 0 { return showPolls() }
        Task { [weak self] in
            try? await clock.sleep(for: wait)
            guard let self, polls.isDue(at: clock.now.uptime) else { return }
            showPolls()
        }
    }

    /// With the clock, each second, and sooner for what cannot wait for it.
    private func showPolls() {
        let now = environment.clock.now
        if polls.shown(at: now.uptime) { inbox.post(.picture(mirror.picture, now)) }
        inbox.post(.tick(now))
    }

    /// The journal is read once the account is known, so that no incident of another account is taken for ours. Where STS does not answer,
    /// it is read all the same, and the operator is told what cannot be told apart.
    private func followJournal(_ observation: Observation) {
        switch observation {
        case .caller(let caller):
            if following != nil, environment.scope.account == nil {
                // Read before the account was known: what is not ours must go again.
                following?.cancel()
                following = nil
                mirror.forgetJournal()
            }
            environment.scope.account = caller.account
            tell(caller)
        case .failed(.caller, let failure) where following == nil:
            notice(
                .warning,
                "the account is not known (\(failure)): incidents of other accounts in \(environment.region) would be shown here too"
            )
        default: return
        }
        guard following == nil, let journal = environment.reading else { return }
        following = spawn { runner in await runner.follow(journal) }
    }

    /// Says which provider of credentials won and when they end; again when that changes.
    private func tell(_ caller: CallerIdentity) {
        guard caller != told else { return }
        told = caller
        let end = caller.expiresAt.map { ", until \($0.rfc3339)" } ?? ", without an end"
        notice(.info, "credentials of \(caller.arn) from \(caller.provider)\(end)")
    }

    @discardableResult
    private func spawn(_ body: @escaping @MainActor (ConsoleRunner) async -> Void) -> Task<Void, Never> {
        let task = Task { @MainActor [weak self] in
            guard let self else { return }
            await body(self)
        }
        tasks.append(task)
        return task
    }

    private func receive(_ event: TerminalEvent) {
        switch event {
        case .key(let key): inbox.post(.key(key))
        case .paste(let text): inbox.post(.paste(text))
        case .resized(let size): inbox.post(.resized(size))
        case .resumed:
            inbox.post(.resumed)
            let watcher = environment.watcher
            Task { await watcher.markAllStale() }
        case .hangup: stop(code: 129)
        }
    }
}

extension Effect {
    fileprivate var isAction: Bool {
        if case .execute = self { return true }
        return false
    }
}

extension Message {
    /// Whether it only says that time went by or that something was read.
    fileprivate var isPoll: Bool {
        switch self {
        case .tick, .picture: true
        default: false
        }
    }
}
