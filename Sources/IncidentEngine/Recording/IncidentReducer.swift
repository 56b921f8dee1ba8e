package import IncidentModel

/// Makes incidents from the journal's events, in the journal's order. An event that does not fit is kept in its incident's record and
/// changes nothing else: the journal is never wrong, it is only sometimes newer than this program.
package enum IncidentReducer {
    package static func reduce(_ events: [Event]) -> [Incident] { IncidentLedger(events).incidents }

    /// The incident that a declaration begins; nil for any other event.
    static func declared(_ event: Event) -> Incident? {
        let draft = event.draft
        guard draft.kind == .incidentDeclared, let id = draft.incident else { return nil }
        var incident = Incident(
            id: id, severity: severity(draft) ?? .sev1, declaredAt: draft.time, declaredBy: draft.actor,
            reason: DisplayText(draft.reason ?? ""), targets: targets(draft) ?? [])
        incident.impactStart = time("impactStart", draft)
        incident.detectedAt = time("detectedAt", draft) ?? draft.time
        if incident.detectedAt < draft.time {
            incident.stages.insert(.init(.detection, at: incident.detectedAt, actor: draft.actor), at: 0)
        }
        incident.events = [event]
        return incident
    }

    /// One more event of an incident that was declared.
    static func apply(_ event: Event, to incident: inout Incident) {
        incident.events.append(event)
        change(&incident, by: event)
    }

    private static func change(_ incident: inout Incident, by event: Event) {
        let draft = event.draft
        switch draft.kind {
        case .incidentDeclared:
            // Two consoles declared at the same moment: one incident, the worse severity, the targets of both.
            set(max(incident.severity, severity(draft) ?? incident.severity), on: &incident, by: draft)
            for target in targets(draft) ?? [] where !incident.targets.contains(target) { incident.targets.append(target) }
        case .incidentSeverity: set(severity(draft), on: &incident, by: draft)
        case .incidentTargets:
            incident.targets = targets(draft) ?? incident.targets
        case .incidentAcknowledged:
            guard incident.acknowledgedAt == nil else { return }
            incident.acknowledgedAt = draft.time
            incident.acknowledgedBy = draft.actor
        case .incidentNote: note(&incident, draft)
        case .incidentResolved:
            incident.resolvedAt = incident.resolvedAt ?? draft.time
            if incident.stage < .resolution { set(.resolution, on: &incident, by: draft) }
            note(&incident, draft)
        case .incidentClosed:
            incident.closedAt = incident.closedAt ?? draft.time
            if incident.stage < .postmortem { set(.postmortem, on: &incident, by: draft) }
        case .incidentStage: set(word("stage", draft).flatMap { IncidentStage(rawValue: $0) }, on: &incident, by: draft)
        case .incidentRole:
            if !RoleBook.apply(draft, to: &incident.roles) { incident.lapsed.insert(event.seq) }
        case .incidentStep: tick(&incident, draft)
        case .incidentLink:
            guard let url = word("url", draft), !url.isEmpty else { return }
            incident.links.append(
                .init(url: DisplayText(url), title: DisplayText(word("title", draft) ?? ""), at: draft.time, actor: draft.actor))
        case .glassBroken:
            let plan = word("plan", draft) ?? draft.target?.description ?? ""
            incident.brokenGlass.append(.init(plan, at: draft.time, actor: draft.actor, reason: DisplayText(draft.reason ?? "")))
        case .aliasMove:
            // Somebody acts on the traffic: whatever the stage says, this is containment.
            if draft.phase == .intent, incident.stage < .containment { set(.containment, on: &incident, by: draft) }
        case .metricSnapshot: ImpactStart.fill(&incident)
        case .reconciled, .deploymentStop, .provisionedChange, .groupBegun, .groupEnded, .incidentDismissed,
            .approvalRequested, .approvalGranted, .checkpoint, .trailProof, .trailForeign, .alarmChanged, .deploymentEnded:
            break
        }
    }

    private static func set(_ severity: Severity?, on incident: inout Incident, by draft: EventDraft) {
        guard let severity, severity != incident.severity else { return }
        incident.severity = severity
        incident.severities.append(.init(severity, at: draft.time, actor: draft.actor, reason: DisplayText(draft.reason ?? "")))
    }

    private static func set(_ stage: IncidentStage?, on incident: inout Incident, by draft: EventDraft) {
        guard let stage, stage != incident.stage else { return }
        incident.stage = stage
        incident.stages.append(.init(stage, at: draft.time, actor: draft.actor, reason: DisplayText(draft.reason ?? "")))
    }

    private static func tick(_ incident: inout Incident, _ draft: EventDraft) {
        guard let runbook = word("runbook", draft), let step = word("step", draft) else { return }
        incident.ticks.append(
            ChecklistTick(
                runbook: runbook, step: step, isDone: draft.details["done"]?.bool ?? true, at: draft.time, actor: draft.actor))
    }

    private static func note(_ incident: inout Incident, _ draft: EventDraft) {
        guard let text = draft.details["text"]?.string, !text.isEmpty else { return }
        incident.notes.append(
            .init(
                at: draft.time, actor: draft.actor, text: DisplayText(text),
                mark: word("mark", draft).flatMap { Incident.Note.Mark(rawValue: $0) }, target: draft.target))
    }

    private static func word(_ name: String, _ draft: EventDraft) -> String? { draft.details[name]?.string }

    private static func time(_ name: String, _ draft: EventDraft) -> Timestamp? {
        word(name, draft).flatMap { Timestamp(rfc3339: $0) }
    }

    private static func severity(_ draft: EventDraft) -> Severity? {
        draft.details["severity"]?.number.flatMap { Int(exactly: $0) }.flatMap { Severity(rawValue: $0) }
    }

    private static func targets(_ draft: EventDraft) -> [Target]? {
        draft.details["targets"]?.array?.compactMap { $0.string.flatMap { Target($0) } }
    }
}
