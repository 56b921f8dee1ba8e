import IncidentModel
import Testing

@testable import Journal

@Suite struct EventCodingTests {
    private func roundTrip(_ draft: EventDraft) throws -> EventDraft {
        let body = try EventCoding.body(draft, seq: 7, previous: JournalChain.start)
        let (seq, read, previous) = try EventCoding.read(try JSONReader.read(Array(body.utf8)))
        #expect(seq == 7 && previous == JournalChain.start)
        #expect(try EventCoding.body(read, seq: 7, previous: previous) == body)
        return read
    }

    @Test(arguments: ActionPhase.allCases) func moveComesBackAsItWas(phase: ActionPhase) throws {
        let draft = Drafts.move("a-1", phase)
        #expect(try roundTrip(draft) == draft)
    }

    @Test(arguments: EventDraft.Kind.allCases) func leastEventOfEachKindComesBack(kind: EventDraft.Kind) throws {
        let draft = EventDraft(time: .epoch, actor: "", kind: kind)
        #expect(try roundTrip(draft) == draft)
    }

    @Test func textOfAMoveIsTheContracts() throws {
        let body = try EventCoding.body(Drafts.move("a-1", .sent), seq: 2, previous: "p")
        #expect(
            body == #"{"account":"123456789012","action":"a-1","actor":"arn:aws:sts::123456789012:assumed-role/ops/jo","#
                + #""after":{"pointer":"6","weights":{}},"before":{"pointer":"6","weights":{"7":0.2}},"command":"rollback","#
                + #""incident":"INC-20261120-01","kind":"alias.move","phase":"sent","prev":"p","reason":"5xx \"spike\"\n","#
                + #""region":"eu-central-1","requestIds":["4b0a-1","4b0a-2"],"revisionAfter":"r-2","revisionBefore":"r-1","seq":2,"#
                + #""target":"checkout:prod","time":"2026-11-19T21:08:20.123Z"}"#)
    }

    @Test func detailsNeverReplaceReservedMembers() throws {
        var draft = Drafts.move("a-1", .verified)
        for name in EventCoding.reserved { draft.details[name] = "forged" }
        draft.details["detail.seq"] = "nested prefix"
        draft.details["detail."] = nil as JSONValue
        draft.details["severity"] = 1
        draft.details["targets"] = ["checkout:prod", ["deep": [true, nil, 0.1, -3.5e-7, 1e21]]]
        #expect(try roundTrip(draft) == draft)
    }

    @Test(arguments: Drafts.hostile) func hostileTextComesBackByteForByte(text: String) throws {
        var draft = Drafts.note(text)
        draft.reason = text
        draft.details["k" + text] = .string(text)
        draft.requestIDs = [text]
        let read = try roundTrip(draft)
        #expect(read == draft)
        #expect(Array((read.reason ?? "-").utf8) == Array(text.utf8))
        let body = try EventCoding.body(draft, seq: 1, previous: "")
        #expect(body.utf8.allSatisfy { $0 >= 0x20 }, "no control character reaches the line")
    }

    @Test func whatCannotBeReadBackIsNotWritten() {
        var far = Drafts.note("x")
        far.time = Timestamp(milliseconds: 253_402_300_800_000)
        var share = Drafts.move("a", .intent)
        share.before = Routing(pointer: "6", weights: ["7": .nan])
        for draft in [far, share, Drafts.note("x", incident: "INC\u{0}")] {
            #expect(throws: EventCodingError.self) { try EventCoding.body(draft, seq: 1, previous: "") }
        }
    }

    @Test(arguments: [
        "[]", "{}", #"{"seq":0}"#, #"{"seq":1.5,"prev":""}"#, #"{"seq":1,"prev":""}"#,
        #"{"actor":"a","kind":"no.such","prev":"","requestIds":[],"seq":1,"time":"2026-11-20T00:00:00.000Z"}"#,
        #"{"actor":"a","kind":"incident.note","prev":"","requestIds":[1],"seq":1,"time":"2026-11-20T00:00:00.000Z"}"#,
        #"{"actor":"a","kind":"incident.note","prev":"","requestIds":[],"seq":1,"target":"x","time":"2026-11-20T00:00:00.000Z"}"#,
        #"{"actor":"a","before":{},"kind":"incident.note","prev":"","requestIds":[],"seq":1,"time":"2026-11-20T00:00:00.000Z"}"#,
        #"{"actor":1,"kind":"incident.note","prev":"","requestIds":[],"seq":1,"time":"2026-11-20T00:00:00.000Z"}"#,
        #"{"actor":"a","kind":"incident.note","prev":"","requestIds":[],"seq":1,"time":"yesterday"}"#,
    ]) func otherObjectsAreNotEvents(text: String) throws {
        let value = try JSONReader.read(Array(text.utf8))
        #expect(throws: EventCodingError.self) { try EventCoding.read(value) }
    }
}
