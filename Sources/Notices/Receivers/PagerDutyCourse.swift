package import AWSGateway
package import HTTPTransport
package import IncidentModel

/// PagerDuty Events API v2 (developer.pagerduty.com, "Send an alert event" and "Send a change event"): trigger, acknowledge and resolve are
/// joined by `dedup_key`, the incident's id, and go through one routing key; what is moved is a change event, which pages nobody.
package struct PagerDutyCourse: DeliveryCourse {
    package struct Settings: Sendable {
        /// 32 characters.
        package var routingKey: Secret<String>
        /// `https://events.pagerduty.com`, or the one of the EU service region.
        package var url: String
        package init(routingKey: Secret<String>, url: String = "https://events.pagerduty.com") {
            self.routingKey = routingKey
            self.url = url
        }
    }

    private var left: [HTTPRequest]
    private let now: Timestamp
    private let reference: String?

    package init(_ message: NoticeMessage, _ settings: Settings, now: Timestamp) {
        self.now = now
        switch message.kind {
        case .moved, .glassBroken:
            left = [Self.change(message, settings)]
            reference = nil
        case .test:
            // It pages whoever is on call, so it is resolved at once.
            left = [Self.event("trigger", message, settings), Self.event("resolve", message, settings)]
            reference = Self.dedupKey(message)
        case .acknowledged:
            left = [Self.event("acknowledge", message, settings)]
            reference = Self.dedupKey(message)
        case .resolved, .closed:
            left = [Self.event("resolve", message, settings)]
            reference = Self.dedupKey(message)
        default:
            left = [Self.event("trigger", message, settings)]
            reference = Self.dedupKey(message)
        }
    }

    package mutating func next(_ reply: HTTPResponse?) -> CourseStep {
        if let reply, let refusal = ReplyRules.refusal(reply, at: now, doing: "PagerDuty") { return .end(refusal) }
        guard !left.isEmpty else { return .end(.delivered(reference: reference)) }
        return .send(left.removeFirst())
    }

    /// At most 255 characters.
    static func dedupKey(_ message: NoticeMessage) -> String {
        (message.kind == .test ? message.key : message.subject).clipped(to: 255)
    }

    private static func event(_ action: String, _ message: NoticeMessage, _ settings: Settings) -> HTTPRequest {
        var body: [String: JSONValue] = [
            "routing_key": .string(settings.routingKey.reveal()), "event_action": .string(action),
            "dedup_key": .string(dedupKey(message)), "client": "flipback",
        ]
        if action == "trigger" {
            var payload = payload(message)
            payload["severity"] = .string(severity(message))
            if let target = message.incident?.targets.first ?? message.draft.target {
                payload["component"] = .string(target.description)
            }
            payload["class"] = "lambda release"
            body["payload"] = .object(payload)
        }
        return .notice(.post, settings.url + "/v2/enqueue", json: .object(body))
    }

    private static func change(_ message: NoticeMessage, _ settings: Settings) -> HTTPRequest {
        .notice(
            .post, settings.url + "/v2/change/enqueue",
            json: ["routing_key": .string(settings.routingKey.reveal()), "payload": .object(payload(message))])
    }

    private static func payload(_ message: NoticeMessage) -> [String: JSONValue] {
        let details = message.facts.map { ($0.label.lowercased(), JSONValue.string($0.value.clipped(to: 1024))) }
        return [
            "summary": .string(message.title.clipped(to: 1024)), "timestamp": .string(message.draft.time.rfc3339),
            "source": .string(source(message)),
            "custom_details": .object(
                Dictionary(details + [("notice", .string(message.key))], uniquingKeysWith: { $1 })),
        ]
    }

    private static func source(_ message: NoticeMessage) -> String {
        let place = message.draft.region.map { " \(message.safe($0, limit: 40))" } ?? ""
        return "flipback\(place)"
    }

    private static func severity(_ message: NoticeMessage) -> String {
        if message.mark == .test { return "info" }
        switch message.severity {
        case .sev1, nil: return "critical"
        case .sev2: return "error"
        case .sev3: return "warning"
        case .sev4, .sev5: return "info"
        }
    }
}
