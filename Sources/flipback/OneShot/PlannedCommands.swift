import IncidentEngine
import IncidentModel

/// Commands with the plan or the refusal of each, and the picture that they were planned on.
struct PlannedCommands: Sendable {
    struct Item: Sendable {
        var command: Command
        var plan: Result<Plan, Refusal>
    }

    var picture: FleetPicture
    var ledger: ActionLedger
    var items: [Item]

    var plans: [Plan] { items.compactMap { try? $0.plan.get() } }

    /// With `--yes` nobody reads the plan's warnings, so a rollback to last good is refused where the last action was one too: run twice by a
    /// script or in a panic it would walk one version further back, while alarms and metrics still lag behind the first move.
    /// A dangerous plan is refused unless its word was given.
    func unattended(confirmed: [String] = []) -> PlannedCommands {
        var guarded = self
        for (index, item) in items.enumerated() {
            guard case .success(let plan) = item.plan, let typed = plan.typed, !confirmed.contains(typed.word) else { continue }
            guarded.items[index].plan = .failure(
                Refusal(.notTyped, "\(plan.target): \(typed.why); to do it all the same add --confirm \(typed.word)"))
        }
        for (index, item) in items.enumerated() {
            guard case .rollback(let target, to: nil) = item.command, case .success(let plan) = item.plan,
                let last = ledger.lastAction(on: target), last.command == "rollback" || last.command == "abort",
                last.after == plan.before
            else { continue }
            guarded.items[index].plan = .failure(
                Refusal(
                    .alreadyThere,
                    "\(target) was moved to \(last.after.pointer.label) by the \(last.command) of \(last.at.clock): give it time to recover; to go "
                        + "further back name the version (--to \(plan.after.pointer)), to take it back use undo"))
        }
        return guarded
    }

    /// What became of each command, in their order.
    func outcomes(_ results: [ActionResult]) -> [TargetOutcome] {
        let byTarget = Dictionary(results.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
        return items.compactMap { item in
            if case .failure(let refusal) = item.plan {
                return .refused(item.command, refusal, routing: picture.aliases[item.command.target]?.value.routing)
            }
            return byTarget[item.command.target].map { .acted($0) }
        }
    }

    /// A failure that is about the way to AWS and not about one target: credentials, network, permission, throttling. An alias or function
    /// that does not exist is the planner's to refuse.
    func obstacle(endpoint: String) -> Failure? {
        for item in items where picture.aliases[item.command.target] == nil {
            let failure = picture.failures[.aliases(function: item.command.target.function)]
            if let failure, failure.kind != .notFound { return Failure(failure, endpoint: endpoint) }
        }
        for item in items where picture.versions[item.command.target.function] == nil {
            guard picture.aliases[item.command.target] != nil, Self.needsVersions(item.command) else { continue }
            if let failure = picture.failures[.versions(function: item.command.target.function)] {
                return Failure(failure, endpoint: endpoint)
            }
        }
        return nil
    }

    /// What could not be read and is only missed: told, so that a weaker plan does not look like a full one.
    var gaps: [String] {
        Set(picture.failures.values.filter { $0.kind != .notFound }.map { "not known for this plan: \($0)" }).sorted()
    }

    private static func needsVersions(_ command: Command) -> Bool {
        switch command {
        case .rollback, .shift: true
        case .abort, .promote, .undo: false
        }
    }
}
