import IncidentEngine
import IncidentModel

extension JSONDocuments {
    static func incidents(_ incidents: [Incident], statistics: IncidentStatistics) -> JSONValue {
        ["incidents": .array(incidents.map { .object(members($0)) }), "statistics": self.statistics(statistics)]
    }

    /// One incident with its notes and the events of its timeline.
    static func incident(_ incident: Incident) -> JSONValue {
        var all = members(incident)
        all["notes"] = .array(
            incident.notes.map {
                [
                    "time": JSONValue($0.at), "actor": .string($0.actor), "text": .string($0.text.raw),
                    "mark": JSONValue($0.mark?.rawValue), "target": JSONValue($0.target?.description),
                ]
            })
        all["severities"] = .array(incident.severities.map { change($0, "severity", $0.value.label) })
        all["stages"] = .array(incident.stages.map { change($0, "stage", $0.value.rawValue) })
        all["roles"] = .array(incident.roles.map(role))
        all["links"] = .array(
            incident.links.map {
                [
                    "url": .string($0.url.raw), "title": .string($0.title.raw), "time": JSONValue($0.at),
                    "actor": .string($0.actor),
                ]
            })
        all["ticks"] = .array(
            incident.ticks.map {
                [
                    "runbook": .string($0.runbook), "step": .string($0.step), "done": .bool($0.isDone), "time": JSONValue($0.at),
                    "actor": .string($0.actor),
                ]
            })
        all["events"] = .array(incident.events.map(event))
        return .object(all)
    }

    private static func members(_ incident: Incident) -> [String: JSONValue] {
        [
            "id": .string(incident.id), "severity": .string(incident.severity.label), "open": .bool(incident.isOpen),
            "declaredAt": JSONValue(incident.declaredAt), "declaredBy": .string(incident.declaredBy),
            "reason": .string(incident.reason.raw), "targets": .array(incident.targets.map { .string($0.description) }),
            "acknowledgedAt": JSONValue(incident.acknowledgedAt), "acknowledgedBy": JSONValue(incident.acknowledgedBy),
            "resolvedAt": JSONValue(incident.resolvedAt), "closedAt": JSONValue(incident.closedAt),
            "stage": .string(incident.stage.rawValue), "impactStart": JSONValue(incident.impactStart),
            "detectedAt": JSONValue(incident.detectedAt), "clocks": clocks(.of(incident)),
            "commander": incident.commander.map(role) ?? .null,
        ]
    }

    private static func change<Value>(_ change: Incident.Change<Value>, _ name: String, _ value: String) -> JSONValue {
        .object([
            name: .string(value), "time": JSONValue(change.at), "actor": .string(change.actor),
            "reason": .string(change.reason.raw),
        ])
    }

    private static func role(_ role: RoleAssignment) -> JSONValue {
        [
            "role": .string(role.role.name), "person": .string(role.person.raw), "from": JSONValue(role.from),
            "to": JSONValue(role.to), "by": .string(role.by), "manner": .string(role.manner.rawValue),
            "note": .string(role.note.raw),
        ]
    }

    private static func event(_ event: Event) -> JSONValue {
        let draft = event.draft
        return [
            "seq": JSONValue(event.seq), "time": JSONValue(draft.time), "actor": .string(draft.actor),
            "kind": .string(draft.kind.rawValue), "phase": JSONValue(draft.phase?.rawValue),
            "target": JSONValue(draft.target?.description), "before": draft.before.map(routing) ?? .null,
            "after": draft.after.map(routing) ?? .null, "requestIds": .array(draft.requestIDs.map { .string($0) }),
            "reason": JSONValue(draft.reason), "details": .object(draft.details), "hash": .string(event.hash),
        ]
    }
}
