import AWSGateway
package import HTTPTransport
package import IncidentModel

/// What a reply or the lack of one means for a notice, the same for every receiver: 2xx is taken; 408, 425, 429 and 5xx pass; redirects
/// are never followed; any other status is a refusal that a repetition does not change.
package enum ReplyRules {
    /// The longest pause that a receiver may ask for.
    package static let longestPause = Duration.seconds(3600)

    /// Nil for a reply that took the request.
    /// - Parameter now: the wall clock, for a Retry-After that is a date.
    package static func refusal(_ reply: HTTPResponse, at now: Timestamp, doing what: String) -> Delivery? {
        switch reply.status {
        case 200..<300: return nil
        case 408, 425, 429, 500..<600:
            return .retry(said(reply, doing: what), after: retryAfter(reply, now: now))
        case 300..<400:
            return .dead(
                DisplayText(
                    "\(what): \(reply.status), a redirect, which is never followed; put the final address into the settings"))
        case 401, 403:
            return .dead(DisplayText("\(said(reply, doing: what)); check the receiver's secret, then replay"))
        default: return .dead(said(reply, doing: what))
        }
    }

    /// A reply that was taken but is not what the receiver promises. It may have been applied.
    static func senseless(_ what: String, _ why: String) -> Delivery {
        .retry(DisplayText("\(what): the reply makes no sense: \(why)"), after: nil)
    }

    static func verdict(_ error: TransportError) -> Delivery {
        switch error.kind {
        case .forbidden: .dead(DisplayText(error.text, limit: 300))
        case .unreachable, .untrusted, .lostReply, .tooLarge, .cancelled: .retry(DisplayText(error.text, limit: 300), after: nil)
        }
    }

    /// Retry-After in seconds or as a date (RFC 9110, 10.2.3), at most an hour; nil where it is absent or no sense.
    package static func retryAfter(_ reply: HTTPResponse, now: Timestamp) -> Duration? {
        guard let text = reply.header("retry-after")?.trimmingPrefix(while: { $0 == " " }) else { return nil }
        let pause: Duration
        if let seconds = Double(text), seconds.isFinite {
            pause = .milliseconds(Int64(min(max(seconds, 0), 86_400) * 1000))
        } else if let date = Timestamp(httpDate: String(text)) {
            pause = date - now
        } else {
            return nil
        }
        return min(max(pause, .zero), longestPause)
    }

    /// `creating the ticket: 400: Field 'priority' cannot be set`
    private static func said(_ reply: HTTPResponse, doing what: String) -> DisplayText {
        let words = ReplyDocument(reply)?.complaint ?? ""
        return DisplayText("\(what): \(reply.status)\(words.isEmpty ? "" : ": \(words)")", limit: 400)
    }
}
