import AWSGateway
import HTTPTransport
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct ServiceNowTests {
    private static let table = "https://acme.service-now.com/api/now/v1/table/incident"
    private static let id = "0123456789abcdef0123456789abcdef"
    private let settings = ServiceNowCourse.Settings(
        url: "https://acme.service-now.com", credential: ("x-sn-apikey", Secret("k3y")), assignmentGroup: "sre")
    private let nothing = Sample.reply(200, #"{"result":[]}"#)
    private let created = Sample.reply(201, #"{"result":{"sys_id":"0123456789abcdef0123456789abcdef","number":"INC0010001"}}"#)

    private func found(_ taken: String) -> HTTPResponse {
        Sample.reply(200, #"{"result":[{"sys_id":"\#(Self.id)","state":"1","correlation_display":"\#(taken)"}]}"#)
    }

    private func play(_ message: NoticeMessage, _ replies: [HTTPResponse]) -> Played {
        Played(ServiceNowCourse(message, settings, now: Fixtures.evening), replies)
    }

    @Test func anIncidentIsLookedForBeforeItIsMade() throws {
        let played = play(Sample.message(Sample.declared(.sev2)), [nothing, created])
        #expect(
            played.lines == [
                "GET \(Self.table)?sysparm_query=correlation_id%3DINC-20261120-01&sysparm_fields=sys_id,number,state,correlation_display&sysparm_limit=1",
                "POST \(Self.table)",
            ])
        #expect(played.end == .delivered(reference: Self.id))
        #expect(played.sent.allSatisfy { $0.header("x-sn-apikey") == "k3y" })
        let body = try #require(played.sent[1].json)
        #expect(body.at("short_description")?.string == "SEV-2 INC-20261120-01 opened: canary fails")
        #expect(body.at("impact")?.string == "2" && body.at("urgency")?.string == "2")
        #expect(body.at("correlation_id")?.string == Sample.id)
        #expect(body.at("correlation_display")?.string == "flipback 41")
        #expect(body.at("assignment_group")?.string == "sre")
        #expect(body.at("state")?.string == "1")
        #expect(body.at("description")?.string?.contains("Journal: 41:\(Sample.hash(41))") == true)
    }

    @Test func anIncidentThatIsThereIsNotMadeAgain() {
        let played = play(Sample.message(Sample.declared()), [found("flipback 41")])
        #expect(played.sent.count == 1)
        #expect(played.end == .delivered(reference: Self.id))
    }

    @Test func anUpdateIsAWorkNoteAndIsTakenOnce() throws {
        let message = Sample.message(Sample.declared(), Sample.moved())
        let played = play(message, [found("flipback 41"), Sample.reply(200, #"{"result":{}}"#)])
        #expect(played.lines.last == "PATCH \(Self.table)/\(Self.id)")
        let body = try #require(played.sent.last?.json)
        #expect(body.at("work_notes")?.string?.hasPrefix("rollback of checkout:prod verified: now v6 100 %") == true)
        #expect(body.at("correlation_display")?.string == "flipback 41 42")
        #expect(body.at("state") == nil)
        // The reply to the first attempt was lost.
        let again = play(message, [found("flipback 41 42")])
        #expect(again.sent.count == 1)
        #expect(again.end == .delivered(reference: Self.id))
    }

    @Test func theStateFollows() throws {
        func body(_ draft: EventDraft) throws -> JSONValue {
            try #require(
                play(Sample.message(Sample.declared(.sev2), draft), [found("flipback 41"), Sample.reply(200, "{}")]).sent.last?
                    .json)
        }
        #expect(try body(IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1))).at("state")?.string == "2")
        let severe = try body(IncidentDrafts.severity(Sample.id, .sev1, reason: "", by: Sample.author(1)))
        #expect(severe.at("impact")?.string == "1" && severe.at("urgency")?.string == "1")
        let resolved = try body(IncidentDrafts.resolve(Sample.id, text: "v6 serves", by: Sample.author(9)))
        #expect(resolved.at("state")?.string == "6")
        #expect(resolved.at("close_code")?.string == "Solution provided")
        #expect(resolved.at("close_notes")?.string == "SEV-2 INC-20261120-01 resolved: v6 serves")
    }

    @Test func anUpdateWithoutARecordMakesOne() {
        let played = play(Sample.message(Sample.declared(), Sample.moved()), [nothing, created, Sample.reply(200, "{}")])
        #expect(played.sent.map(\.method) == [.get, .post, .patch])
        #expect(played.sent[1].json?.at("short_description")?.string == "SEV-1 INC-20261120-01: canary fails")
        #expect(played.end == .delivered(reference: Self.id))
    }

    @Test func theMarksStayWithinTheField() {
        var text = "flipback"
        for seq in 1...500 { text = ServiceNowCourse.marked(text, with: seq) }
        #expect(text.count <= 100)
        #expect(ServiceNowCourse.marks(text).last == 500)
        #expect(ServiceNowCourse.marks("someone wrote here") == [])
    }

    @Test func aSysIDThatIsNoneIsNotPutIntoAPath() {
        let odd = Sample.reply(200, #"{"result":[{"sys_id":"../../x","correlation_display":""}]}"#)
        guard case .retry = play(Sample.message(Sample.declared(), Sample.moved()), [odd]).end else {
            Issue.record("not refused")
            return
        }
    }

    @Test func shortDescriptionsAreShort() throws {
        let message = Sample.message(Sample.declared(reason: String(repeating: "x", count: 900)))
        #expect(try #require(play(message, [nothing, created]).sent[1].json?.at("short_description")?.string).count == 160)
    }

    @Test func refusalsAreTold() {
        let message = Sample.message(Sample.declared())
        #expect(
            play(message, [Sample.reply(401, #"{"error":{"message":"User Not Authenticated","detail":"x"},"status":"failure"}"#)])
                .end
                == .dead(
                    "ServiceNow, looking for the incident: 401: detail: x; message: User Not Authenticated; check the receiver's secret, then replay"
                ))
    }
}
