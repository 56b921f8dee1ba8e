/// One line of the TIMELINE pane: what people, the console or AWS did.
package struct TimelineEntry: Hashable, Sendable {
    package enum Category: String, Sendable {
        case severity, decision, note, alias, version, alarm, action, console, deploy, role, step, evidence
    }
    package var at: Timestamp
    /// `jo`, `AWS`, `flipback`
    package var who: String
    package var category: Category
    package var text: DisplayText
    package var target: Target?
    /// Where it is known from: `journal 41`, `CloudWatch history`, `seen`.
    package var evidence: String

    package init(
        at: Timestamp, who: String, category: Category, text: DisplayText, target: Target? = nil, evidence: String = ""
    ) {
        self.at = at
        self.who = who
        self.category = category
        self.text = text
        self.target = target
        self.evidence = evidence
    }
}

/// LIVE acts on an account; WATCH cannot act; DRILL acts on the embedded region.
package enum ConsoleMode: String, Sendable {
    case live = "LIVE"
    case watch = "WATCH"
    case drill = "DRILL"
}
