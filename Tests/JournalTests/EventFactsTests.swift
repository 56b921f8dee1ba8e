import Foundation
import IncidentModel
import Testing

@testable import Journal

/// What is taken at a glance must be what careful reading takes: a wrong yes would let a forged text through.
@Suite struct EventFactsTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func glance(_ text: [UInt8]) -> EventFacts? { text.withUnsafeBytes { EventFacts.glance($0) } }

    /// Whether careful reading takes the text as a canonical event.
    private func isEvent(_ text: [UInt8]) -> Bool {
        guard let json = try? JSONReader.read(text), (try? EventCoding.read(json)) != nil else { return false }
        return json.canonical.utf8.elementsEqual(text)
    }

    private func scans(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes {
            var scan = CanonicalScan($0)
            return scan.value(depth: 0) && scan.at == $0.count
        }
    }

    private var bodies: [[UInt8]] {
        get throws {
            var drafts = ActionPhase.allCases.map { Drafts.move("a-1", $0) } + [Drafts.declare()]
            for text in Drafts.hostile {
                var draft = Drafts.note(text)
                draft.reason = text
                draft.details["nested"] = ["b": [1, 2.5, nil, false], "é": 1, "z": ["": "", "a": .string(text)]]
                drafts.append(draft)
            }
            return try drafts.map { Array(try EventCoding.body($0, seq: 7, previous: JournalChain.start).utf8) }
        }
    }

    @Test func ordinaryEventsAreTakenAtAGlance() throws {
        for draft in ActionPhase.allCases.map({ Drafts.move("a-1", $0) }) + [Drafts.declare(), Drafts.note("\u{1B} \"\\ é")] {
            let body = try EventCoding.body(draft, seq: 7, previous: JournalChain.start)
            let facts = try #require(glance(Array(body.utf8)), "\(body)")
            #expect(facts.seq == 7)
            let bytes = Array(body.utf8)
            #expect(String(decoding: bytes[facts.previous], as: UTF8.self) == JournalChain.start)
            let texts = facts.texts.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
            #expect(
                texts == [draft.action, draft.phase?.rawValue, draft.target?.description, draft.incident, draft.kind.rawValue])
        }
    }

    @Test func everyChangedByteIsJudgedAsCarefulReadingJudgesIt() throws {
        var generator = Generator(state: 20_261_128)
        var glanced = 0
        for body in try bodies where body.count < 4000 {
            var text = body
            for place in text.indices {
                for byte in [
                    UInt8.random(in: 0...255, using: &generator), UInt8(ascii: "\""), UInt8(ascii: "0"), UInt8(ascii: "\\"),
                ] {
                    let original = text[place]
                    text[place] = byte
                    if let facts = glance(text) {
                        glanced += 1
                        #expect(
                            isEvent(text) && facts.seq > 0, "byte \(place) as \(byte): \(String(decoding: text, as: UTF8.self))")
                    }
                    text[place] = original
                }
                // Shorter by one, and by a stretch.
                var cut = body
                cut.removeSubrange(place..<min(body.count, place + Int.random(in: 1...9, using: &generator)))
                if glance(cut) != nil { #expect(isEvent(cut), "cut at \(place): \(String(decoding: cut, as: UTF8.self))") }
            }
        }
        #expect(glanced > 1000, "most changes of a letter leave an event")
    }

    @Test(arguments: [
        "0", "-1", "12", "123456789012345", "0.1", "-0.5", "0.000001", "0.25", "1.5", "99999.99999", "\"\"", "\"a\"",
        "\"é\u{10FFFF}\"", "\"\\n\\u001f\\u0000\\u000b\"",
        "\"\\\"\\\\\"", "[]", "{}", "[1,\"a\",null,true,false,{}]", "{\"a\":1,\"b\":{\"c\":[]}}",
    ]) func canonicalTextIsTaken(text: String) throws {
        #expect(scans(text))
        #expect(try JSONReader.read(Array(text.utf8)).canonical == text)
    }

    @Test(arguments: [
        "", " 1", "1 ", "01", "-0", "1.0", "1.", ".5", "+1", "1e3", "1E-3", "0.0000001", "0.10", "1234567890123456",
        "1.123456789012345", "-", "nul", "True", "\"", "\"\\/\"",
        "\"\\u0041\"", "\"\\u000A\"", "\"\\u000a\"", "\"\\u001F\"", "\"\\u0020\"", "\"\\b", "\"\u{1}\"", "[1,]", "[1 ,2]",
        "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "{\"a\":1,}",
        "{\"a\" :1}", "{a:1}", "{\"\":1}", "{\"\":1,\"\":2}", "{\"é\":1}", "{\"\\n\":1}", "[1}", "{\"a\":1]", "1,2",
    ]) func otherTextIsNot(text: String) { #expect(!scans(text)) }

    @Test func numbersThatAreTakenAreTheShortestOnes() {
        var generator = Generator(state: 7)
        var taken = 0
        for _ in 0..<20_000 {
            let digits = (0..<Int.random(in: 1...17, using: &generator)).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }.joined()
            let point = Int.random(in: 0...digits.count, using: &generator)
            var text = String(digits.prefix(point)) + (point < digits.count ? "." + digits.dropFirst(point) : "")
            if Bool.random(using: &generator) { text = "-" + text }
            guard scans(text) else { continue }
            taken += 1
            #expect((try? JSONReader.read(Array(text.utf8)))?.canonical == text, "\(text)")
        }
        #expect(taken > 5000)
    }

    @Test func textThatIsNotUTF8AndDeepTextAreNot() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        ] {
            bytes.withUnsafeBytes {
                var scan = CanonicalScan($0)
                let isTaken = scan.value(depth: 0)
                #expect(!isTaken)
            }
        }
        #expect(scans(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)))
        #expect(!scans(String(repeating: "[", count: 66) + String(repeating: "]", count: 66)))
        #expect(!scans(String(repeating: "[", count: 100_000)))
    }

    @Test(arguments: [
        "2026-11-28T23:59:59.999Z", "0000-01-01T00:00:00.000Z", "9999-12-28T00:00:00.000Z", "2026-02-30T00:00:00.000Z",
        "2026-02-28T24:00:00.000Z",
        "2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z", "2026-01-00T00:00:00.000Z", "2026-01-31T00:00:00.000Z",
        "2026-01-01T00:60:00.000Z",
        "2026-01-01T00:00:60.000Z", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00.000+",
        "2026-01-01T00:00:0x.000Z",
    ]) func aTimeIsTakenOnlyWhenItIsOne(time: String) throws {
        let body = try EventCoding.body(Drafts.note("x"), seq: 1, previous: JournalChain.start)
        let text = Array(body.replacingOccurrences(of: Drafts.time.rfc3339, with: time).utf8)
        if glance(text) != nil { #expect(isEvent(text)) }
        #expect(
            (glance(text) != nil)
                == (Timestamp(rfc3339: time) != nil && time.utf8.count == 24 && !time.contains(" ") && !time.contains("-31")
                    && !time.contains(":60")))
    }
}
