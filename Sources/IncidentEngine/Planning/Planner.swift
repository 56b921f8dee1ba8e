package import IncidentModel

/// Turns a command into a plan or a refusal. Pure: it reads nothing but its context and changes nothing.
package enum Planner {
    package static func plan(_ command: Command, _ context: PlanningContext) throws(Refusal) -> Plan {
        let desk = try PlanningDesk(command, context)
        let plan: Plan
        switch command {
        case .rollback(_, let version): plan = try desk.rollback(to: version)
        case .abort: plan = try desk.abort()
        case .promote: plan = try desk.promote()
        case .shift(_, let version, let share): plan = try desk.shift(to: version, share: share)
        case .undo: plan = try desk.undo()
        }
        return context.options.policy.applied(
            to: plan, book: context.ledger.approvals, actor: context.picture.caller?.value.arn, now: context.now.time)
    }
}

/// What every command's planning starts from: the checks that all share are done when it exists.
struct PlanningDesk {
    let command: Command
    let context: PlanningContext
    let target: Target
    let alias: AliasState
    let readAt: Timestamp
    /// Nil while the version list has not been read.
    let versions: [FunctionVersion]?
    let failing: FailingVersions
    /// The deployment that may still move the alias.
    let running: Deployment?
    /// An action under way that this one makes end at its next safe point.
    let interrupted: ActionLedger.Move?

    init(_ command: Command, _ context: PlanningContext) throws(Refusal) {
        self.command = command
        self.context = context
        target = command.target
        guard !context.readOnly else {
            throw Refusal(.readOnly, "this session is read-only: start `flipback` without watch to act on \(target)")
        }
        guard let read = context.picture.aliases[target] else { throw Refusals.unknownTarget(target, context.picture) }
        if context.requiresFresh, read.freshness(context.now) != .fresh {
            let age = Wording.duration(read.age(context.now))
            let why = read.failure.map { " (\($0))" } ?? ""
            throw Refusal(
                .stale, "\(target) was read \(age) ago\(why): wait until it has been read again, then press the key anew")
        }
        let open = context.ledger.openAction(on: target)
        if let open, !command.mayInterrupt(open) { throw Refusals.unfinished(open) }
        interrupted = open
        running = context.picture.runningDeployment(of: target)
        alias = read.value
        readAt = read.readAt
        versions = context.picture.versions[target.function]?.value
        failing = FailingVersions(target, picture: context.picture, now: context.now)
    }

    var routing: Routing { alias.routing }
    /// The version beside the pointer with a weight above zero.
    var canary: VersionID? { routing.additional?.version }
    func version(_ id: VersionID) -> FunctionVersion? { versions?.first { $0.version == id } }

    /// The version as it was listed. Refused: `$LATEST`, a version that does not exist, a version that cannot serve.
    func usable(_ id: VersionID) throws(Refusal) -> FunctionVersion {
        guard !id.isLatest else { throw Refusals.latest("take an alias' traffic here") }
        guard let versions else {
            throw Refusal(
                .unknownVersion,
                "the versions of \(target.function) have not been read yet, so \(id.label) cannot be checked: wait a moment and try again"
            )
        }
        guard let found = version(id) else {
            throw Refusals.unknownVersion(id, of: target.function, known: versions.sorted { $0.version > $1.version })
        }
        if VersionHealth.deadReason(found) != nil { throw Refusals.dead(found, of: target) }
        return found
    }

    /// Refuses a version that is known to be dead; one that is not listed may pass, since the alias already carries it.
    func carried(_ id: VersionID) throws(Refusal) {
        if let found = version(id), VersionHealth.deadReason(found) != nil { throw Refusals.dead(found, of: target) }
    }
}

extension Command {
    /// A way out goes before a promote, shift or undo that runs, and before whatever only waits for capacity or watches a step: the fence
    /// keeps the two apart. An action whose outcome is unknown has to be settled first.
    func mayInterrupt(_ open: ActionLedger.Move) -> Bool {
        guard isWayOut, open.phase.isOpen else { return false }
        return open.isLingering || !["rollback", "abort"].contains(open.command)
    }
}
