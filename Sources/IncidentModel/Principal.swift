/// An STS caller as an identity: what approvals tell people apart by.
package struct Principal: Hashable, Sendable {
    /// `arn:aws:sts::123456789012:assumed-role/oncall/jo`
    package let arn: String
    /// The six parts of the ARN.
    private let parts: [String]

    /// Nil for what is no ARN of a caller: `local user jo`.
    package init?(_ arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", ["sts", "iam"].contains(parts[2]), !parts[4].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        self.arn = arn
        self.parts = parts
    }

    private var resource: [String] { parts[5].split(separator: "/", omittingEmptySubsequences: false).map(String.init) }

    /// The name that stands for a person: a role's session name, a user's name, a federated user's name. Nil for the account's root.
    package var person: String? {
        let resource = resource
        guard resource.count > 1, let name = resource.last, !name.isEmpty else { return nil }
        return name
    }

    /// Whether two callers count as one person. They do when their person is the same, whatever the role, and whichever of STS's
    /// sessions they are: whoever assumes two roles under one session name is one person. Different session names of one role are
    /// different people; what a session name may be is the role's trust policy to say (condition key `sts:RoleSessionName`). Names are
    /// compared without regard to case. When in doubt, one person.
    package func isSamePerson(as other: Principal) -> Bool {
        if arn == other.arn { return true }
        guard let person, let theirs = other.person else { return parts[4] == other.parts[4] && parts[5] == other.parts[5] }
        return person.lowercased() == theirs.lowercased()
    }

    /// Whether an ARN pattern names this caller, compared part by part as IAM's ArnLike does. A pattern of a role,
    /// `arn:aws:iam::123456789012:role/managers`, names its sessions; STS does not tell a role's path, so it must have none.
    package func matches(_ pattern: String) -> Bool {
        if Self.matches(parts, pattern) { return true }
        let resource = resource
        guard parts[2] == "sts", resource.count == 3, resource[0] == "assumed-role" else { return false }
        return Self.matches([parts[0], parts[1], "iam", "", parts[4], "role/\(resource[1])"], pattern)
    }

    /// Whether a pattern has the form of one: six parts, the first `arn`, the third `sts` or `iam`.
    package static func isPattern(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && ["sts", "iam"].contains(parts[2]) && !parts[4].isEmpty
            && !parts[5].isEmpty
    }

    private static func matches(_ parts: [String], _ pattern: String) -> Bool {
        let wanted = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        return wanted.count == 6 && zip(parts, wanted).allSatisfy { NamePattern.matches($0, $1) }
    }
}
