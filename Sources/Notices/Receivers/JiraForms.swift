import AWSGateway
import HTTPTransport
import IncidentModel

/// The requests to Jira Cloud's REST API v3. Rich text is Atlassian Document Format; a label has no blanks.
struct JiraForms: Sendable {
    let settings: JiraSettings
    let message: NoticeMessage

    private static let actionItemLabel = "flipback-action-item"

    /// What finds the ticket again: the incident's id; for an action item that and its place in the journal.
    var label: String {
        switch message.kind {
        case .test: "flipback-test-\(message.event.seq)-\(message.draft.time.milliseconds)"
        case .actionItem: Self.label("\(message.subject)-item-\(message.event.seq)")
        default: Self.label(message.subject)
        }
    }

    /// `/rest/api/3/search` is gone (410): `/search/jql` with bounded pages.
    var search: HTTPRequest {
        post(
            "/search/jql",
            [
                "jql": .string(
                    "project = \(Self.quoted(settings.project)) AND labels = \(Self.quoted(label)) ORDER BY created ASC"),
                "fields": ["labels", "status"], "maxResults": 50,
            ])
    }

    /// The oldest ticket of a search that is the incident's own and not one of its action items.
    func ticket(in reply: ReplyDocument) -> String? {
        (reply["issues"]?.array ?? []).first { issue in
            let labels = (issue["fields"]?["labels"]?.array ?? []).compactMap(\.string)
            return message.kind == .actionItem || !labels.contains(Self.actionItemLabel)
        }?["key"]?.string
    }

    var create: HTTPRequest {
        var labels = [label, "flipback"]
        if let incident = message.incident {
            // PagerDuty's incident response guide: `sev1_YYYYMMDD` and `sev1`.
            let c = incident.declaredAt.civil
            let severity = "sev\(incident.severity.rawValue)"
            labels += [severity, "\(severity)_\(c.year.padded(4))\(c.month.padded(2))\(c.day.padded(2))"]
        }
        if message.kind == .actionItem { labels += [Self.actionItemLabel, Self.label(message.subject)] }
        if message.mark == .drill { labels.append("drill") }
        let type = message.kind == .actionItem ? settings.actionItemType : settings.issueType
        var fields: [String: JSONValue] = [
            "project": ["key": .string(settings.project)], "issuetype": ["name": .string(type)],
            "summary": .string(summary.clipped(to: 255)), "labels": .array(labels.map { .string($0) }),
            "description": document(message.kind == .opened || message.kind == .actionItem ? message.title : summary),
        ]
        if let severity = message.severity, let priority = settings.priorities[severity], message.kind != .actionItem {
            fields["priority"] = ["name": .string(priority)]
        }
        return post("/issue", ["fields": .object(fields)])
    }

    /// An update may have to make the ticket that it belongs to; its summary is the incident's all the same.
    private var summary: String {
        guard let incident = message.incident, message.kind != .actionItem, message.kind != .test else { return message.title }
        let mark = message.mark.map { "[\($0.rawValue)] " } ?? ""
        let reason = message.safe(incident.reason.raw)
        return "\(mark)\(incident.severity.label) \(message.safe(incident.id))\(reason.isEmpty ? "" : ": \(reason)")"
    }

    func status(of ticket: String) -> HTTPRequest { get("/issue/\(percentEncoded(ticket))?fields=status") }

    func comments(of ticket: String) -> HTTPRequest {
        get("/issue/\(percentEncoded(ticket))/comment?orderBy=-created&maxResults=100")
    }

    func comment(on ticket: String) -> HTTPRequest {
        post("/issue/\(percentEncoded(ticket))/comment", ["body": document(message.title)])
    }

    func transitions(of ticket: String) -> HTTPRequest { get("/issue/\(percentEncoded(ticket))/transitions") }

    /// The id of the transition that ends the ticket; ids and names differ per workflow.
    func ending(in reply: ReplyDocument) -> String? {
        let offered = reply["transitions"]?.array ?? []
        let chosen = offered.first { transition in
            if let done = settings.done {
                return [transition["name"], transition["to"]?["name"]].contains { $0?.string?.lowercased() == done.lowercased() }
            }
            return transition["to"]?["statusCategory"]?["key"]?.string == "done"
        }
        return chosen?["id"]?.string
    }

    func transition(_ ticket: String, by id: String) -> HTTPRequest {
        var body: [String: JSONValue] = ["transition": ["id": .string(id)]]
        if let resolution = settings.resolution { body["fields"] = ["resolution": ["name": .string(resolution)]] }
        return post("/issue/\(percentEncoded(ticket))/transitions", .object(body))
    }

    // MARK: - Parts

    /// The title, the facts, and the notice's key by which a comment is found again. An empty text node is no ADF.
    private func document(_ title: String) -> JSONValue {
        let lines = [title] + message.facts.map { "\($0.label): \($0.value)" } + ["flipback notice \(message.key)"]
        return [
            "type": "doc", "version": 1,
            "content": .array(
                lines.filter { !$0.isEmpty }.map { line in
                    ["type": "paragraph", "content": [["type": "text", "text": .string(line.clipped(to: 8000))]]]
                }),
        ]
    }

    private func post(_ path: String, _ body: JSONValue) -> HTTPRequest {
        .notice(.post, "\(settings.url)/rest/api/3\(path)", authorization, json: body)
    }

    private func get(_ path: String) -> HTTPRequest { .notice(.get, "\(settings.url)/rest/api/3\(path)", authorization) }

    private var authorization: [(name: String, value: String)] { [("Authorization", settings.authorization.reveal())] }

    private static func label(_ text: String) -> String {
        text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? String($0) : "-" }.joined().clipped(to: 200)
    }

    /// A JQL string; backslashes and quotes are escaped.
    private static func quoted(_ text: String) -> String {
        "\"\(text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\").split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\""
    }
}
