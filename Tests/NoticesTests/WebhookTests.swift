import AWSGateway
import HTTPTransport
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct WebhookTests {
    /// Stands for HMAC; the real one is compared with Python's end to end.
    private let settings = WebhookCourse.Settings(
        url: Secret("https://hooks.example/flipback"), secret: Secret("s3cret"),
        hmac: { key, message in "\(key.count)/\(String(decoding: message.prefix(12), as: UTF8.self))/\(message.count)" })

    private func play(_ message: NoticeMessage, _ reply: HTTPResponse = Sample.reply(204)) -> Played {
        Played(WebhookCourse(message, settings, now: Fixtures.evening), [reply])
    }

    @Test func theBodyIsSignedWithItsTime() throws {
        let message = Sample.message(Sample.declared())
        let played = play(message)
        #expect(played.end == .delivered(reference: nil))
        let request = try #require(played.sent.first)
        #expect(request.line == "POST https://hooks.example/flipback")
        #expect(request.json == message.document())
        #expect(request.header("X-Flipback-Timestamp") == "1795208983")
        #expect(request.header("X-Flipback-Signature") == "v1=6/1795208983.{/\(request.body.count + 11)")
        #expect(request.header("X-Flipback-Notice") == "INC-20261120-01/41/oncall")
    }

    @Test func aLongEventIsSentWithoutItsDetails() throws {
        var draft = Sample.declared()
        draft.details["evidence"] = .array((0..<20_000).map { .string("line \($0) of what was seen") })
        let request = try #require(play(Sample.message(draft)).sent.first)
        #expect(request.body.count <= 256 << 10)
        #expect(request.json?.at("event.details") == [:])
        #expect(request.json?.at("incident.id")?.string == Sample.id)
    }

    @Test func redirectsAreNotFollowed() {
        guard
            case .dead(let why) = play(Sample.message(Sample.declared()), Sample.reply(302, "", [("Location", "https://evil")]))
                .end
        else {
            Issue.record("followed")
            return
        }
        #expect(why.text.contains("a redirect, which is never followed"))
    }
}
