import IncidentModel
import TerminalCanvas

/// What looking costs, and how much of the account has been looked at.
enum BudgetText {
    static func lines(_ state: ConsoleState) -> [Piece] {
        guard let picture = state.live.picture else { return [Piece(Wording.readingFleet, .dim)] }
        let budget = picture.budget
        var lines = [
            Piece(
                "requests    \(Figures.fixed(budget.requestsPerSecond, 1)) a second of \(Figures.share(budget.limit / 100)) allowed",
                .strong),
            Piece("calls       \(budget.callsPerMinute) a minute", .text),
            Piece("cost        $\(Figures.fixed(budget.dollarsPerDay, 2)) a day for metrics, at the present pace", .text),
        ]
        if budget.throttled { lines.append(Piece("THROTTLED   a service answers 429: the pollers slow down", .warning)) }
        let targets = picture.aliases.count
        let seen = budget.rowsSeen
        let known = max(seen, budget.rowsKnown)
        let rest = seen < known ? "\(known - seen) still unseen" : "all seen"
        let rows = known == 0 ? "none yet" : "\(seen) of \(known) functions, \(rest)"
        lines.append(Piece("rows seen   \(rows), \(targets) targets", seen < known ? .warning : .text))
        func read<Value>(_ name: String, _ part: Aged<Value>?, _ source: Observation.Source) {
            let label = name.padding(to: 12)
            if let failure = picture.failures[source] {
                lines.append(Piece("\(label)could not be read: \(Sanitiser.sanitise(failure.description, limit: 300))", .warning))
            } else if let part, let now = state.live.now {
                lines.append(Piece("\(label)read \(Figures.age(part.age(now))) ago", .dim))
            } else {
                lines.append(Piece("\(label)not read yet", .dim))
            }
        }
        read("alarms", picture.alarms, .alarms)
        read("deployments", picture.deployments, .deployments)
        read("CloudTrail", picture.trail, .trail)
        read("limits", picture.limits, .limits)
        return lines
    }
}
