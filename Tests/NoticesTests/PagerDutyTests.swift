import AWSGateway
import HTTPTransport
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct PagerDutyTests {
    private let settings = PagerDutyCourse.Settings(routingKey: Secret("0123456789abcdef0123456789abcdef"))
    private let taken = Sample.reply(202, #"{"status":"success","message":"Event processed","dedup_key":"INC-20261120-01"}"#)

    private func play(_ message: NoticeMessage, _ replies: [HTTPResponse]? = nil) -> Played {
        Played(PagerDutyCourse(message, settings, now: Fixtures.evening), replies ?? [taken])
    }

    @Test func anOpeningTriggers() throws {
        let played = play(Sample.message(Sample.declared()))
        #expect(played.lines == ["POST https://events.pagerduty.com/v2/enqueue"])
        #expect(played.end == .delivered(reference: Sample.id))
        let request = try #require(played.sent.first)
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.timeout == .seconds(10))
        let body = try #require(request.json)
        #expect(body.at("routing_key")?.string == "0123456789abcdef0123456789abcdef")
        #expect(body.at("event_action")?.string == "trigger")
        #expect(body.at("dedup_key")?.string == Sample.id)
        #expect(body.at("client")?.string == "flipback")
        #expect(body.at("payload.summary")?.string == "SEV-1 INC-20261120-01 opened: canary fails")
        #expect(body.at("payload.source")?.string == "flipback eu-west-1")
        #expect(body.at("payload.severity")?.string == "critical")
        #expect(body.at("payload.timestamp")?.string == "2026-11-20T21:09:43.000Z")
        #expect(body.at("payload.component")?.string == "checkout:prod")
        #expect(body.at("payload.class")?.string == "lambda release")
        #expect(body.at("payload.custom_details.journal")?.string == "41:\(Sample.hash(41))")
    }

    @Test(arguments: [(Severity.sev1, "critical"), (.sev2, "error"), (.sev3, "warning"), (.sev4, "info"), (.sev5, "info")])
    func severities(_ severity: Severity, _ word: String) {
        #expect(play(Sample.message(Sample.declared(severity))).sent.first?.json?.at("payload.severity")?.string == word)
    }

    /// Through another key they would be dropped.
    @Test func acknowledgeAndResolveGoThroughTheSameKey() throws {
        for (draft, action) in [
            (IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1)), "acknowledge"),
            (IncidentDrafts.resolve(Sample.id, text: "ok", by: Sample.author(9)), "resolve"),
            (IncidentDrafts.close(Sample.id, by: Sample.author(10)), "resolve"),
        ] {
            let body = try #require(play(Sample.message(Sample.declared(), draft)).sent.first?.json)
            #expect(body.at("event_action")?.string == action)
            #expect(body.at("dedup_key")?.string == Sample.id)
            #expect(body.at("routing_key")?.string == settings.routingKey.reveal())
            #expect(body.at("payload") == nil)
        }
    }

    @Test func aMoveIsAChangeEventThatPagesNobody() throws {
        let played = play(Sample.message(Sample.declared(), Sample.moved()))
        #expect(played.lines == ["POST https://events.pagerduty.com/v2/change/enqueue"])
        #expect(played.end == .delivered(reference: nil))
        let body = try #require(played.sent.first?.json)
        #expect(body.at("payload.summary")?.string == "rollback of checkout:prod verified: now v6 100 % (INC-20261120-01)")
        #expect(body.at("payload.custom_details.before")?.string == "v6 80 % v7 20 %")
        #expect(body.at("event_action") == nil && body.at("payload.severity") == nil)
    }

    @Test func aTestIsMarkedAndResolved() throws {
        let played = play(Sample.message(Sample.declared(), test: true), [taken, taken])
        #expect(played.sent.compactMap { $0.json?.at("event_action")?.string } == ["trigger", "resolve"])
        #expect(Set(played.sent.compactMap { $0.json?.at("dedup_key")?.string }) == ["test/1/oncall"])
        let body = try #require(played.sent.first?.json)
        #expect(body.at("payload.summary")?.string?.hasPrefix("[TEST] ") == true)
        #expect(body.at("payload.severity")?.string == "info")
    }

    @Test func longTextIsCut() throws {
        let message = Sample.message(Sample.declared(reason: String(repeating: "ä😀", count: 3000)))
        let request = try #require(play(message).sent.first)
        #expect(try #require(request.json?.at("payload.summary")?.string).utf16.count <= 1024)
        #expect(request.body.count < 512 << 10)
    }

    @Test func whatIsWrongIsNotRepeatedAndWhatPassesIs() {
        let message = Sample.message(Sample.declared())
        let bad = play(
            message,
            [
                Sample.reply(
                    400,
                    #"{"status":"invalid event","message":"Event object is invalid","errors":["Length of 'routing_key' is incorrect"]}"#
                )
            ])
        #expect(bad.end == .dead("PagerDuty: 400: Event object is invalid; Length of 'routing_key' is incorrect"))
        #expect(play(message, [Sample.reply(429)]).end == .retry("PagerDuty: 429", after: nil))
        #expect(
            play(message, [Sample.reply(503, "", [("Retry-After", "30")])]).end == .retry("PagerDuty: 503", after: .seconds(30)))
    }
}
