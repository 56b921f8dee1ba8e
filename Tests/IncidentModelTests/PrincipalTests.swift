import IncidentModel
import Testing

struct PrincipalTests {
    private static let role = "arn:aws:sts::123456789012:assumed-role/"

    @Test(arguments: [
        ("oncall/jo", "oncall/jo", true), ("oncall/jo", "oncall/mia", false), ("oncall/jo", "managers/jo", true),
        ("oncall/jo", "oncall/JO", true), ("oncall/jo", "jo/oncall", false),
    ])
    func sessionsOfOneNameAreOnePerson(a: String, b: String, same: Bool) throws {
        let (first, second) = (try #require(Principal(Self.role + a)), try #require(Principal(Self.role + b)))
        #expect(first.isSamePerson(as: second) == same)
        #expect(second.isSamePerson(as: first) == same)
    }

    @Test func usersAndRootAreTold() throws {
        let user = try #require(Principal("arn:aws:iam::123456789012:user/ops/jo"))
        let session = try #require(Principal(Self.role + "oncall/jo"))
        let root = try #require(Principal("arn:aws:iam::123456789012:root"))
        #expect(user.person == "jo" && user.isSamePerson(as: session))
        #expect(root.person == nil && root.isSamePerson(as: root) && !root.isSamePerson(as: user))
    }

    @Test(arguments: [
        "local user jo", "", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:", "arn:aws:iam:::user/jo", "arn", "::::: ",
    ])
    func whatIsNoCallerIsNone(text: String) { #expect(Principal(text) == nil) }

    @Test(arguments: [
        ("arn:aws:sts::123456789012:assumed-role/managers/*", true),
        ("arn:aws:sts::123456789012:assumed-role/managers/vera", true),
        ("arn:aws:iam::123456789012:role/managers", true), ("arn:aws:iam::*:role/man*", true),
        ("arn:aws:iam::999999999999:role/managers", false), ("arn:aws:iam::123456789012:role/managers/vera", false),
        ("arn:aws:sts::123456789012:assumed-role/manager/*", false), ("*", false), ("arn:*", false),
        ("arn:aws:iam::123456789012:user/vera", false),
    ])
    func patternsOfManagement(pattern: String, matches: Bool) throws {
        #expect(try #require(Principal(Self.role + "managers/vera")).matches(pattern) == matches)
    }

    @Test func aStarStaysInItsPart() throws {
        // A name cannot reach into the account's part of the pattern.
        let user = try #require(Principal("arn:aws:iam::999999999999:user/x:role/managers"))
        #expect(!user.matches("arn:aws:iam::*:role/managers"))
        #expect(!user.matches("arn:aws:iam::123456789012:*"))
    }
}
