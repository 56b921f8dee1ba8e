import IncidentModel

extension JSONDocuments {
    static func gate(_ answer: GateAnswer) -> JSONValue {
        [
            "target": .string(answer.target.description), "version": .string(answer.version.name),
            "allowed": .bool(answer.isAllowed), "reasons": .array(answer.reasons.map { .string($0) }),
        ]
    }

    static func stranded(_ work: StrandedWork) -> JSONValue {
        [
            "target": .string(work.target.description), "version": .string(work.version.name),
            "inFlight": work.inFlight.map { JSONValue($0) } ?? .null, "inFlightAt": JSONValue(work.inFlightAt),
            "durable": .array(
                work.durable.map {
                    ["name": .string($0.name.raw), "arn": .string($0.arn), "startedAt": JSONValue($0.startedAt)]
                }),
            "oldestAsyncEventMs": work.oldestAsyncEvent.map { JSONValue($0.milliseconds) } ?? .null,
            "eventSources": .array(
                work.eventSources.map {
                    ["id": .string($0.id), "source": .string($0.source.raw), "state": .string($0.state)]
                }),
            "unread": .array(work.unread.map { .string("\($0)") }),
        ]
    }
}
