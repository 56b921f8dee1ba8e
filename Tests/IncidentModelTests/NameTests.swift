import IncidentModel
import Testing

@Suite("Target and VersionID")
struct NameTests {
    @Test(
        "targets are read by Lambda's rules",
        arguments: ["checkout:prod", "a:b", "A-b_9:x-1_Y", "checkout:7a", "\(String(repeating: "f", count: 64)):p"])
    func target(text: String) { #expect(Target(text)?.description == text) }

    @Test(
        "anything else is no target",
        arguments: [
            "", "checkout", ":", "checkout:", ":prod", "a:b:c", "checkout:7", "checkout:$LATEST", "check out:prod",
            "chéckout:prod", "checkout:prod\n",
            "checkout:prod\u{301}", "\(String(repeating: "f", count: 65)):p", "f:\(String(repeating: "p", count: 129))", "a/b:c",
            "checkout:p\u{200B}",
        ])
    func notTarget(text: String) { #expect(Target(text) == nil) }

    @Test("targets are ordered by function, then alias")
    func targetOrder() {
        let targets = ["b:a", "a:z", "a:b", "B:a"].compactMap { Target($0) }
        #expect(targets.sorted().map(\.description) == ["B:a", "a:b", "a:z", "b:a"])
    }

    @Test(
        "versions are read as numbers or $LATEST",
        arguments: [
            ("7", "7"), ("v7", "7"), ("007", "7"), ("$LATEST", "$LATEST"), ("999999999999999999", "999999999999999999"),
        ])
    func version(text: String, name: String) { #expect(VersionID(text)?.name == name) }

    @Test(
        "anything else is no version",
        arguments: [
            "", "v", "V7", "vv7", "v$LATEST", "$latest", "LATEST", "7 ", "-7", "+7", "7.0", "1000000000000000000", "７",
            "1\u{301}", "٣", "7\u{200B}",
        ])
    func notVersion(text: String) { #expect(VersionID(text) == nil) }

    @Test("versions are ordered as numbers, $LATEST after all of them")
    func versionOrder() {
        let versions: [VersionID] = ["10", .latest, "9", "100", "1"]
        #expect(versions.sorted().map(\.name) == ["1", "9", "10", "100", "$LATEST"])
        #expect(VersionID("v12" as String)?.label == "v12")
        #expect(VersionID.latest.label == "$LATEST")
        #expect(VersionID.latest.number == nil)
    }
}
