import Testing

@testable import EmbeddedRegion

@Suite struct WireTests {
    private let sample = WireValue.object([
        ("text", .string("a\"\\\u{1}é🚀")), ("whole", .int(-70_000)), ("part", .double(0.25)), ("yes", .bool(true)),
        ("none", .null),
        ("list", .list([.int(1), .string("2"), .map([])])),
    ])

    @Test func cborAndJSONComeBackAsTheyWent() throws {
        #expect(WireValue(cbor: sample.cbor) == sample)
        let json = try #require(WireValue(json: Array(sample.json.utf8)))
        for name in ["text", "whole", "part", "yes", "list"] { #expect(json[name] == sample[name]) }
    }

    @Test func timesAreTaggedSecondsInCBOR() {
        #expect(WireValue(cbor: WireValue.time(1_795_208_400_250).cbor) == .time(1_795_208_400_250))
        #expect(WireValue.string("2026-11-20T21:00:00.25+01:00").milliseconds == 1_795_204_800_250)
    }

    @Test func everyTruncationOfCBORIsRefused() {
        let bytes = sample.cbor
        for length in 0..<bytes.count { #expect(WireValue(cbor: Array(bytes.prefix(length))) == nil) }
        #expect(WireValue(cbor: [UInt8](repeating: 0x81, count: 4000)) == nil)
        #expect(WireValue(cbor: [0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    }

    @Test func formsBecomeListsAndMaps() {
        let form = QueryForm.value("Action=A&L.member.2=y&L.member.1=x%20z&M.member.1.Name=n+m&E=")
        #expect(form["L"] == .list([.string("x z"), .string("y")]))
        #expect(form["M"]?.list?.first?["Name"] == .string("n m"))
        #expect(form["E"] == .string(""))
    }

    @Test func datesAreCivil() {
        let time = CivilTime(milliseconds: 1_795_208_400_007)
        #expect(time.iso == "2026-11-20T21:00:00.007Z")
        #expect(time.http == "Fri, 20 Nov 2026 21:00:00 GMT")
        #expect(time.alarmReason == "20/11/26 21:00:00")
        #expect(CivilTime(milliseconds: 951_782_400_000).iso == "2000-02-29T00:00:00.000Z")
        for text in ["", "2026", "2026-13-01T00:00", "yesterday noon at"] { #expect(CivilTime.milliseconds(iso: text) == nil) }
    }

    @Test func bucketsRefillWithTime() {
        var bucket = TokenBucket(rate: 15)
        func taken(at seconds: Double) -> Int {
            var count = 0
            for _ in 0..<20 where bucket.take(at: seconds) { count += 1 }
            return count
        }
        #expect(taken(at: 0) == 15)
        #expect(taken(at: 0.05) == 0)
        #expect(taken(at: 0.5) == 7)
    }
}
