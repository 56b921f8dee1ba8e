package import AWSGateway
import HTTPTransport
import IncidentModel

/// A notice as an SNS message: a line for people in the subject, JSON in the message, and `outcome`, `kind` and `incident` as attributes
/// to filter subscriptions by.
package enum SNSNotice {
    /// The first source's three.
    package enum Outcome: String, Sendable { case success, failure, rollback }

    static let messageLimit = 256 << 10

    package static func message(_ notice: NoticeMessage, topic: String) -> SNSMessage {
        let outcome = outcome(of: notice)
        var text = document(notice, outcome, whole: true)
        if text.utf8.count > messageLimit { text = document(notice, outcome, whole: false) }
        var attributes = [(name: "kind", value: notice.kind.rawValue)]
        if let outcome { attributes.append(("outcome", outcome.rawValue)) }
        if let incident = notice.draft.incident { attributes.append(("incident", notice.safe(incident, limit: 200))) }
        if let mark = notice.mark { attributes.append(("mark", mark.rawValue)) }
        return SNSMessage(
            topic: topic, subject: subject(notice.title), message: text, attributes: attributes,
            deduplication: topic.hasSuffix(".fifo") ? (plain(notice.key, limit: 128), plain(notice.subject, limit: 128)) : nil)
    }

    /// Nil for what is no outcome (a test).
    package static func outcome(of notice: NoticeMessage) -> Outcome? {
        switch notice.kind {
        case .opened: .failure
        case .resolved: .success
        case .moved:
            if !notice.isVerified {
                .failure
            } else {
                ["rollback", "abort"].contains(notice.draft.command) ? .rollback : .success
            }
        case .deploymentEnded:
            if notice.draft.details["rolledBack"]?.bool == true {
                .rollback
            } else {
                notice.draft.details["status"]?.string == Deployment.Status.succeeded.rawValue ? .success : .failure
            }
        default: nil
        }
    }

    private static func document(_ notice: NoticeMessage, _ outcome: Outcome?, whole: Bool) -> String {
        guard case .object(var members) = notice.document(whole: whole) else { return "" }
        members["outcome"] = JSONValue(outcome?.rawValue)
        if !whole { members["incident"] = notice.draft.incident.map { ["id": .string($0)] } ?? .null }
        return JSONValue.object(members).canonical
    }

    /// Printable ASCII, less than 100 characters, not beginning with a blank.
    static func subject(_ title: String) -> String {
        let ascii = title.map { $0.isASCII && $0 >= " " && $0 <= "~" ? $0 : "?" }
        let text = String(ascii.drop { $0 == " " })
        return text.count < 100 ? (text.isEmpty ? "flipback" : text) : String(text.prefix(96)) + "..."
    }

    /// Of the characters that a FIFO topic's ids may have.
    private static func plain(_ text: String, limit: Int) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:/".contains($0)) ? $0 : "-" }.suffix(limit))
    }

    static func verdict(_ failure: CallFailure) -> Delivery {
        let why = DisplayText("\(failure)", limit: 400)
        switch failure.kind {
        // Credentials heal: somebody signs in again.
        case .throttled, .server, .unreachable, .lostReply, .malformed, .credentials, .conflict, .cancelled:
            return .retry(why, after: failure.retryAfter.map { min($0, ReplyRules.longestPause) })
        case .denied, .notFound, .invalid, .preconditionFailed: return .dead(why)
        }
    }
}
