package import IncidentEngine
package import IncidentModel

/// What one notice says, before it takes a receiver's form: a value made of the event that caused it and of the incident as it stood after
/// that event. All text is sanitised, so that what people and AWS wrote can't steer a receiver.
package struct NoticeMessage: Hashable, Sendable {
    /// What is told apart from a real incident, in words and at the front.
    package enum Mark: String, Sendable {
        case test = "TEST"
        case drill = "DRILL"
    }

    package struct Fact: Hashable, Sendable {
        package var label: String
        package var value: String
    }

    package var kind: NoticeKind
    package var event: Event
    package var incident: Incident?
    /// The same for every attempt.
    package var key: String
    package var mark: Mark?
    /// Whether ARNs may be told; without them the last part of each stands for it.
    package var showsARNs: Bool

    package init(_ draft: NoticeDraft, of event: Event, incident: Incident?, showsARNs: Bool = true) {
        kind = draft.isTest ? .test : NoticeKind(event.draft) ?? .note
        self.event = event
        self.incident = incident
        key = draft.key
        mark = draft.isTest ? .test : event.draft.details[JournalScope.drillKey] == nil ? nil : .drill
        self.showsARNs = showsARNs
    }

    package var draft: EventDraft { event.draft }

    /// The incident's id; for an event of none, the key.
    package var subject: String { draft.incident.map { safe($0) } ?? key }

    package var severity: Severity? { incident?.severity }

    /// The journal's position at this event, `41:9f86…`: written down with every notice, so that a journal whose newest events were cut off
    /// is found by `flipback journal verify --anchor`.
    package var head: String { "\(event.seq):\(event.hash)" }

    /// `jo`, the short name of whoever caused it.
    package var who: String {
        let actor = safe(draft.actor, limit: 200)
        return actor.hasPrefix("arn:") ? CallerIdentity(account: "", arn: actor).shortName : actor
    }

    /// Text from outside in one line, without control characters.
    package func safe(_ text: String, limit: Int = 1024) -> String {
        let text = Sanitiser.sanitise(text, limit: limit)
        return showsARNs ? text : ARNs.shortened(text)
    }
}
