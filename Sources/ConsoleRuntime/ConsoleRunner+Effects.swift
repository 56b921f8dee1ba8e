import ConsoleUI
import IncidentEngine
import IncidentModel
import TerminalCanvas

extension ConsoleRunner {
    func run(_ effect: Effect) {
        let now = environment.clock.now
        switch effect {
        case .plan(let command, let provisioned): inbox.post(.planned(command, plan(command, provisioned, now)))
        case .execute(let plans, let reason, let breakGlass): execute(plans, reason: reason, breakGlass: breakGlass)
        case .declare(let severity, let targets, let reason, let seen):
            declare(severity, targets: targets, reason: reason, seen: seen)
        case .dismiss(let proposal, let reason): append(IncidentDrafts.dismiss(proposal, reason: reason, by: author))
        case .askApproval(let plan, let reason): askApproval(plan, reason: reason)
        case .changeSeverity(let incident, let severity, let reason):
            append(IncidentDrafts.severity(incident, severity, reason: reason, by: author))
        case .acknowledge(let incident): append(IncidentDrafts.acknowledge(incident, by: author))
        case .note(let incident, let text, let mark, let target):
            append(IncidentDrafts.note(incident, text: text, mark: mark, target: target, by: author))
        case .role(let incident, let role, let person, let manner, let from, let note):
            append(IncidentDrafts.role(incident, role, person: person, manner: manner, from: from, note: note, by: author))
        case .stage(let incident, let stage, let reason):
            append(IncidentDrafts.stage(incident, stage, reason: reason, by: author))
        case .link(let incident, let url, let title): append(IncidentDrafts.link(incident, url: url, title: title, by: author))
        case .tick(let incident, let runbook, let step, let isDone):
            append(IncidentDrafts.tick(incident, runbook: runbook, step: step, isDone: isDone, by: author))
        case .resolve(let incident, let text): append(IncidentDrafts.resolve(incident, text: text, by: author))
        case .export(let id): export(id)
        case .history: count()
        case .focus(let visible, let selected):
            focused = (visible, selected)
            focus()
        case .refresh(let target):
            let watcher = environment.watcher
            Task { await watcher.refresh(target) }
        case .answer(let action, let answer): self.answer(action, answer)
        case .traces(let function):
            let watcher = environment.watcher
            Task { await watcher.showTraces(of: function) }
        case .setTheme(let name): setTheme(name)
        case .bell: device.bell()
        case .flushInput: device.flushInput()
        case .redraw: device.redraw()
        case .quit: stop(code: 0)
        }
    }

    private func declare(_ severity: Severity, targets: [Target], reason: String, seen: IncidentProposal?) {
        let author = author
        let next = environment.nextIncident
        Task {
            do {
                append(
                    IncidentDrafts.declare(
                        try await next(author.time), severity, targets: targets, reason: reason,
                        impactStart: seen?.impactStart, detectedAt: seen?.detectedAt, evidence: seen?.evidence ?? [],
                        by: author))
            } catch {
                notice(.error, "the incident was not declared: \(error)")
            }
        }
    }

    private func plan(_ command: Command, _ provisioned: ProvisionedStrategy?, _ now: Now) -> Result<Plan, Refusal> {
        do {
            var context = mirror.context(now, readOnly: environment.operator == nil)
            if let provisioned { context.options.provisioned = provisioned }
            return .success(try Planner.plan(command, context))
        } catch {
            return .failure(error)
        }
    }

    /// Counts over past incidents, off the main actor: each one's record is read.
    private func count() {
        let (incidents, changes) = (mirror.incidents, mirror.record.changes)
        let picture = mirror.picture
        let inbox = inbox
        Task.detached {
            let history = HistoryReading.history(incidents, changes: changes, picture: picture)
            await MainActor.run { inbox.post(.history(history)) }
        }
    }

    private func askApproval(_ plan: Plan, reason: String) {
        let incident = mirror.openIncident.flatMap { $0.targets.contains(plan.target) ? $0.id : nil }
        guard let draft = ApprovalDrafts.request(plan, reason: reason, incident: incident, by: author) else { return }
        append(draft)
        notice(.info, "\(plan.target): asked for \(plan.approval?.rule.rawValue ?? "") approval; \(plan.approval?.how ?? "")")
    }

    private func execute(_ plans: [Plan], reason: String, breakGlass: Bool) {
        guard let engine = environment.operator else {
            notice(.error, "nothing here can write: this console was started read-only")
            return
        }
        let context = ActionContext(
            actor: actor, reason: reason, incident: mirror.openIncident?.id, account: mirror.picture.account,
            region: environment.region, atDeadline: .ask, breakGlass: breakGlass)
        acting += 1
        let inbox = inbox
        let watcher = environment.watcher
        // Not on the main actor: the journal and the wire do not wait for the frame that says so.
        Task.detached { [self] in
            let (steps, step) = AsyncStream.makeStream(of: ActionProgress.self)
            let pump = Task { @MainActor in for await progress in steps { inbox.post(.progress(progress)) } }
            let results = await engine.execute(plans, context) { step.yield($0) }
            step.finish()
            await pump.value
            await took(results)
            for plan in plans { await watcher.refresh(plan.target) }
            await actionsEnded()
        }
    }

    private func answer(_ action: String, _ answer: ActionQuestion.Answer) {
        guard let engine = environment.operator else { return }
        Task {
            if await !engine.answer(action, answer) { notice(.info, "the deployment ended meanwhile, nothing is asked any more") }
        }
    }

    private func took(_ results: [ActionResult]) {
        let now = environment.clock.now
        mirror.take(results, at: now)
        inbox.post(.picture(mirror.picture, now))
        let told = results.map { result in
            var told = result
            if let drift = DriftNote.text(for: result, picture: mirror.picture) { told.notes.append(drift) }
            return told
        }
        inbox.post(.finished(told))
        lookForStranded(results)
    }

    /// What goes on running on the versions that lost their traffic; behind everything else, and once more when in-flight work of the
    /// minute of the move is known.
    private func lookForStranded(_ results: [ActionResult]) {
        let moved = results.filter { $0.outcome == .verified && ($0.command == "rollback" || $0.command == "abort") }
        guard !moved.isEmpty else { return }
        let finder = StrandedWorkFinder(environment.further, clock: environment.clock)
        let clock = environment.clock
        Task { [weak self] in
            for pause in [Duration.seconds(2), .seconds(60)] {
                do { try await clock.sleep(for: pause) } catch { return }
                for result in moved.prefix(20) {
                    for version in result.before.versions.subtracting(result.after.versions).sorted() {
                        guard let picture = self?.mirror.picture else { return }
                        let work = await finder.find(result.target, version: version, picture: picture)
                        self?.inbox.post(.stranded(work))
                    }
                }
            }
        }
    }

    private func export(_ id: String) {
        guard let incident = mirror.incidents.last(where: { $0.id == id }) else {
            notice(.error, "no incident \(id) in the journal")
            return
        }
        let (write, author) = (environment.export, author)
        Task {
            do {
                notice(.info, "\(id) written to \(try await write(incident, author))")
            } catch {
                notice(.error, "\(id) was not written: \(error)")
            }
        }
    }

    /// Tells the scheduler what is on screen and in the incident; also when an incident was declared or resolved.
    func focus() {
        let (visible, selected) = focused
        let incident = mirror.openIncident
        let watcher = environment.watcher
        let budget = environment.budget
        Task {
            await watcher.focus(visible: visible, selected: selected, incident: incident?.targets ?? [])
            await budget.setIncident(incident != nil)
        }
    }

    private func setTheme(_ name: String) {
        do {
            theme = try environment.theme(name)
            device.redraw()
            show()
        } catch {
            notice(.error, "theme \(name): \(error)")
        }
    }

    /// While an incident is open the connection to the write endpoint stays open: one round trip from key to applied.
    /// Not waited for: the clock on the screen goes on while the network does not answer.
    func keepWarm() {
        guard mirror.openIncident != nil, acting == 0, let engine = environment.operator else { return }
        let uptime = environment.clock.now.uptime
        guard uptime - warmedAt >= .seconds(20) else { return }
        warmedAt = uptime
        Task { await engine.keepWarm() }
    }
}
