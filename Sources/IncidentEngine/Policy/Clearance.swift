import IncidentModel

/// Why a plan may be carried out.
enum Clearance: Sendable {
    /// The policy asks for nobody's word.
    case free
    case approved(ApprovalNeed, Approval)
    /// Without the approval that it needs, in an open SEV-1.
    case brokenGlass(ApprovalNeed)

    /// An approval is for exactly one plan: a write whose fence the plan names must carry that one and no other.
    var isBound: Bool { if case .approved = self { true } else { false } }

    /// What the intent says of it.
    var details: [String: JSONValue] {
        switch self {
        case .free: [:]
        case .approved(let need, let approval):
            [
                "planHash": .string(need.planHash),
                "approval": [
                    "rule": .string(need.rule.rawValue), "approver": .string(approval.approver), "at": JSONValue(approval.at),
                    "expires": JSONValue(approval.expires),
                ],
            ]
        case .brokenGlass(let need):
            ["planHash": .string(need.planHash), "brokenGlass": true, "approval": ["rule": .string(need.rule.rawValue)]]
        }
    }
}
