/// An incident, as the reducer makes it from the journal's events.
package struct Incident: Hashable, Sendable {
    package struct Note: Hashable, Sendable {
        /// What a note is, beyond words.
        package enum Mark: String, Sendable, CaseIterable {
            case decision, hypothesis
            case customerImpact = "customer-impact"
            /// Something to be done after the incident; it becomes a ticket where a tracker is configured.
            case actionItem = "action-item"
        }

        package var at: Timestamp
        package var actor: String
        package var text: DisplayText
        package var mark: Mark?
        /// The target that was looked at when it was written.
        package var target: Target?
        package init(at: Timestamp, actor: String, text: DisplayText, mark: Mark? = nil, target: Target? = nil) {
            self.at = at
            self.actor = actor
            self.text = text
            self.mark = mark
            self.target = target
        }
    }

    /// One value of something that changes over the incident, with who set it and why.
    package struct Change<Value: Hashable & Sendable>: Hashable, Sendable {
        package var value: Value
        package var at: Timestamp
        package var actor: String
        package var reason: DisplayText
        package init(_ value: Value, at: Timestamp, actor: String, reason: DisplayText = "") {
            self.value = value
            self.at = at
            self.actor = actor
            self.reason = reason
        }
    }

    package struct Link: Hashable, Sendable {
        package var url: DisplayText
        package var title: DisplayText
        package var at: Timestamp
        package var actor: String
        package init(url: DisplayText, title: DisplayText, at: Timestamp, actor: String) {
            self.url = url
            self.title = title
            self.at = at
            self.actor = actor
        }
    }

    package var id: String
    package var severity: Severity
    package var stage: IncidentStage
    package var declaredAt: Timestamp
    package var declaredBy: String
    package var reason: DisplayText
    package var targets: [Target]
    /// The first bad minute: said at the declaration, else as the figures in the record tell. Nil while neither does.
    package var impactStart: Timestamp?
    /// When it could first be seen; the declaration where nothing else tells.
    package var detectedAt: Timestamp
    package var acknowledgedAt: Timestamp?
    package var acknowledgedBy: String?
    package var resolvedAt: Timestamp?
    package var closedAt: Timestamp?
    package var notes: [Note]
    /// Every severity it had, the declaration's first.
    package var severities: [Change<Severity>]
    package var stages: [Change<IncidentStage>]
    /// Oldest first, those that ended among them.
    package var roles: [RoleAssignment]
    /// Sequence numbers of role events that changed nothing: somebody else was the commander.
    package var lapsed: Set<Int>
    /// In the order of the journal.
    package var ticks: [ChecklistTick]
    package var links: [Link]
    /// Times that a plan was carried out without the approval it needed, with the reason.
    package var brokenGlass: [Change<String>]
    /// Events of this incident, oldest first.
    package var events: [Event]

    package init(
        id: String, severity: Severity, declaredAt: Timestamp, declaredBy: String, reason: DisplayText = "",
        targets: [Target] = []
    ) {
        self.id = id
        self.severity = severity
        self.declaredAt = declaredAt
        self.declaredBy = declaredBy
        self.reason = reason
        self.targets = targets
        stage = .triage
        detectedAt = declaredAt
        notes = []
        severities = [Change(severity, at: declaredAt, actor: declaredBy, reason: reason)]
        stages = [Change(.triage, at: declaredAt, actor: declaredBy)]
        roles = []
        lapsed = []
        ticks = []
        links = []
        brokenGlass = []
        events = []
    }

    package var isOpen: Bool { resolvedAt == nil && closedAt == nil }

    /// Who has the role now.
    package func holder(of role: IncidentRole) -> RoleAssignment? { roles.last { $0.role == role && $0.to == nil } }

    package var commander: RoleAssignment? { holder(of: .commander) }

    /// The last tick of each step of a runbook, by the step's id.
    package func ticks(of runbook: String) -> [String: ChecklistTick] {
        Dictionary(ticks.filter { $0.runbook == runbook }.map { ($0.step, $0) }, uniquingKeysWith: { $1 })
    }
}

extension [Incident] {
    /// The one that a console is about: the worst open incident, the newest among equals.
    package var worstOpen: Incident? {
        // By their places: a value would be copied, of each of thousands.
        indices.filter { self[$0].isOpen }
            .max { (self[$0].severity, self[$0].declaredAt) < (self[$1].severity, self[$1].declaredAt) }.map { self[$0] }
    }
}
