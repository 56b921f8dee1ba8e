import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

@testable import Notices

/// An incident as the journal tells it, and what the receivers are sent of it.
enum Sample {
    static let id = "INC-20261120-01"

    static func author(_ minutes: Int = 0) -> IncidentDrafts.Author {
        IncidentDrafts.Author(
            actor: Fixtures.actor, time: Fixtures.evening + .seconds(minutes * 60), account: Fixtures.account,
            region: Fixtures.region)
    }

    static func declared(_ severity: Severity = .sev1, reason: String = "canary fails") -> EventDraft {
        IncidentDrafts.declare(id, severity, targets: [Fixtures.checkout], reason: reason, by: author())
    }

    static func moved(_ phase: ActionPhase = .verified, command: String = "rollback", incident: String? = id) -> EventDraft {
        EventDraft(
            time: Fixtures.evening + .seconds(240), actor: Fixtures.actor, kind: .aliasMove, incident: incident, phase: phase,
            action: "act-1", command: command, account: Fixtures.account, region: Fixtures.region, target: Fixtures.checkout,
            before: Routing(pointer: "6", weights: ["7": 0.2]), after: Routing(pointer: "6"),
            requestIDs: ["req-1"], reason: "canary fails")
    }

    /// The events with places and hashes.
    static func chain(_ drafts: [EventDraft]) -> [Event] {
        drafts.enumerated().map { index, draft in
            Event(
                seq: index + 41, draft: draft, previous: hash(index + 40), hash: hash(index + 41))
        }
    }

    static func hash(_ number: Int) -> String { String(repeating: "0", count: 62) + String(number) }

    /// The notice of the last of these events.
    static func message(_ drafts: EventDraft..., receiver: String = "oncall", arns: Bool = true, test: Bool = false)
        -> NoticeMessage
    {
        message(drafts, receiver: receiver, arns: arns, test: test)
    }

    static func message(_ drafts: [EventDraft], receiver: String = "oncall", arns: Bool = true, test: Bool = false)
        -> NoticeMessage
    {
        let events = chain(drafts)
        let last = events[events.count - 1]
        let draft = NoticeDraft(
            receiver: receiver, key: test ? "test/1/\(receiver)" : NoticeRoutes.key(last, receiver: receiver), isTest: test)
        return NoticeMessage(draft, of: last, incident: IncidentReducer.reduce(events).last, showsARNs: arns)
    }

    static func reply(_ status: Int, _ text: String = "", _ headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(text.utf8))
    }
}

extension HTTPRequest {
    /// The body as JSON.
    var json: JSONValue? {
        ReplyDocument(HTTPResponse(status: 200, headers: [], body: body))?.value
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// `POST https://…`
    var line: String { "\(method.rawValue) \(url)" }
}

extension JSONValue {
    /// The value at a path of names and positions, `blocks.0.text`.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { value, name in
            guard let items = value?.array else { return value?[String(name)] }
            return Int(name).flatMap { items.indices.contains($0) ? items[$0] : nil }
        }
    }
}

/// Runs a course against replies in order and keeps what it sent.
struct Played {
    var sent: [HTTPRequest] = []
    var end: Delivery?

    init(_ course: some DeliveryCourse, _ replies: [HTTPResponse]) {
        var course = course
        var step = course.next(nil)
        for reply in replies {
            guard case .send(let request) = step else { break }
            sent.append(request)
            step = course.next(reply)
        }
        switch step {
        case .send(let request): sent.append(request)
        case .end(let delivery): end = delivery
        }
    }

    var lines: [String] { sent.map(\.line) }
}
