import IncidentModel
import Testing

@testable import Journal

@Suite struct JSONReaderTests {
    @Test func readsEveryKindOfValue() throws {
        let text =
            " {\"a\":[1,-0,2.5,1e3,-1.5E-3,123456789012345678],\"b\":{\"c\":null},\"d\":true,\"e\":false,\"f\":\"\\ud83d\\ude00\\/\\u0041\"} "
        let value = try JSONReader.read(Array(text.utf8))
        #expect(value["a"]?.array == [1, 0, 2.5, 1000, -0.0015, .number(123_456_789_012_345_680)])
        #expect(value["b"] == ["c": nil])
        #expect(value["d"]?.bool == true && value["e"]?.bool == false)
        #expect(value["f"]?.string == "😀/A")
    }

    @Test(arguments: [
        "", " ", "{", "[", "\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "01", "1.", ".5", "-", "+1", "1e", "1e999",
        "tru", "nul",
        "nullx", "NaN", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"",
        "{\"a\":1,\"a\":2}", "{\"a\":1}{}", "'a'",
    ]) func refusesWhatIsNotJSON(text: String) {
        #expect(throws: JSONReadingError.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func refusesBrokenUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xC0, 0x80, 0x22],
        ] {
            #expect(throws: JSONReadingError.self) { try JSONReader.read(bytes) }
        }
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONReadingError.self) { try JSONReader.read(Array(deep.utf8)) }
    }
}
