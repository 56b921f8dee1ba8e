package import IncidentModel

/// Makes incidents from the journal's events, in the journal's order. An event that does not fit is kept in its incident's record and
/// changes nothing else: the journal is never wrong, it is only sometimes newer than this program.
package enum IncidentReducer {
    package static func reduce(_ events: [Event]) -> [Incident] {
        var incidents: [Incident] = []
        for event in events { apply(event, to: &incidents) }
        return incidents
    }

    /// One more event, onto incidents in the order of their declaration.
    package static func apply(_ event: Event, to incidents: inout [Incident]) {
        let draft = event.draft
        guard let id = draft.incident else { return }
        guard let index = incidents.lastIndex(where: { $0.id == id }) else {
            guard draft.kind == .incidentDeclared else { return }
            var incident = Incident(
                id: id, severity: severity(draft) ?? .sev1, declaredAt: draft.time, declaredBy: draft.actor,
                reason: DisplayText(draft.reason ?? ""), targets: targets(draft) ?? [])
            incident.events = [event]
            incidents.append(incident)
            return
        }
        incidents[index].events.append(event)
        change(&incidents[index], by: draft)
    }

    private static func change(_ incident: inout Incident, by draft: EventDraft) {
        switch draft.kind {
        case .incidentDeclared:
            // Two consoles declared at the same moment: one incident, the worse severity, the targets of both.
            incident.severity = max(incident.severity, severity(draft) ?? incident.severity)
            for target in targets(draft) ?? [] where !incident.targets.contains(target) { incident.targets.append(target) }
        case .incidentSeverity:
            incident.severity = severity(draft) ?? incident.severity
        case .incidentTargets:
            incident.targets = targets(draft) ?? incident.targets
        case .incidentAcknowledged:
            guard incident.acknowledgedAt == nil else { return }
            incident.acknowledgedAt = draft.time
            incident.acknowledgedBy = draft.actor
        case .incidentNote:
            note(&incident, draft)
        case .incidentResolved:
            incident.resolvedAt = incident.resolvedAt ?? draft.time
            note(&incident, draft)
        case .incidentClosed:
            incident.closedAt = incident.closedAt ?? draft.time
        case .aliasMove, .reconciled, .deploymentStop, .provisionedChange, .groupBegun, .groupEnded:
            break
        }
    }

    private static func note(_ incident: inout Incident, _ draft: EventDraft) {
        guard let text = draft.details["text"]?.string, !text.isEmpty else { return }
        incident.notes.append(.init(at: draft.time, actor: draft.actor, text: DisplayText(text)))
    }

    private static func severity(_ draft: EventDraft) -> Severity? {
        draft.details["severity"]?.number.flatMap { Int(exactly: $0) }.flatMap { Severity(rawValue: $0) }
    }

    private static func targets(_ draft: EventDraft) -> [Target]? {
        draft.details["targets"]?.array?.compactMap { $0.string.flatMap { Target($0) } }
    }
}
