import IncidentEngine
import IncidentModel

extension JSONDocuments {
    static func clocks(_ clocks: IncidentClocks) -> JSONValue {
        [
            "detectMs": milliseconds(clocks.detect), "acknowledgeMs": milliseconds(clocks.acknowledge),
            "containMs": milliseconds(clocks.contain), "recoverMs": milliseconds(clocks.recover),
            "restoreMs": milliseconds(clocks.restore),
        ]
    }

    static func statistics(_ statistics: IncidentStatistics) -> JSONValue {
        [
            "past": JSONValue(statistics.past), "open": JSONValue(statistics.open), "detect": spread(statistics.detect),
            "acknowledge": spread(statistics.acknowledge), "contain": spread(statistics.contain),
            "recover": spread(statistics.recover), "restore": spread(statistics.restore),
            "changes": JSONValue(statistics.changes), "failedChanges": JSONValue(statistics.failedChanges),
            "changeFailureRate": statistics.changeFailureRate.map { .number($0) } ?? .null,
            "restoreAfterChange": spread(statistics.restoreAfterChange),
        ]
    }

    static func checklist(_ incident: Incident, _ runbooks: [Runbook]) -> JSONValue {
        [
            "incident": .string(incident.id), "severity": .string(incident.severity.label),
            "stage": .string(incident.stage.rawValue), "runbooks": .array(runbooks.map { runbook(incident, $0) }),
        ]
    }

    private static func runbook(_ incident: Incident, _ runbook: Runbook) -> JSONValue {
        let ticks = incident.ticks(of: runbook.name)
        let due = Set(runbook.due(in: incident).map(\.id))
        return [
            "name": .string(runbook.name),
            "steps": .array(
                runbook.steps.map { step in
                    let tick = ticks[step.id].flatMap { $0.isDone ? $0 : nil }
                    return [
                        "id": .string(step.id), "stage": .string(step.stage.rawValue), "text": .string(step.text.raw),
                        "command": JSONValue(step.command), "due": .bool(due.contains(step.id)), "done": .bool(tick != nil),
                        "doneAt": JSONValue(tick?.at), "doneBy": JSONValue(tick?.actor),
                    ]
                }),
        ]
    }

    private static func spread(_ spread: IncidentStatistics.Spread?) -> JSONValue {
        guard let spread else { return .null }
        return [
            "medianMs": JSONValue(spread.median.milliseconds), "p90Ms": JSONValue(spread.p90.milliseconds),
            "n": JSONValue(spread.count),
        ]
    }

    private static func milliseconds(_ duration: Duration?) -> JSONValue { duration.map { JSONValue($0.milliseconds) } ?? .null }
}
