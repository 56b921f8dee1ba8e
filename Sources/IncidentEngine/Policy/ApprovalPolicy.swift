package import IncidentModel

/// Who must agree to what, and where a reason is wanted (settings, `policy`). Without rules whoever acts decides.
package struct ApprovalPolicy: Hashable, Sendable {
    package struct Rule: Hashable, Sendable {
        /// Patterns of targets (`NamePattern`); empty is every target.
        package var targets: [String]
        /// `rollback`, `abort`, `promote`, `shift`, `undo`; empty is every action.
        package var actions: Set<String>
        /// Nil says nothing of approvals.
        package var approval: ApprovalRule?
        /// Nil says nothing of reasons.
        package var requiresReason: Bool?

        package init(
            targets: [String] = [], actions: Set<String> = [], approval: ApprovalRule? = nil, requiresReason: Bool? = nil
        ) {
            self.targets = targets
            self.actions = actions
            self.approval = approval
            self.requiresReason = requiresReason
        }

        func covers(_ command: String, _ target: Target) -> Bool {
            (actions.isEmpty || actions.contains(command))
                && (targets.isEmpty || targets.contains { NamePattern.matches(target, $0) })
        }
    }

    /// What is asked for one action on one target.
    package struct Demand: Hashable, Sendable {
        package var approval: ApprovalRule
        package var requiresReason: Bool

        package init(approval: ApprovalRule, requiresReason: Bool) {
            self.approval = approval
            self.requiresReason = requiresReason
        }
    }

    package static let actions = ["rollback", "abort", "promote", "shift", "undo"]
    /// The default: one key.
    package static let open = ApprovalPolicy()

    package let rules: [Rule]
    /// ARN patterns of those who approve as management.
    package let management: [String]
    private let hasher: PlanHasher?

    private init() {
        rules = []
        management = []
        hasher = nil
    }

    package init(rules: [Rule], management: [String] = [], hasher: PlanHasher) {
        self.rules = rules
        self.management = management
        self.hasher = hasher
    }

    /// The first rule that covers an action and says something of approvals decides that; the first that says something of reasons
    /// decides those.
    package func demand(_ command: String, on target: Target) -> Demand {
        let covering = rules.filter { $0.covers(command, target) }
        return Demand(
            approval: covering.lazy.compactMap(\.approval).first ?? .own,
            requiresReason: covering.lazy.compactMap(\.requiresReason).first ?? false)
    }

    /// The plan with what the policy asks of it, as things stand.
    /// - Parameter actor: who would carry it out, where that is known.
    package func applied(to plan: Plan, book: ApprovalBook, actor: String?, now: Timestamp) -> Plan {
        var judged = plan
        let demand = demand(plan.command.name, on: plan.target)
        judged.needsReason = demand.requiresReason
        judged.approval = need(demand.approval, of: plan, book: book, actor: actor, now: now)
        return judged
    }

    private func need(
        _ rule: ApprovalRule, of plan: Plan, book: ApprovalBook, actor: String?, now: Timestamp
    ) -> ApprovalNeed? {
        guard rule != .own, let hasher else { return nil }
        let hash = hasher.hash(plan)
        let standing = standing(hash, rule, actor: actor, book: book, now: now)
        var need = ApprovalNeed(
            rule: rule, planHash: hash, canBreakGlass: book.severeIncident(naming: plan.target) != nil, how: how(rule, hash))
        switch standing {
        case .success(let approval): need.granted = approval
        case .failure(let refusal): if let why = refusal.why { need.how = "\(why); \(need.how)" }
        }
        return need
    }

    /// Why an approval does not count; `why` is nil where there is none at all.
    struct NotGranted: Error { var why: String? }

    func standing(
        _ hash: String, _ rule: ApprovalRule, actor: String?, book: ApprovalBook, now: Timestamp
    ) -> Result<Approval, NotGranted> {
        var why: String?
        for approval in book.approvals(of: hash).sorted(by: { $0.expires > $1.expires }) {
            guard let obstacle = obstacle(approval, rule, actor: actor, now: now) else { return .success(approval) }
            why = why ?? obstacle
        }
        return .failure(NotGranted(why: why))
    }

    private func obstacle(_ approval: Approval, _ rule: ApprovalRule, actor: String?, now: Timestamp) -> String? {
        let name = Principal.label(approval.approver)
        guard let approver = Principal(approval.approver) else { return "\(name) is no STS caller and cannot approve" }
        if now >= approval.expires { return "the approval of \(name) ran out at \(approval.expires.clock)" }
        // Clocks of one host: what was approved in the future was not approved.
        if approval.at - now > .seconds(60) { return "the approval of \(name) is dated \(Wording.moment(approval.at))" }
        if rule == .management, !isManagement(approver) { return "\(name) is not named as management" }
        if let actor, let acting = Principal(actor), acting.isSamePerson(as: approver) {
            return "\(name) cannot both approve it and carry it out"
        }
        return nil
    }

    package func isManagement(_ principal: Principal) -> Bool { management.contains { principal.matches($0) } }

    private func how(_ rule: ApprovalRule, _ hash: String) -> String {
        let command = "`flipback approve \(hash.prefix(ApprovalBook.shownDigits))`"
        switch rule {
        case .own: return ""
        case .twoPerson: return "somebody else than who acts runs \(command) on this host"
        case .management:
            let names = management.prefix(3).map { Wording.typed($0) }.joined(separator: ", ")
            return "somebody of management (\(names)\(management.count > 3 ? " …" : "")) runs \(command) on this host"
        }
    }
}

extension ApprovalRule {
    /// `a second person's approval`
    package var words: String {
        switch self {
        case .own: "nobody's approval"
        case .twoPerson: "a second person's approval"
        case .management: "management's approval"
        }
    }
}

extension Principal {
    /// How an actor is named in a sentence: `oncall/jo`.
    package static func label(_ actor: String) -> String { TrailChange.shortName(actor) }
}
