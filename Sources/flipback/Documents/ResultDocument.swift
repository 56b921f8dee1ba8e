import IncidentModel

/// What became of one target of a mutating command: it was refused before anything was sent, or it was acted upon.
enum TargetOutcome: Hashable, Sendable {
    /// `routing` is where the alias stood, when that was read.
    case refused(Command, Refusal, routing: Routing?)
    case acted(ActionResult)

    var status: ExitStatus {
        switch self {
        case .refused(_, let refusal, _): ExitStatus(refusal)
        case .acted(let result): ExitStatus(result)
        }
    }
}

extension JSONDocuments {
    static func result(_ outcomes: [TargetOutcome]) -> JSONValue {
        ["actions": .array(outcomes.map(outcome))]
    }

    private static func outcome(_ outcome: TargetOutcome) -> JSONValue {
        switch outcome {
        case .refused(let command, let refusal, let routing):
            let stands = routing.map { self.routing($0) } ?? .null
            return [
                "id": .null, "target": .string(command.target.description), "command": .string(command.name),
                "before": stands, "after": stands, "outcome": .string(ActionOutcome.refused.rawValue),
                "refusal": self.refusal(refusal), "failure": .null, "durationMs": 0, "requestIds": [], "journalSeq": .null,
                "notes": [],
            ]
        case .acted(let result):
            return [
                "id": .string(result.id), "target": .string(result.target.description), "command": .string(result.command),
                "before": routing(result.before), "after": routing(result.after),
                "outcome": .string(result.outcome.rawValue), "refusal": refusal(result.refusal),
                "failure": callFailure(result.failure), "durationMs": JSONValue(result.duration.milliseconds),
                "requestIds": .array(result.requestIDs.map { .string($0) }),
                "journalSeq": result.journalSeq.map { JSONValue($0) } ?? .null,
                "notes": .array(result.notes.map { .string($0) }),
            ]
        }
    }

    private static func callFailure(_ failure: CallFailure?) -> JSONValue {
        guard let failure else { return .null }
        return [
            "kind": .string(failure.kind.rawValue), "service": .string(failure.service),
            "operation": .string(failure.operation), "code": .string(failure.code), "message": .string(failure.message.raw),
            "requestId": JSONValue(failure.requestID),
        ]
    }
}
