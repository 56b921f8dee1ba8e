import IncidentModel

extension Redactor {
    /// The event with known secrets taken out of everything that people and AWS may have written into it: the reason and every text in the
    /// details. Ids, targets and routings are the program's own.
    func redactValues(_ draft: EventDraft) -> EventDraft {
        var redacted = draft
        redacted.reason = draft.reason.map(redactValues)
        redacted.details = draft.details.mapValues(redactValues)
        return redacted
    }

    private func redactValues(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redactValues(text))
        case .array(let values): .array(values.map(redactValues))
        case .object(let members): .object(members.mapValues(redactValues))
        case .null, .bool, .number: value
        }
    }
}
