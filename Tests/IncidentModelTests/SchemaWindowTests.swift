import IncidentModel
import Testing

/// `schema=12` and `schema=11..12` in a version's description.
struct SchemaWindowTests {
    @Test(arguments: [
        ("12", 12, 12), ("11..12", 11, 12), ("0", 0, 0), ("007", 7, 7), ("999999999", 999_999_999, 999_999_999), ("3..3", 3, 3),
    ])
    func windowsAreRead(_ text: String, _ lowest: Int, _ highest: Int) {
        #expect(SchemaWindow(text) == SchemaWindow(lowest, highest))
    }

    @Test(arguments: [
        "", "x", "12x", "-1", "+1", "1.2", "1...2", "1..", "..2", "..", "1..2..3", "12..11", "1 ..2", "9999999999", "１２", "1.",
        ".1",
        "99999999999999999999999",
    ])
    func anythingElseIsNone(_ text: String) {
        #expect(SchemaWindow(text) == nil)
    }
}
