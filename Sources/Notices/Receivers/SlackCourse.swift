package import AWSGateway
package import HTTPTransport
package import IncidentModel

/// A Slack incoming webhook (api.slack.com, "Sending messages using incoming webhooks" and "Formatting text"): `&`, `<` and `>` are escaped,
/// so that no text can mention a channel or make a link; a section's text has at most 3,000 characters.
package struct SlackCourse: DeliveryCourse {
    static let textLimit = 3000

    private let message: NoticeMessage
    private let url: Secret<String>
    private let now: Timestamp

    /// - Parameter url: who knows it can post; it is a secret.
    package init(_ message: NoticeMessage, url: Secret<String>, now: Timestamp) {
        self.message = message
        self.url = url
        self.now = now
    }

    package mutating func next(_ reply: HTTPResponse?) -> CourseStep {
        guard let reply else { return .send(.notice(.post, url.reveal(), json: body)) }
        return .end(ReplyRules.refusal(reply, at: now, doing: "Slack") ?? .delivered(reference: nil))
    }

    private var body: JSONValue {
        let lines = message.facts.filter { $0.label != "Journal" }.map { "\($0.label): \($0.value)" }
        let title = Self.escaped(message.title, limit: 1500)
        let rest = Self.escaped(lines.joined(separator: "\n"), limit: Self.textLimit - title.utf16.count - 3)
        return [
            "text": .string(title), "unfurl_links": false, "unfurl_media": false,
            "blocks": [
                ["type": "section", "text": Self.text("*\(title)*\n\(rest)")],
                [
                    "type": "context",
                    "elements": [Self.text(Self.escaped("\(message.key)  ·  journal \(message.head)", limit: 300))],
                ],
            ],
        ]
    }

    /// `verbatim` keeps Slack from finding links and names in the text.
    private static func text(_ text: String) -> JSONValue { ["type": "mrkdwn", "verbatim": true, "text": .string(text)] }

    /// At most `limit` UTF-16 units after escaping, never cut within an escape.
    static func escaped(_ text: String, limit: Int) -> String {
        var result = ""
        var count = 0
        for character in text {
            let piece: String =
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                default: String(character)
                }
            count += piece.utf16.count
            if count > limit - 1 { return result + "…" }
            result += piece
        }
        return result
    }
}
