import IncidentModel
import Testing

@Suite("Canonical JSON (RFC 8785)")
struct CanonicalJSONTests {
    /// RFC 8785, appendix B: bit pattern and text.
    @Test(
        "the number samples of the RFC",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"), (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"), (0x41B3_DE43_5555_5555, "333333333.3333333"),
            (0x41B3_DE43_5555_5556, "333333333.3333334"), (0x41B3_DE43_5555_5557, "333333333.33333343"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"), (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
            (0x7FFF_FFFF_FFFF_FFFF, "null"), (0x7FF0_0000_0000_0000, "null"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, text: String) { #expect(JSONValue.number(Double(bitPattern: bits)).canonical == text) }

    @Test("strings escape what they must and nothing else")
    func strings() {
        let text = JSONValue.string("\u{20AC}$\u{F}\u{A}A'\u{42}\"\\\\\"/\u{7F}\u{8}\u{C}\r\t\u{1F}é😀").canonical
        #expect(text == "\"\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7F}\\b\\f\\r\\t\\u001fé😀\"")
    }

    @Test("members are sorted by UTF-16, which is not the order of code points")
    func sorting() {
        let object: JSONValue = [
            "\u{20AC}": 1, "\r": 2, "\u{FB33}": 3, "1": 4, "\u{1F600}": 5, "\u{80}": 6, "\u{F6}": 7,
        ]
        #expect(
            object.canonical == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{F6}\":7,\"\u{20AC}\":1,\"\u{1F600}\":5,\"\u{FB33}\":3}")
    }

    @Test("structure without white space")
    func structure() {
        let value: JSONValue = ["b": [nil, true, false, [:], []], "a": ["y": 0.2, "x": "…"]]
        #expect(value.canonical == "{\"a\":{\"x\":\"…\",\"y\":0.2},\"b\":[null,true,false,{},[]]}")
        #expect(JSONValue(nil as String?).canonical == "null")
        #expect(JSONValue(Timestamp.epoch).canonical == "\"1970-01-01T00:00:00.000Z\"")
    }
}
