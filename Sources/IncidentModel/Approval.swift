/// Who must agree before a plan is carried out (settings, `policy`).
package enum ApprovalRule: String, Sendable, CaseIterable, Comparable {
    /// Whoever acts.
    case own = "self"
    /// A second identity.
    case twoPerson = "two-person"
    /// A second identity that the settings name as management.
    case management

    private var strictness: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    /// Stricter is greater.
    package static func < (a: ApprovalRule, b: ApprovalRule) -> Bool { a.strictness < b.strictness }
}

/// A second identity's word for one exact plan.
package struct Approval: Hashable, Sendable {
    /// The hash of the plan that was approved; any other plan is not.
    package var planHash: String
    /// The STS caller ARN of who approved.
    package var approver: String
    package var at: Timestamp
    /// Ten minutes after `at`.
    package var expires: Timestamp

    package init(planHash: String, approver: String, at: Timestamp, expires: Timestamp) {
        self.planHash = planHash
        self.approver = approver
        self.at = at
        self.expires = expires
    }
}

/// What stands between a plan and its being carried out.
package struct ApprovalNeed: Hashable, Sendable {
    package var rule: ApprovalRule
    /// SHA-256 in hexadecimal over the plan's canonical form.
    package var planHash: String
    /// Set once somebody with the right to has approved this plan and the approval has not run out.
    package var granted: Approval?
    /// In a SEV-1 the plan can be carried out without it, for a reason that is recorded, told and listed first in the postmortem.
    package var canBreakGlass: Bool
    /// Who may approve and how, in a sentence with the command to run.
    package var how: String

    package init(rule: ApprovalRule, planHash: String, granted: Approval? = nil, canBreakGlass: Bool, how: String) {
        self.rule = rule
        self.planHash = planHash
        self.granted = granted
        self.canBreakGlass = canBreakGlass
        self.how = how
    }

    package var isMet: Bool { rule == .own || granted != nil }
}
