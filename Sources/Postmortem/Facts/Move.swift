package import IncidentModel

extension PostmortemFacts {
    /// One action on one target: what was moved, by whom, why, and how it is proved.
    package struct Move: Hashable, Sendable {
        /// Whether CloudTrail has the call.
        package enum Proof: Hashable, Sendable {
            case proved(event: String)
            case missing
            /// CloudTrail is five to fifteen minutes late; nothing was recorded yet.
            case pending
        }

        package struct Phase: Hashable, Sendable {
            package var phase: ActionPhase
            package var at: Timestamp
            package var seq: Int
        }

        package var id: String
        package var target: Target
        package var command: String
        package var actor: String
        package var reason: DisplayText
        package var before: Routing
        package var after: Routing
        package var phases: [Phase]
        package var requestIDs: [String]
        package var proof: Proof
        /// `v5: 9 d, 41 M requests …`: the version that was chosen, with its evidence, as the intent recorded it.
        package var lastGood: DisplayText?
        /// `v6: …`: versions that were not chosen, each with why.
        package var passedOver: [DisplayText]
        package var warnings: [DisplayText]
        /// The deployment that was stopped first.
        package var stopped: DisplayText?

        package var decidedAt: Timestamp { phases.first?.at ?? .epoch }
        package var last: Phase? { phases.last }
        package var isVerified: Bool { last?.phase == .verified }
        /// When it was over; nil while it is under way.
        package var endedAt: Timestamp? { last.flatMap { $0.phase.isOpen ? nil : $0.at } }
        package var evidence: [Evidence] {
            var all: [Evidence] = (last.map { [.journal($0.seq)] } ?? []) + requestIDs.map { .request($0) }
            if case .proved(let event) = proof { all.append(.cloudTrail(event)) }
            return all
        }
    }
}

extension PostmortemFacts.Move {
    /// From the events of one action, in the journal's order; nil where they do not say what was to be moved.
    init?(_ id: String, _ events: [Event]) {
        let moving = events.filter { $0.draft.kind == .aliasMove || $0.draft.kind == .reconciled }
        guard let first = moving.first?.draft, let target = first.target, let before = first.before, let after = first.after
        else {
            return nil
        }
        self.init(
            id: id, target: target, command: first.command ?? "", actor: first.actor, reason: DisplayText(first.reason ?? ""),
            before: before, after: after, phases: [], requestIDs: [], proof: .pending, passedOver: [], warnings: [])
        for event in events { take(event) }
    }

    private mutating func take(_ event: Event) {
        let draft = event.draft
        let details = draft.details
        for request in draft.requestIDs where !requestIDs.contains(request) { requestIDs.append(request) }
        switch draft.kind {
        case .aliasMove, .reconciled:
            before = draft.before ?? before
            after = draft.after ?? after
            if let phase = draft.phase { phases.append(Phase(phase: phase, at: draft.time, seq: event.seq)) }
            if reason.raw.isEmpty { reason = DisplayText(draft.reason ?? "") }
            lastGood = details["lastGood"]?.string.map { DisplayText($0) } ?? lastGood
            passedOver = Self.texts(details["passedOver"]) ?? passedOver
            warnings = Self.texts(details["warnings"]) ?? warnings
            stopped = details["stopping"]?.string.map { DisplayText($0) } ?? stopped
        case .trailProof:
            switch details["state"]?.string {
            case "proved": proof = .proved(event: details["eventId"]?.string ?? "")
            case "missing": proof = .missing
            default: break
            }
        default: break
        }
    }

    private static func texts(_ value: JSONValue?) -> [DisplayText]? {
        value?.array?.compactMap { $0.string.map { DisplayText($0) } }
    }
}
