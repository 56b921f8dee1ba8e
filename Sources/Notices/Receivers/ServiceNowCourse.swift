package import AWSGateway
package import HTTPTransport
package import IncidentModel

/// ServiceNow's Table API (`/api/now/v1/table/incident`). The record is found by `correlation_id`, the incident's id, before anything is
/// written; which notices it has taken is kept in `correlation_display`, written together with the work note, so that one that comes
/// twice changes nothing.
package struct ServiceNowCourse: DeliveryCourse {
    package struct Settings: Sendable {
        /// `https://acme.service-now.com`
        package var url: String
        /// `Authorization: Basic …` or `x-sn-apikey: …`.
        package var credential: (name: String, value: Secret<String>)
        /// One of the instance's choices; required to resolve.
        package var closeCode: String
        package var assignmentGroup: String?
        package var callerID: String?
        package init(
            url: String, credential: (name: String, value: Secret<String>), closeCode: String = "Solution provided",
            assignmentGroup: String? = nil, callerID: String? = nil
        ) {
            self.url = url
            self.credential = credential
            self.closeCode = closeCode
            self.assignmentGroup = assignmentGroup
            self.callerID = callerID
        }
    }

    private enum Stage { case searching, creating, updating }

    private let message: NoticeMessage
    private let settings: Settings
    private let now: Timestamp
    private var stage = Stage.searching
    private var id: String?

    package init(_ message: NoticeMessage, _ settings: Settings, now: Timestamp) {
        self.message = message
        self.settings = settings
        self.now = now
    }

    package mutating func next(_ reply: HTTPResponse?) -> CourseStep {
        guard let reply else { return .send(search) }
        if let refusal = ReplyRules.refusal(reply, at: now, doing: "ServiceNow, \(doing)") { return .end(refusal) }
        let document = ReplyDocument(reply)
        switch stage {
        case .searching:
            guard let found = document?["result"]?.array else { return .end(senseless("no list of records")) }
            guard let record = found.first else {
                stage = .creating
                return .send(create)
            }
            guard let id = Self.id(record) else { return .end(senseless("no sys_id")) }
            let taken = record["correlation_display"]?.string ?? ""
            if message.kind == .opened || message.kind == .test || Self.marks(taken).contains(message.event.seq) {
                return .end(.delivered(reference: id))
            }
            return update(id, taken: taken)
        case .creating:
            guard let id = document?["result"].flatMap({ Self.id($0) }) else { return .end(senseless("no sys_id")) }
            if message.kind == .opened || message.kind == .test { return .end(.delivered(reference: id)) }
            return update(id, taken: "flipback")
        case .updating: return .end(.delivered(reference: id))
        }
    }

    private mutating func update(_ id: String, taken: String) -> CourseStep {
        self.id = id
        stage = .updating
        return .send(.notice(.patch, "\(table)/\(id)", credential, json: .object(changes(taken: taken))))
    }

    // MARK: - Requests

    private var table: String { settings.url + "/api/now/v1/table/incident" }
    private var credential: [(name: String, value: String)] { [(settings.credential.name, settings.credential.value.reveal())] }
    private var correlation: String { (message.kind == .test ? message.key : message.subject).clipped(to: 100) }

    /// `^` would begin another condition of an encoded query.
    private var search: HTTPRequest {
        let value = correlation.filter { $0 != "^" }
        return .notice(
            .get,
            "\(table)?sysparm_query=\(percentEncoded("correlation_id=\(value)"))"
                + "&sysparm_fields=sys_id,number,state,correlation_display&sysparm_limit=1", credential)
    }

    private var create: HTTPRequest {
        let level = Self.level(message.severity)
        var body: [String: JSONValue] = [
            "short_description": .string(summary.clipped(to: 160)), "description": .string(text), "impact": .string(level),
            "urgency": .string(level), "state": "1", "correlation_id": .string(correlation.filter { $0 != "^" }),
            "correlation_display": .string(message.kind == .opened ? "flipback \(message.event.seq)" : "flipback"),
        ]
        if let group = settings.assignmentGroup { body["assignment_group"] = .string(group) }
        if let caller = settings.callerID { body["caller_id"] = .string(caller) }
        return .notice(.post, table, credential, json: .object(body))
    }

    private func changes(taken: String) -> [String: JSONValue] {
        var body: [String: JSONValue] = [
            "work_notes": .string("\(message.title)\n\(text)"),
            "correlation_display": .string(Self.marked(taken, with: message.event.seq)),
        ]
        switch message.kind {
        case .acknowledged: body["state"] = "2"
        case .severity:
            body["impact"] = .string(Self.level(message.severity))
            body["urgency"] = .string(Self.level(message.severity))
        case .resolved:
            body["state"] = "6"
            body["close_code"] = .string(settings.closeCode)
            body["close_notes"] = .string(message.title.clipped(to: 4000))
        default: break
        }
        return body
    }

    private var text: String {
        (message.facts.map { "\($0.label): \($0.value)" } + ["flipback notice \(message.key)"]).joined(separator: "\n")
    }

    /// An update may have to make the record that it belongs to; its description is the incident's all the same.
    private var summary: String {
        guard message.kind != .opened, message.kind != .test, let incident = message.incident else { return message.title }
        let mark = message.mark.map { "[\($0.rawValue)] " } ?? ""
        return "\(mark)\(incident.severity.label) \(message.safe(incident.id)): \(message.safe(incident.reason.raw))"
    }

    // MARK: - Values

    /// Impact and urgency, 1 high to 3 low; the priority is computed from them.
    static func level(_ severity: Severity?) -> String { String(min(severity?.rawValue ?? 1, 3)) }

    /// The events whose notices a record has taken, from `flipback 41 43`.
    static func marks(_ text: String) -> [Int] { text.split(separator: " ").compactMap { Int($0) } }

    /// One more; the oldest go when the field's 100 characters are full.
    static func marked(_ text: String, with seq: Int) -> String {
        var marks = Self.marks(text) + [seq]
        while marks.count > 1, Self.display(marks).count > 100 { marks.removeFirst() }
        return display(marks)
    }

    private static func display(_ marks: [Int]) -> String { (["flipback"] + marks.map(String.init)).joined(separator: " ") }

    /// 32 hexadecimal digits; anything else must not get into a path.
    private static func id(_ record: JSONValue) -> String? {
        record["sys_id"]?.string.flatMap { $0.count == 32 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } ? $0 : nil }
    }

    private var doing: String {
        switch stage {
        case .searching: "looking for the incident"
        case .creating: "creating the incident"
        case .updating: "updating the incident"
        }
    }

    private func senseless(_ why: String) -> Delivery { ReplyRules.senseless("ServiceNow, \(doing)", why) }
}
