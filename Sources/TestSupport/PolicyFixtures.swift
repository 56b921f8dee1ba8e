package import IncidentEngine
package import IncidentModel

/// People and policies of tests.
extension Fixtures {
    /// A second person in the role of `actor`.
    package static let second = "arn:aws:sts::123456789012:assumed-role/oncall/mia"
    package static let manager = "arn:aws:sts::123456789012:assumed-role/incident-managers/vera"

    /// No cryptography: 64 hexadecimal digits that differ where the text does.
    package static let hasher = PlanHasher(name: "test") { text in
        (1...4).map { seed -> String in
            var hash = UInt64(14_695_981_039_346_656_037) &+ UInt64(seed)
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    package static func policy(_ rules: ApprovalPolicy.Rule...) -> ApprovalPolicy {
        ApprovalPolicy(rules: rules, management: ["arn:aws:iam::123456789012:role/incident-managers"], hasher: hasher)
    }

    /// An approval of a plan by somebody, as the journal has it.
    package static func approval(of plan: Plan, by approver: String, at time: Timestamp = evening) -> EventDraft {
        EventDraft(
            time: time, actor: approver, kind: .approvalGranted, target: plan.target,
            details: [
                "planHash": .string(hasher.hash(plan)), "expires": JSONValue(time + ApprovalBook.lifetime),
            ])
    }

    /// An open incident that names `checkout`.
    package static func declared(_ severity: Severity = .sev1, targets: [Target] = [checkout]) -> EventDraft {
        IncidentDrafts.declare(
            "INC-20261120-01", severity, targets: targets, reason: "all payments", by: .init(actor: actor, time: evening))
    }
}
