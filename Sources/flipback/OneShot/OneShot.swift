import IncidentEngine
import IncidentModel
import Logging

/// The non-interactive way: read what the command needs, ask the same planner as the console, print the plan, ask or refuse, act, print
/// the result.
struct OneShot: Sendable {
    let observers: Observers
    let output: Output
    var planning = PlanOptions()
    /// For us, not for the person at the keyboard; nil writes nothing.
    var log: Logger?

    /// What is read for a command. `rollback` to a version that somebody names needs no evidence: alias, caller and version list are read
    /// in parallel, and that is all. Last good and promote are judgements, so alarms and metrics are read for them.
    static func needs(_ command: Command) -> PictureReader.Needs {
        switch command {
        case .rollback(_, to: nil), .promote: .everything
        case .rollback, .abort, .shift, .undo: [.caller, .versions, .moving]
        }
    }

    /// Versions that the commands name, by function.
    static func named(_ commands: [Command]) -> [String: Set<VersionID>] {
        commands.reduce(into: [:]) { named, command in
            switch command {
            case .rollback(let target, let version?), .shift(let target, let version, _):
                if !version.isLatest { named[target.function, default: []].insert(version) }
            default: break
            }
        }
    }

    private static let readAtOnce = 3

    /// What the commands need to know of AWS, read in parallel.
    private func picture(_ commands: [Command]) async -> FleetPicture {
        let needs = commands.reduce(into: PictureReader.Needs()) { $0.formUnion(Self.needs($1)) }
        let reader = PictureReader(observers: observers)
        // Few targets are read at once; the reads of many would use up the account's quota, and nothing would be planned.
        return await RequestLane.$current.withValue(commands.count > Self.readAtOnce ? .poll : .operator) {
            await reader.read(commands.map(\.target), needs, named: Self.named(commands))
        }
    }

    /// Plans each command; nothing is changed.
    func plan(_ commands: [Command]) async throws(Failure) -> PlannedCommands {
        async let picture = picture(commands)
        let ledger = try await ledger()
        return try plan(commands, await picture, ledger)
    }

    private func plan(_ commands: [Command], _ picture: FleetPicture, _ ledger: ActionLedger) throws(Failure) -> PlannedCommands {
        let context = PlanningContext(
            picture: picture, ledger: ledger, now: observers.clock.now, options: planning)
        let planned = PlannedCommands(
            picture: picture, ledger: ledger,
            items: commands.map { command in
                do throws(Refusal) { return .init(command: command, plan: .success(try Planner.plan(command, context))) } catch {
                    return .init(command: command, plan: .failure(error))
                }
            })
        if let obstacle = planned.obstacle(endpoint: observers.endpoint) { throw obstacle }
        for gap in planned.gaps { output.note(gap) }
        return planned
    }

    private func ledger() async throws(Failure) -> ActionLedger {
        let observers = observers
        let read = await RequestLane.$current.withValue(.operator) { () async -> Result<[Event], JournalFailure> in
            do throws(JournalFailure) { return .success(try await observers.events()) } catch { return .failure(error) }
        }
        do throws(JournalFailure) { return ActionLedger(try read.get()) } catch { throw Failure(error) }
    }

    /// Carries out commands of one kind as one group and prints a result for each.
    func act(_ commands: [Command], _ move: MoveChoices, session: Session, question: Question) async throws(Failure) -> ExitStatus
    {
        let mover = session.makeOperator()
        var shot = self
        shot.planning.provisioned = move.provisioned ?? planning.provisioned
        var planned = try await shot.settledPlan(commands, mover)
        if question.yes { planned = planned.unattended(confirmed: question.confirmed) }
        let incident = try await openIncident(of: planned.plans)
        for plan in planned.plans where plan.isBarred || plan.needsReason { output.say(Words.plan(plan)) }
        planned = try await policed(planned, move, journal: session.journal, incident: incident)
        for item in planned.items {
            switch item.plan {
            case .success(let plan): if !plan.isBarred, !plan.needsReason { output.say(Words.plan(plan)) }
            case .failure(let refusal): output.say(Words.refusal(item.command, refusal))
            }
        }
        let plans = planned.plans
        guard !plans.isEmpty else { return finish(planned.outcomes([])) }
        var move = move
        move.reason = try consent(to: plans, move, question)
        let context = ActionContext(
            actor: author(planned.picture).actor, reason: move.reason,
            incident: incident, account: planned.picture.account, region: observers.region,
            atDeadline: atDeadline(move, question), breakGlass: move.breakGlass)
        let (output, log, reason) = (output, log, move.reason)
        let policy = move.policy
        let (results, signal) = await Signals.whileActing {
            await mover.execute(plans, context, policy: policy) { progress in
                if progress.question != nil { Task { await question.answer(progress, mover) } }
                log?.info(
                    "\(progress.plan.command.name) \(progress.plan.target) \(progress.phase.rawValue) \(progress.note ?? "")")
                if let note = progress.note { output.note("\(progress.plan.target)  \(progress.phase.rawValue): \(note)") }
            }
        }
        for result in results { log?.notice("\(result.id) \(Words.outcome(result))", metadata: ["reason": "\(reason)"]) }
        let told = results.map { result in
            var told = result
            if let drift = DriftNote.text(for: result, picture: planned.picture) { told.notes.append(drift) }
            return told
        }
        let status = finish(planned.outcomes(told))
        if let incident { await keepFigures(results, planned.picture, incident: incident, journal: session.journal) }
        return signal ?? status
    }

    /// Asks before anything is changed.
    /// - Returns: the reason: the one given, or what was typed to break the glass.
    func consent(to plans: [Plan], _ move: MoveChoices, _ question: Question) throws(Failure) -> String {
        let broken = plans.filter(\.isBarred)
        if !broken.isEmpty { return try question.breakGlass(broken, of: plans, reason: move.reason) }
        try question.ask(plans)
        return move.reason
    }

    /// A person at a terminal is asked; a script takes the alias, since the traffic is still on the bad version.
    func atDeadline(_ move: MoveChoices, _ question: Question) -> ActionContext.AtDeadline {
        switch move.atDeadline {
        case .keepWaiting: .wait
        case .takeAlias: .take
        case nil: question.canAsk && !question.yes ? .ask : .take
        }
    }

    /// Plans on a journal without unfinished actions: when a process died in the middle of one, what became of it is read before anything
    /// else is decided.
    private func settledPlan(_ commands: [Command], _ mover: Operator) async throws(Failure) -> PlannedCommands {
        async let picture = picture(commands)
        let known = try await ledger()
        if known.openActions.isEmpty { return try plan(commands, await picture, known) }
        for settled in await mover.reconcile() { output.note("an unfinished action was settled: " + Words.outcome(settled)) }
        return try await plan(commands)
    }

    /// The open incident that names one of the targets: the action belongs to its timeline.
    private func openIncident(of plans: [Plan]) async throws(Failure) -> String? {
        let targets = Set(plans.map(\.target))
        return try await IncidentBook(observers.journal).incidents().last { $0.isOpen && !targets.isDisjoint(with: $0.targets) }?
            .id
    }

    func finish(_ outcomes: [TargetOutcome]) -> ExitStatus {
        for case .acted(let result) in outcomes { output.say([Words.outcome(result)] + result.notes.map { "  ! \($0)" }) }
        output.document(JSONDocuments.result(outcomes))
        return ExitStatus(group: outcomes.map(\.status))
    }
}
