/// What a key or a command of the `:` line asks of the console. The raw value is the name used in settings to rebind it.
package enum Intent: String, CaseIterable, Sendable {
    case rollback, abort, promote, shift, undo
    /// Answers to what a running action asks.
    case keepWaiting = "wait"
    case takeAlias = "take"
    /// In the plan sheet: the next way to deal with provisioned concurrency.
    case provisioned
    case declare, acknowledge, note, export, severity, resolve
    /// Puts a proposed incident aside.
    case dismiss
    case commander, role, stage, link
    /// In the plan sheet: ask for the approval that the plan needs.
    case askApproval = "ask-approval"
    /// In the take-over sheet: take the role from who has it.
    case takeOver = "take-over"
    /// In INCIDENT: run the command of the step under the cursor.
    case runStep = "run-step"
    case arm, disarm
    case open, close
    case nextPane = "next-pane"
    case previousPane = "previous-pane"
    case aliases, versions, alarms, metrics, timeline, deployment, incident, traces
    case up, down, left, right
    case pageUp = "page-up"
    case pageDown = "page-down"
    case top, bottom
    /// Boards that lie over the dashboard.
    case ready, group, budget, history
    case filter, goto, command, freeze, messages, help, theme, redraw, quit

    /// The pane that the intent shows, if it is one of those.
    var pane: Pane? {
        switch self {
        case .aliases: .aliases
        case .versions: .versions
        case .alarms: .alarms
        case .metrics: .metrics
        case .timeline: .timeline
        case .deployment: .deployment
        case .incident: .incident
        default: nil
        }
    }

    /// Moves a pointer: these need fresh data and an idle target on top of an operator.
    var movesTraffic: Bool {
        switch self {
        case .rollback, .abort, .promote, .shift, .undo: true
        default: false
        }
    }
}

/// The panes, in the order of their numbers. TRACES has none: it is there only while `:traces` asks for it.
package enum Pane: Int, CaseIterable, Sendable {
    case aliases = 1
    case versions, alarms, metrics, timeline, deployment, incident, traces

    /// CONTRACT.md, Screen.
    var title: String {
        switch self {
        case .aliases: "ALIASES"
        case .versions: "VERSIONS"
        case .alarms: "ALARMS"
        case .metrics: "METRICS"
        case .timeline: "TIMELINE"
        case .deployment: "DEPLOYMENT"
        case .incident: "INCIDENT"
        case .traces: "TRACES"
        }
    }
}
