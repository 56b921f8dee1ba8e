import Cryptography
import IncidentEngine
import IncidentModel
import Yams

/// `policy`: whose word an action needs, and where a reason is wanted.
extension SettingsParser {
    /// ```
    /// policy:
    ///   management: ["arn:aws:iam::123456789012:role/incident-managers"]
    ///   rules:
    ///     - {targets: ["payments:*"], actions: [promote, shift], approval: two-person, reason: required}
    /// ```
    mutating func readPolicy(_ node: Node) {
        var management: [String] = []
        var rules: [ApprovalPolicy.Rule] = []
        var asksManagement: Node?
        for (key, line, value) in members(node, of: "policy", known: ["management", "rules"]) {
            if key == "management" {
                management = strings(value, "policy.management")
                for pattern in management where !Principal.isPattern(pattern) {
                    report(
                        line,
                        "'\(shown(pattern))' is no ARN of STS callers; write for example arn:aws:iam::123456789012:role/managers"
                    )
                }
                continue
            }
            guard case .sequence(let list) = value else {
                report(value, "policy.rules must be a list, each entry beginning with `- `")
                continue
            }
            for entry in list {
                let rule = readRule(entry)
                if rule.approval == .management { asksManagement = asksManagement ?? entry }
                rules.append(rule)
            }
        }
        if let asksManagement, management.isEmpty {
            report(asksManagement, "this rule asks management, and policy.management names nobody who could approve")
        }
        settings.planning.policy = ApprovalPolicy(rules: rules, management: management, hasher: .sha256)
    }

    private mutating func readRule(_ node: Node) -> ApprovalPolicy.Rule {
        var rule = ApprovalPolicy.Rule()
        var saysSomething = false
        for (key, _, value) in members(node, of: "a rule of policy", known: ["targets", "actions", "approval", "reason"]) {
            switch key {
            case "targets":
                rule.targets = strings(value, "policy.targets")
                if rule.targets.isEmpty { report(value, "policy.targets names no target; leave it out for all") }
            case "actions":
                let words = strings(value, "policy.actions")
                for word in words where !ApprovalPolicy.actions.contains(word) {
                    report(
                        value,
                        "'\(shown(word))' is no action of a policy; known are \(ApprovalPolicy.actions.joined(separator: ", "))")
                }
                if words.isEmpty { report(value, "policy.actions names no action; leave it out for all") }
                rule.actions = Set(words)
            case "approval":
                rule.approval = choice(value, "policy.approval", ApprovalRule.self)
                saysSomething = true
            default:
                rule.requiresReason = choice(value, "policy.reason", ReasonRule.self).map { $0 == .required }
                saysSomething = true
            }
        }
        if !saysSomething { report(node, "a rule of policy says `approval`, `reason` or both") }
        return rule
    }

    private enum ReasonRule: String, CaseIterable { case required, optional }
}

extension PlanHasher {
    static let sha256 = PlanHasher { Hex.encode(SHA256.digest(Array($0.utf8))) }
}
