import AWSGateway
import HTTPTransport
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct RulesTests {
    private let now = Fixtures.evening

    private func verdict(_ status: Int, _ headers: [(name: String, value: String)] = []) -> Delivery? {
        ReplyRules.refusal(Sample.reply(status, "", headers), at: now, doing: "x")
    }

    @Test(arguments: [200, 201, 202, 204]) func taken(_ status: Int) { #expect(verdict(status) == nil) }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504]) func passing(_ status: Int) {
        #expect(verdict(status) == .retry(DisplayText("x: \(status)"), after: nil))
    }

    @Test(arguments: [300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422]) func final(_ status: Int) {
        guard case .dead = verdict(status) else {
            Issue.record("\(status) is not final")
            return
        }
    }

    @Test func retryAfterIsSecondsOrADateAndAtMostAnHour() {
        func pause(_ text: String) -> Duration? {
            ReplyRules.retryAfter(Sample.reply(429, "", [("retry-after", text)]), now: now)
        }
        #expect(pause("7") == .seconds(7))
        #expect(pause("0") == .zero)
        #expect(pause("1.5") == .milliseconds(1500))
        #expect(pause("86400") == .seconds(3600))
        #expect(pause("Fri, 20 Nov 2026 21:10:03 GMT") == .seconds(20))
        #expect(pause("Fri, 20 Nov 2026 21:00:00 GMT") == .zero)
        #expect(pause("soon") == nil)
        #expect(pause("-5") == .zero)
        #expect(pause("nan") == nil)
        #expect(pause("1e300") == .seconds(3600))
    }

    @Test func transportFailures() {
        for kind in [TransportError.Kind.unreachable, .untrusted, .lostReply, .tooLarge] {
            #expect(ReplyRules.verdict(TransportError(kind: kind, text: "t")) == .retry("t", after: nil))
        }
        #expect(ReplyRules.verdict(TransportError(kind: .forbidden, text: "t")) == .dead("t"))
    }

    @Test func theBackOffGrowsAndEndsAfterAboutADay() throws {
        #expect(Backoff.pause(after: 1, random: 0) == .seconds(5))
        #expect(Backoff.pause(after: 1, random: 1) == .seconds(4))
        #expect(Backoff.pause(after: 4, random: 0) == .seconds(40))
        #expect(Backoff.pause(after: 7, random: 0) == .seconds(300))
        #expect(Backoff.pause(after: 300, random: 0) == .seconds(300))
        #expect(Backoff.pause(after: 1, asked: .seconds(600), random: 0) == .seconds(600))
        #expect(Backoff.pause(after: Backoff.attempts, random: 0) == nil)
        let whole = (1..<Backoff.attempts).compactMap { Backoff.pause(after: $0, random: 0.5) }.reduce(.zero, +)
        #expect((.seconds(23 * 3600)...(.seconds(24 * 3600))).contains(whole))
    }

    /// A receiver that leads on for ever.
    @Test func aCourseWithoutAnEndIsGivenUp() async {
        struct Endless: DeliveryCourse {
            mutating func next(_ reply: HTTPResponse?) -> CourseStep { .send(.notice(.get, "https://x.example/")) }
        }
        guard case .dead = await CourseRunner.run(Endless(), over: FakeReceiver { _, _ in Sample.reply(200) }) else {
            Issue.record("went on")
            return
        }
    }

    @Test func aSecretThatAReceiverQuotesIsNotTold() async {
        let secret = "0123456789abcdef0123456789abcdef"
        let http = FakeReceiver { _, _ in Sample.reply(400, #"{"message":"no service for key \#(secret)"}"#) }
        let receiver = NoticeReceiver.pagerDuty("oncall", .init(routingKey: .init(secret)), over: http)
        let delivery = await receiver.deliver(Sample.message(Sample.declared()), reference: nil, now: Fixtures.evening)
        #expect(delivery == .dead("PagerDuty: 400: no service for key •••"))
    }
}
