import IncidentModel

/// What a person must know before pressing the second key: what stands out about where the traffic will go, and what no alias move undoes.
struct PlanWarnings {
    private let desk: PlanningDesk
    private let after: Routing
    private let capacity: ProvisionedPlan?

    init(_ desk: PlanningDesk, after: Routing, provisioned: ProvisionedPlan?) {
        self.desk = desk
        self.after = after
        capacity = provisioned
    }

    private var gaining: [VersionID] {
        let before = desk.alias.effective
        return EffectiveTraffic(after).parts.filter { $0.share > before.share(of: $0.version) }.map(\.version)
    }

    private var losing: [VersionID] {
        let after = EffectiveTraffic(after)
        return desk.alias.effective.parts.filter { $0.share > after.share(of: $0.version) }.map(\.version)
    }

    private func schema(_ version: FunctionVersion) -> SchemaWindow? {
        SchemaCheck.window(version, of: desk.target.function, options: desk.context.options)
    }

    var all: [String] {
        interrupted + inactive + schemas + rolesAndQueues + provisioned + unreadCapacity + DeploymentWarnings(desk).all
    }

    private var interrupted: [String] {
        guard let open = desk.interrupted else { return [] }
        return [
            "the \(open.command) of \(open.startedAt.clock) by \(Wording.typed(open.actor)) is under way: it is made to end at its next safe point"
        ]
    }

    private var inactive: [String] {
        gaining.filter { desk.version($0).map(VersionHealth.isInactive) == true }
            .map { "\($0.label) is Inactive: its first calls will fail until Lambda has prepared it again" }
    }

    private var schemas: [String] {
        var warnings: [String] = []
        for new in gaining {
            for old in losing {
                guard let wants = desk.version(new).flatMap(schema),
                    let has = desk.version(old).flatMap(schema),
                    wants != has
                else { continue }
                warnings.append(
                    "\(new.label) says schema=\(wants), \(old.label) says schema=\(has): check that \(new.label) can run on it")
            }
        }
        return warnings
    }

    /// For a full switch they are allowed to differ, and worth knowing; a weighted split has been refused before.
    private var rolesAndQueues: [String] {
        guard EffectiveTraffic(after).parts.count == 1, let new = desk.version(after.pointer),
            let old = desk.version(desk.alias.effective.parts.first?.version ?? desk.routing.pointer), new.version != old.version
        else { return [] }
        var warnings: [String] = []
        if new.role != old.role { warnings.append("\(new.version.label) runs under another role than \(old.version.label)") }
        if new.deadLetterTarget != old.deadLetterTarget {
            warnings.append("\(new.version.label) has another dead-letter queue than \(old.version.label)")
        }
        return warnings
    }

    private var provisioned: [String] {
        guard let capacity, let old = desk.alias.effective.parts.map(\.version).first(where: { $0 != after.pointer }) else {
            return []
        }
        let what = "the alias has provisioned concurrency (\(capacity.requested)): "
        let new = after.pointer.label
        switch capacity.chosen {
        case .waitWarm:
            return [what + "AWS keeps the traffic on \(old.label) until \(new) is warm, a minute or more"]
        case .dropAndRestore:
            return [what + "it is taken away for the move, so the first calls of \(new) are cold, and put back afterwards"]
        case .versionLevel:
            return [what + "\(new) is warmed first and keeps it; \(old.label) has the traffic until then"]
        }
    }

    /// Where it could not be read, there may be some.
    private var unreadCapacity: [String] {
        guard capacity == nil, after.pointer != desk.routing.pointer,
            let failure = desk.context.picture.failures[.provisioned(function: desk.target.function)]
        else { return [] }
        return [
            "provisioned concurrency could not be read (\(failure)): if \(desk.target) has some, AWS keeps the traffic where it is "
                + "until \(after.pointer.label) is warm"
        ]
    }

    /// Each one a phrase to follow "does not undo:".
    var cannotUndo: [String] {
        let old = losing.map(\.label)
        guard !old.isEmpty else { return [] }
        let who = Wording.list(old)
        return [
            "\(schemaPhrase(who))",
            "events already queued or being retried: they run on the version that is served when they are delivered",
            "requests in flight: those on \(who) run to their end",
        ]
    }

    private func schemaPhrase(_ who: String) -> String {
        let schemas = Set((gaining + losing).compactMap { desk.version($0).flatMap(schema) })
        let known = (gaining + losing).allSatisfy { desk.version($0).flatMap(schema) != nil }
        if known, schemas.count == 1, let schema = schemas.first {
            return "schema and data changes (both versions say schema=\(schema))"
        }
        return "schema and data changes made by \(who)"
    }
}
