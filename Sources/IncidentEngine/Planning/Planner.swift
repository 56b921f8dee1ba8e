package import IncidentModel

/// Turns a command into a plan or a refusal. Pure: it reads nothing but its context and changes nothing.
package enum Planner {
    package static func plan(_ command: Command, _ context: PlanningContext) throws(Refusal) -> Plan {
        let desk = try PlanningDesk(command, context)
        switch command {
        case .rollback(_, let version): return try desk.rollback(to: version)
        case .abort: return try desk.abort()
        case .promote: return try desk.promote()
        case .shift(_, let version, let share): return try desk.shift(to: version, share: share)
        case .undo: return try desk.undo()
        }
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
        if let open = context.ledger.openAction(on: target) { throw Refusals.unfinished(open) }
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

    /// The plan of one fenced write and its read-back.
    func plan(to after: Routing, evidence: LastGood? = nil, warnings: [String] = []) -> Plan {
        let steps = [
            Plan.Step(
                call: "lambda UpdateAlias", before: routing.callText, after: after.callText,
                expects: "only if still at revision \(alias.revision.short)…"),
            Plan.Step(
                call: "lambda GetAlias", before: after.callText, after: "\(after.trafficText), read back",
                expects: "exactly this routing; anything else is reported, never called done"),
        ]
        return Plan(
            command: command, target: target, account: context.picture.account, region: context.picture.region,
            before: routing, revision: alias.revision, after: after, steps: steps, evidence: evidence,
            predicted: Readiness.predicted(alias), warnings: warnings + PlanWarnings(self, after: after).all,
            cannotUndo: PlanWarnings(self, after: after).cannotUndo, basedOn: readAt)
    }
}
