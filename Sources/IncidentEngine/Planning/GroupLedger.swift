package import IncidentModel

/// What the journal knows of groups: what each was to do, and what became of every target. Built from events in the journal's order.
package struct GroupLedger: Sendable {
    /// One target of a group.
    package struct Member: Hashable, Sendable {
        package var command: Command
        package var target: Target { command.target }
        /// The id of its action, once it was begun.
        package var action: String?
        /// The latest phase of the action; nil when it was not begun.
        package var phase: ActionPhase?
        /// Closed by the reconciler: its process died before it could say.
        package var wasReconciled = false

        package var outcome: ActionOutcome? { phase.flatMap { ActionOutcome(rawValue: $0.rawValue) } }
        /// Nothing of it has been sent: it was not begun, or its process died before its write arrived.
        package var isLeft: Bool { phase == nil || wasReconciled && phase == .notApplied }
    }

    package struct Group: Hashable, Sendable {
        package var id: String
        package var members: [Member]
        package var policy: GroupPolicy
        package var actor: String
        package var reason: String
        package var incident: String?
        /// The process that carries it out.
        package var session: String
        package var begunAt: Timestamp

        /// What is still to be planned and done.
        package var remaining: [Command] { members.filter(\.isLeft).map(\.command) }
        /// Begun, and not known how they ended: to be settled by the reconciler before anything is planned.
        package var open: [Target] {
            members.filter { $0.phase.map { $0.isOpen || $0 == .unknown } ?? false }.map(\.target)
        }
    }

    private var groups: [String: Group] = [:]
    private var order: [String] = []
    private var ended: Set<String> = []
    /// By action id.
    private var places: [String: String] = [:]
    /// The last event that was applied.
    private(set) var seq = 0

    package init(_ events: [Event] = []) {
        for event in events { apply(event) }
    }

    /// Begun and not ended, oldest first.
    package var unfinished: [Group] { order.filter { !ended.contains($0) }.compactMap { groups[$0] } }
    package func group(_ id: String) -> Group? { groups[id] }

    package mutating func apply(_ event: Event) {
        seq = event.seq
        let draft = event.draft
        switch draft.kind {
        case .groupBegun: begin(draft)
        case .groupEnded: if let id = draft.details["group"]?.string { ended.insert(id) }
        case .aliasMove, .reconciled: join(draft)
        default: break
        }
    }

    private mutating func begin(_ draft: EventDraft) {
        guard let id = draft.details["group"]?.string else { return }
        let session = draft.details["session"]?.string ?? ""
        ended.remove(id)
        if groups[id] != nil {
            groups[id]?.session = session
            return
        }
        let commands = (draft.details["commands"]?.array ?? []).compactMap(Self.command)
        groups[id] = Group(
            id: id, members: commands.map { Member(command: $0) },
            policy: GroupPolicy(
                order: draft.details["order"]?.string.flatMap { GroupPolicy.Order(rawValue: $0) } ?? .parallel,
                stopAfter: draft.details["stopAfter"]?.number.flatMap { Int(exactly: $0) }),
            actor: draft.actor, reason: draft.reason ?? "", incident: draft.incident, session: session, begunAt: draft.time)
        order.append(id)
    }

    private mutating func join(_ draft: EventDraft) {
        guard let action = draft.action, let phase = draft.phase, let target = draft.target,
            let id = draft.details["group"]?.string ?? places[action],
            let index = groups[id]?.members.firstIndex(where: { $0.target == target })
        else { return }
        places[action] = id
        groups[id]?.members[index].action = action
        groups[id]?.members[index].phase = phase
        groups[id]?.members[index].wasReconciled = draft.kind == .reconciled
    }

    // MARK: - Commands in the journal

    static func coded(_ command: Command) -> JSONValue {
        var members: [String: JSONValue] = [
            "command": .string(command.name), "target": .string(command.target.description),
        ]
        switch command {
        case .rollback(_, let version?): members["to"] = .string(version.name)
        case .shift(_, let version, let share):
            members["to"] = .string(version.name)
            members["share"] = .number(share)
        default: break
        }
        return .object(members)
    }

    /// Nil for what a later program may have written.
    static func command(_ value: JSONValue) -> Command? {
        guard let target = value["target"]?.string.flatMap({ Target($0) }) else { return nil }
        let version = value["to"]?.string.flatMap { VersionID($0) }
        switch value["command"]?.string {
        case "rollback": return .rollback(target, to: version)
        case "abort": return .abort(target)
        case "promote": return .promote(target)
        case "undo": return .undo(target)
        case "shift":
            guard let version, let share = value["share"]?.number else { return nil }
            return .shift(target, to: version, share: share)
        default: return nil
        }
    }
}
