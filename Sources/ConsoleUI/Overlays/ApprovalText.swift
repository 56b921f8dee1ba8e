import IncidentModel
import TerminalCanvas

/// Whose word a plan needs, how it is given, and whether it has been.
enum ApprovalText {
    static func lines(_ plan: Plan, _ state: ConsoleState, width: Int) -> [PlanSheetText.Line] {
        guard let need = plan.approval, need.rule != .own else { return [] }
        var lines = [PlanSheetText.Line(pieces: [])]
        func add(_ text: String, _ role: Role) {
            for (index, line) in wrap(text, to: max(10, width - 4)).enumerated() {
                lines.append(PlanSheetText.Line(pieces: [Piece((index == 0 ? "  " : "    ") + line, role)], part: .approval))
            }
        }
        let status = status(plan, need, state)
        add(status.text, status.role)
        if !state.isApproved(plan) { add(Sanitiser.sanitise(need.how, limit: 300), .text) }
        if state.breaksGlass(plan) { add(Wording.glass, .failed) }
        return lines
    }

    private static func status(_ plan: Plan, _ need: ApprovalNeed, _ state: ConsoleState) -> Piece {
        let rule = "\(need.rule.rawValue) approval"
        if let granted = need.granted {
            let who = HeaderBar.shortActor(granted.approver)
            guard state.isApproved(plan) else { return Piece("✗ \(rule): \(who)'s has run out, ask again", .warning) }
            return Piece("✓ \(rule): granted by \(who), \(Figures.countdown(granted.expires - state.now)) left", .ok)
        }
        if let asked = state.facts.asked[need.planHash] {
            let ago = Figures.elapsed(state.now - asked.at)
            return Piece("… \(rule): asked for by \(HeaderBar.shortActor(asked.by)) \(ago) ago, not given yet", .warning)
        }
        return Piece("! \(rule): nobody has approved this plan", .warning)
    }
}
