import Foundation
import IncidentModel
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "one moment in every form that is read",
        arguments: [
            "2026-11-20T21:08:20.123Z", "2026-11-20T21:08:20.123+0000", "2026-11-20T21:08:20.123+00:00",
            "2026-11-20t21:08:20.123z",
            "2026-11-20 22:08:20.123+01:00", "2026-11-20T15:38:20.1230-05:30", "2026-11-20T21:08:20.123999999Z",
            "2026-11-20T21:08:20.123-00:00",
        ])
    func read(text: String) { #expect(Timestamp(rfc3339: text)?.rfc3339 == "2026-11-20T21:08:20.123Z") }

    @Test(
        "forms that are no moment",
        arguments: [
            "", "2026", "2026-11-20", "2026-11-20T21:08:20", "2026-11-20T21:08:20.Z", "2026-11-20T21:08:20.123",
            "2026-13-20T21:08:20Z",
            "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T21:60:00Z", "2026-11-20T21:08:61Z", "2026-11-20T21:08:20+1", "2026-11-20T21:08:20+01",
            "2026-11-20T21:08:20+24:00",
            "2026-11-20T21:08:20+01:60", "2026-11-20T21:08:20Z ", " 2026-11-20T21:08:20Z", "２026-11-20T21:08:20Z",
            "2026-11-20T21:08:20ZZ",
            "2026-11-20T21:08:20+01:0", "-026-11-20T21:08:20Z",
        ])
    func refused(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test(
        "known moments",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func known(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test("a leap second is the first second of the next minute")
    func leapSecond() {
        #expect(Timestamp(rfc3339: "2016-12-31T23:59:60Z")?.rfc3339 == "2017-01-01T00:00:00.000Z")
    }

    @Test(
        "any number of seconds from a reply is a moment that can be written",
        arguments: [
            Double.nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude, 1e17, -1e17, .leastNonzeroMagnitude, -0.0,
        ])
    func anyNumber(seconds: Double) {
        let moment = Timestamp(seconds: seconds)
        #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
    }

    @Test("seconds are rounded to milliseconds")
    func rounding() {
        #expect(Timestamp(seconds: 1_795_208_900.1234).milliseconds == 1_795_208_900_123)
        #expect(Timestamp(seconds: -0.0006).milliseconds == -1)
    }

    @Test("arithmetic with durations")
    func arithmetic() {
        let a = Timestamp(milliseconds: 5000)
        #expect(a + .seconds(2) - .milliseconds(1) == Timestamp(milliseconds: 6999))
        #expect(Timestamp(milliseconds: 6999) - a == .milliseconds(1999))
        #expect(Duration.microseconds(1999).milliseconds == 1)
        #expect(Timestamp(milliseconds: 76_100_000).clock == "21:08:20Z")
    }

    @Test("coded as RFC 3339; anything else is an error that shows the text")
    func coding() throws {
        let moment = Timestamp(milliseconds: 1_795_208_900_123)
        let data = try JSONEncoder().encode([moment])
        #expect(String(decoding: data, as: UTF8.self) == "[\"\(moment.rfc3339)\"]")
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [moment])
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data("[\"yesterday\"]".utf8))
        }
        #expect("\(String(describing: error))".contains("yesterday"))
    }
}
