import IncidentEngine
import IncidentModel

extension Words {
    /// A plan for people, printed before they are asked.
    static func plan(_ plan: Plan) -> [String] {
        var lines = [
            "\(plan.command.name) \(plan.target)   \(place(plan))",
            "  now     \(traffic(plan.before))",
            "  after   \(traffic(plan.after))",
        ]
        for (index, step) in plan.steps.enumerated() {
            let expects = step.expects.isEmpty ? "" : ", \(step.expects)"
            lines.append("  \(index + 1)  \(step.call)  \(step.before) → \(step.after)\(expects)")
        }
        if let good = plan.evidence { lines.append("  \(good.version.label) is last good: \(good.evidence)") }
        for passed in plan.evidence?.passedOver ?? [] { lines.append("  \(passed.version.label) passed over: \(passed.reason)") }
        if let provisioned = plan.provisioned {
            lines.append("  provisioned concurrency (\(provisioned.requested)):")
            for option in provisioned.options {
                let mark = option.strategy == provisioned.chosen ? "▸" : " "
                lines.append(
                    "  \(mark) \(option.strategy.rawValue)  about \(duration(option.predicted)), \(option.consequence)")
            }
        }
        if let typed = plan.typed { lines.append("  ! \(typed.why): asks for the word \(typed.word)") }
        if let need = plan.approval {
            if let granted = need.granted {
                lines.append("  approved by \(Principal.label(granted.approver)) until \(granted.expires.clock)")
            } else {
                lines.append("  ! needs \(need.rule.words): \(need.how)")
            }
        }
        if plan.needsReason { lines.append("  the policy wants a reason") }
        lines += plan.warnings.map { "  ! \($0)" }
        if !plan.cannotUndo.isEmpty { lines.append("  ! does not undo: " + plan.cannotUndo.joined(separator: "; ")) }
        lines.append("  about \(duration(plan.predicted))")
        return lines
    }

    static func refusal(_ command: Command, _ refusal: Refusal) -> String {
        "\(command.name) \(command.target) refused: \(refusal.text)"
    }

    private static func place(_ plan: Plan) -> String {
        [plan.account, plan.region].filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
