package import AWSGateway
package import HTTPTransport
package import IncidentModel

/// A receiver of a team's own: `NoticeMessage.document` as JSON with
/// - `X-Flipback-Timestamp`: seconds since 1970 of this attempt,
/// - `X-Flipback-Signature`: `v1=` and HMAC-SHA-256 in hexadecimal, with the shared secret, over `TIMESTAMP.BODY`,
/// - `X-Flipback-Notice`: the same for every attempt.
package struct WebhookCourse: DeliveryCourse {
    package struct Settings: Sendable {
        package var url: Secret<String>
        package var secret: Secret<String>
        /// HMAC-SHA-256 in hexadecimal; given by the program, which knows the crypto library.
        package var hmac: @Sendable (_ key: [UInt8], _ message: [UInt8]) -> String
        package init(
            url: Secret<String>, secret: Secret<String>, hmac: @escaping @Sendable (_ key: [UInt8], _ message: [UInt8]) -> String
        ) {
            self.url = url
            self.secret = secret
            self.hmac = hmac
        }
    }

    private let message: NoticeMessage
    private let settings: Settings
    private let now: Timestamp

    package init(_ message: NoticeMessage, _ settings: Settings, now: Timestamp) {
        self.message = message
        self.settings = settings
        self.now = now
    }

    package mutating func next(_ reply: HTTPResponse?) -> CourseStep {
        guard let reply else { return .send(request) }
        return .end(ReplyRules.refusal(reply, at: now, doing: "webhook") ?? .delivered(reference: nil))
    }

    private var request: HTTPRequest {
        var request = HTTPRequest.notice(.post, settings.url.reveal(), json: message.document())
        // A receiver that takes no more than that is kept from choking on an event with a long list.
        if request.body.count > 256 << 10 { request.body = Array(message.document(whole: false).canonical.utf8) }
        let timestamp = String(now.milliseconds / 1000)
        let signature = settings.hmac(Array(settings.secret.reveal().utf8), Array("\(timestamp).".utf8) + request.body)
        request.headers += [
            ("X-Flipback-Timestamp", timestamp), ("X-Flipback-Signature", "v1=\(signature)"),
            ("X-Flipback-Notice", Sanitiser.sanitise(message.key, limit: 200)),
        ]
        return request
    }
}
