import IncidentEngine
import IncidentModel

extension Words {
    /// Median and p90 with how many incidents they are of, and DORA's two.
    static func statistics(_ statistics: IncidentStatistics) -> [String] {
        var lines = ["", "\(statistics.past) incidents that are over, \(statistics.open) open"]
        var table = Table([("CLOCK", .left), ("MEDIAN", .right), ("P90", .right), ("N", .right), ("FROM … TO", .left)])
        let rows: [(String, IncidentStatistics.Spread?, String)] = [
            ("detect", statistics.detect, "first bad minute … seen"),
            ("acknowledge", statistics.acknowledge, "seen … acknowledged"),
            ("contain", statistics.contain, "decision … traffic moved and read back"),
            ("recover", statistics.recover, "traffic moved … no alarm fires"),
            ("restore", statistics.restore, "first bad minute … no alarm fires, else resolved"),
            ("restore, DORA", statistics.restoreAfterChange, "the same, of incidents by a change"),
        ]
        for (name, spread, meaning) in rows {
            table.add([
                name, spread.map { duration($0.median) } ?? "-", spread.map { duration($0.p90) } ?? "-",
                String(spread?.count ?? 0), meaning,
            ])
        }
        lines += table.lines
        if let rate = statistics.changeFailureRate {
            lines.append(
                "change failure rate: \(percent(rate)), \(statistics.failedChanges) of \(statistics.changes) versions that came newly to "
                    + "a target were taken away or failed in an incident")
            lines.append("(what others released counts only where this journal has it: read it as an upper bound)")
        } else {
            lines.append("change failure rate: unknown, the journal knows of no version that came newly to a target")
        }
        return lines
    }

    /// - Parameter all: steps of every stage; else those that are due.
    static func checklist(_ incident: Incident, _ runbooks: [Runbook], all: Bool) -> [String] {
        var lines = ["\(incident.id)  \(incident.severity.label)  \(incident.stage.rawValue)"]
        if runbooks.isEmpty { lines.append("  no runbook is for \(incident.severity.label)") }
        for runbook in runbooks {
            let ticks = incident.ticks(of: runbook.name)
            let done = runbook.steps.count { ticks[$0.id]?.isDone == true }
            lines.append("\(runbook.name)  \(done) of \(runbook.steps.count) done")
            let steps = all ? runbook.steps : runbook.due(in: incident)
            var stage: IncidentStage?
            for step in steps {
                if step.stage != stage { lines.append("  \(step.stage.rawValue)") }
                stage = step.stage
                lines.append("    " + self.step(step, ticks[step.id]))
            }
            if steps.isEmpty { lines.append("  nothing is due") }
        }
        return lines
    }

    private static func step(_ step: Runbook.Step, _ tick: ChecklistTick?) -> String {
        let isDone = tick?.isDone == true
        let command = step.command.map { "  :\(Sanitiser.sanitise($0, limit: 80))" } ?? ""
        let who = tick.map { isDone ? "  (\(actor($0.actor)) \($0.at.clock))" : "" } ?? ""
        return "[\(isDone ? "x" : " ")] \(step.id)  \(step.text)\(command)\(who)"
    }
}
