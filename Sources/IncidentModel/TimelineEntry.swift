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
    /// The same in fewer words, longest first, for where the line is too narrow: what counts most is in the last one, at its beginning.
    package var briefs: [DisplayText]
    package var target: Target?
    /// Where it is known from: `journal 41`, `CloudWatch history`, `seen`.
    package var evidence: String

    package init(
        at: Timestamp, who: String, category: Category, text: DisplayText, briefs: [DisplayText] = [], target: Target? = nil,
        evidence: String = ""
    ) {
        self.at = at
        self.who = who
        self.category = category
        self.text = text
        self.briefs = briefs
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
