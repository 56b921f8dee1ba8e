package import IncidentModel

/// What programs read: the body of webhooks and of SNS messages.
extension NoticeMessage {
    /// - Parameter whole: without the event's details, for a receiver that takes no more.
    package func document(whole: Bool = true) -> JSONValue {
        let document: JSONValue = [
            "notice": .string(key), "kind": .string(kind.rawValue), "test": .bool(mark == .test), "drill": .bool(mark == .drill),
            "title": .string(title),
            "text": .string(facts.map { "\($0.label): \($0.value)" }.joined(separator: "\n")),
            "incident": incidentDocument, "event": eventDocument(whole: whole), "journalHead": .string(head),
        ]
        return showsARNs ? document : ARNs.shortened(document)
    }

    private var incidentDocument: JSONValue {
        guard let incident else { return .null }
        return [
            "id": .string(incident.id), "severity": .string(incident.severity.label), "stage": .string(incident.stage.rawValue),
            "reason": .string(incident.reason.raw), "targets": .array(incident.targets.map { .string($0.description) }),
            "declaredAt": JSONValue(incident.declaredAt), "declaredBy": .string(incident.declaredBy),
            "acknowledgedAt": JSONValue(incident.acknowledgedAt), "resolvedAt": JSONValue(incident.resolvedAt),
            "closedAt": JSONValue(incident.closedAt), "commander": JSONValue(incident.commander?.person.raw),
        ]
    }

    private func eventDocument(whole: Bool) -> JSONValue {
        [
            "seq": JSONValue(event.seq), "hash": .string(event.hash), "time": JSONValue(draft.time),
            "kind": .string(draft.kind.rawValue), "phase": JSONValue(draft.phase?.rawValue), "actor": .string(draft.actor),
            "action": JSONValue(draft.action), "command": JSONValue(draft.command),
            "account": showsARNs ? JSONValue(draft.account) : .null,
            "region": JSONValue(draft.region), "target": JSONValue(draft.target?.description),
            "before": Self.routing(draft.before), "after": Self.routing(draft.after), "reason": JSONValue(draft.reason),
            "requestIds": .array(draft.requestIDs.map { .string($0) }), "details": whole ? .object(draft.details) : [:],
        ]
    }

    private static func routing(_ routing: Routing?) -> JSONValue {
        guard let routing else { return .null }
        let weights = routing.weights.filter { $0.value != 0 }.map { ($0.key.name, JSONValue.number($0.value)) }
        return ["pointer": .string(routing.pointer.name), "weights": .object(Dictionary(weights, uniquingKeysWith: { $1 }))]
    }
}
