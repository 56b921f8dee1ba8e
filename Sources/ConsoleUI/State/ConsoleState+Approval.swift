import IncidentModel

extension ConsoleState {
    /// Whether a plan has every word that it needs, now: an approval runs out.
    func isApproved(_ plan: Plan) -> Bool {
        guard let need = plan.approval, need.rule != .own else { return true }
        guard let granted = need.granted else { return false }
        return granted.planHash == need.planHash && granted.expires > now
    }

    /// Whether `enter` in the plan's sheet carries it out without the approval: only in a SEV-1.
    func breaksGlass(_ plan: Plan) -> Bool {
        !isApproved(plan) && plan.approval?.canBreakGlass == true && openIncident?.severity == .sev1
    }

    /// Asks for the approval of the plan in the sheet, with the reason typed so far.
    mutating func askApproval(_ sheet: PlanSheet) -> [Effect] {
        var sheet = sheet
        var effects: [Effect] = []
        if let reason = options.canAct ? writeBlocked : Wording.readOnly {
            sheet.complaint = reason
        } else if let plan = sheet.ready, !isApproved(plan) {
            if sheet.reason.isEmpty {
                sheet.complaint = Wording.reasonForApproval
            } else {
                effects = [.askApproval(plan, reason: sheet.reason.text)]
            }
        } else {
            sheet.complaint = Wording.onlyWithApproval
        }
        overlay = .plan(sheet)
        return effects
    }

    /// Why `enter` does not commit for want of an approval; nil when it does.
    func approvalReason(_ plan: Plan, _ sheet: PlanSheet) -> String? {
        if isApproved(plan) { return nil }
        if breaksGlass(plan) { return sheet.reason.isEmpty ? Wording.reasonForGlass : nil }
        return Wording.waitsForApproval(plan)
    }
}
