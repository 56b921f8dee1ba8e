import IncidentModel

extension JSONDocuments {
    static func incidents(_ incidents: [Incident]) -> JSONValue {
        ["incidents": .array(incidents.map { .object(members($0)) })]
    }

    /// One incident with its notes and the events of its timeline.
    static func incident(_ incident: Incident) -> JSONValue {
        var all = members(incident)
        all["notes"] = .array(
            incident.notes.map {
                ["time": JSONValue($0.at), "actor": .string($0.actor), "text": .string($0.text.raw)]
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
