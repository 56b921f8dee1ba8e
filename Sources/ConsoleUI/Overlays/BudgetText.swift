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
        let functions = Set(picture.aliases.keys.map(\.function)).count
        let all = picture.functions.map { " of \($0.value.count)" } ?? ""
        let unlisted = picture.functions == nil ? ", the list of functions is not read yet" : ""
        lines.append(Piece("rows seen   \(functions)\(all) functions, \(targets) targets\(unlisted)", .text))
        func seen<Value>(_ name: String, _ part: Aged<Value>?, _ source: Observation.Source) {
            let label = name.padding(to: 12)
            if let failure = picture.failures[source] {
                lines.append(Piece("\(label)could not be read: \(Sanitiser.sanitise(failure.description, limit: 300))", .warning))
            } else if let part, let now = state.live.now {
                lines.append(Piece("\(label)read \(Figures.age(part.age(now))) ago", .dim))
            } else {
                lines.append(Piece("\(label)not read yet", .dim))
            }
        }
        seen("alarms", picture.alarms, .alarms)
        seen("deployments", picture.deployments, .deployments)
        seen("CloudTrail", picture.trail, .trail)
        seen("limits", picture.limits, .limits)
        return lines
    }
}
