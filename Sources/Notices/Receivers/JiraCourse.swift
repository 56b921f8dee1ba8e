package import HTTPTransport
package import IncidentModel

/// A notice on its way into Jira Cloud. Creating is not idempotent there, so a ticket is looked for by its label before every attempt, and a
/// comment by the notice's key; what a lost reply left behind is found and not made again. An update whose ticket is not there makes it.
package struct JiraCourse: DeliveryCourse {
    private enum Stage {
        case starting, searching, creating, readingStatus, readingComments, commenting, readingTransitions, moving
    }

    private let forms: JiraForms
    private let now: Timestamp
    private var stage = Stage.starting
    private var ticket: String?
    /// The ticket is one that we were told of and did not find ourselves: it may have been deleted.
    private var isHearsay = false
    private var isDone = false

    /// - Parameter reference: the ticket that the incident's first notice made.
    package init(_ message: NoticeMessage, _ settings: JiraSettings, reference: String?, now: Timestamp) {
        forms = JiraForms(settings: settings, message: message)
        self.now = now
        if message.kind != .actionItem, message.kind != .test {
            ticket = reference
            isHearsay = reference != nil
        }
    }

    private var kind: NoticeKind { forms.message.kind }

    package mutating func next(_ reply: HTTPResponse?) -> CourseStep {
        guard let reply else { return begin() }
        if isHearsay, reply.status == 404 {
            ticket = nil
            isHearsay = false
            return go(.searching, forms.search)
        }
        if let refusal = ReplyRules.refusal(reply, at: now, doing: doing) { return .end(refusal) }
        isHearsay = false
        return after(reply)
    }

    private mutating func begin() -> CourseStep {
        guard let ticket else { return go(.searching, forms.search) }
        return proceed(on: ticket)
    }

    private mutating func after(_ reply: HTTPResponse) -> CourseStep {
        let document = ReplyDocument(reply)
        switch stage {
        case .starting: return begin()
        case .searching:
            guard let document, document["issues"]?.array != nil else { return .end(senseless("no list of issues")) }
            guard let found = forms.ticket(in: document) else { return go(.creating, forms.create) }
            ticket = found
            return made(found)
        case .creating:
            guard let key = document?["key"]?.string, !key.isEmpty else { return .end(senseless("no key")) }
            ticket = key
            return made(key)
        case .readingStatus:
            isDone = document?["fields"]?["status"]?["statusCategory"]?["key"]?.string == "done"
            return ticket.map { go(.readingComments, forms.comments(of: $0)) } ?? .end(senseless("no ticket"))
        case .readingComments:
            guard let document, let comments = document["comments"]?.array, let ticket else {
                return .end(senseless("no list of comments"))
            }
            let isThere = comments.contains { $0.canonical.contains(JSONValue.string(forms.message.key).canonical.dropQuotes) }
            return isThere ? commented(ticket) : go(.commenting, forms.comment(on: ticket))
        case .commenting: return ticket.map { commented($0) } ?? .end(senseless("no ticket"))
        case .readingTransitions:
            guard let document, let ticket else { return .end(senseless("no list of transitions")) }
            guard let id = forms.ending(in: document) else { return .end(.dead(noWay(document, ticket))) }
            return go(.moving, forms.transition(ticket, by: id))
        case .moving: return .end(.delivered(reference: ticket))
        }
    }

    /// The ticket is there: for a new incident, an action item and a test that is all.
    private mutating func made(_ ticket: String) -> CourseStep {
        switch kind {
        case .opened, .test: .end(.delivered(reference: ticket))
        // Not the incident's ticket: later notices must not take it for that.
        case .actionItem: .end(.delivered(reference: nil))
        default: proceed(on: ticket)
        }
    }

    private mutating func proceed(on ticket: String) -> CourseStep {
        switch kind {
        case .opened: .end(.delivered(reference: ticket))
        case .resolved: go(.readingStatus, forms.status(of: ticket))
        default: go(.readingComments, forms.comments(of: ticket))
        }
    }

    private mutating func commented(_ ticket: String) -> CourseStep {
        guard kind == .resolved, !isDone else { return .end(.delivered(reference: ticket)) }
        return go(.readingTransitions, forms.transitions(of: ticket))
    }

    private mutating func go(_ stage: Stage, _ request: HTTPRequest) -> CourseStep {
        self.stage = stage
        return .send(request)
    }

    private var doing: String {
        switch stage {
        case .starting, .searching: "Jira, looking for the ticket"
        case .creating: "Jira, creating the ticket"
        case .readingStatus, .readingComments: "Jira, reading \(ticket ?? "the ticket")"
        case .commenting: "Jira, commenting on \(ticket ?? "the ticket")"
        case .readingTransitions, .moving: "Jira, ending \(ticket ?? "the ticket")"
        }
    }

    private func senseless(_ why: String) -> Delivery { ReplyRules.senseless(doing, why) }

    private func noWay(_ document: ReplyDocument, _ ticket: String) -> DisplayText {
        let names = (document["transitions"]?.array ?? []).compactMap { $0["name"]?.string }.joined(separator: ", ")
        return DisplayText(
            "Jira: the workflow of \(ticket) offers no transition to a done status (it offers: \(names.isEmpty ? "none" : names)); "
                + "move it by hand, or name one with `done:` in the settings and replay", limit: 400)
    }
}

extension String {
    /// Without the quotes of a JSON string.
    fileprivate var dropQuotes: String { String(dropFirst().dropLast()) }
}
