import IncidentModel

/// A function as AWS names it in a reply: `checkout`, `123456789012:function:checkout`, `arn:aws:lambda:eu-west-1:123456789012:function:checkout`,
/// each with or without `:QUALIFIER`.
struct FunctionReference: Hashable, Sendable {
    var name: String
    /// An alias, a version or `$LATEST`; nil when it is not there.
    var qualifier: String?

    /// Nil when the text names no function by Lambda's rules.
    init?(_ text: String) {
        guard text.utf8.count <= 512 else { return nil }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count >= 7, parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" {
            parts.removeFirst(6)
        } else if let marker = parts.firstIndex(of: "function"), marker > 0, marker <= 2, marker + 1 < parts.count {
            parts.removeFirst(marker + 1)
        }
        guard (1...2).contains(parts.count), let name = Target("\(parts[0]):x")?.function else { return nil }
        self.name = name
        guard parts.count == 2 else { return }
        let qualifier = String(parts[1])
        guard VersionID(qualifier)?.name == qualifier || Target("\(name):\(qualifier)") != nil else { return nil }
        self.qualifier = qualifier
    }
}
