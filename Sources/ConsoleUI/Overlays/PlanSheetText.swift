import IncidentModel
import TerminalCanvas

/// The lines of a plan: now and after, the steps, the evidence, the warnings.
enum PlanSheetText {
    /// One line of the sheet; `part` says which change marks it.
    struct Line {
        var pieces: [Piece]
        var part: PlanSheet.Part?
        var bar: [AliasesPane.Part]?
    }

    static func body(_ plan: Plan, _ state: ConsoleState, width: Int) -> [Line] {
        let assessment = state.live.assessments[plan.target]
        func side(_ name: String, _ routing: Routing, _ part: PlanSheet.Part, tail: String) -> Line {
            let parts = AliasesPane.split(AliasState(target: plan.target, routing: routing, revision: plan.revision), assessment)
            var pieces = [Piece("  \(name.padding(to: 8))", .dim)]
            for share in parts { pieces.append(Piece("\(share.version.label) \(Figures.share(share.share)) %   ", share.role)) }
            if !tail.isEmpty { pieces.append(Piece(tail, .text)) }
            return Line(pieces: pieces, part: part, bar: parts)
        }
        var lines = [Line(pieces: [])]
        lines.append(side("now", plan.before, .now, tail: errorsNow(plan, state)))
        lines.append(side("after", plan.after, .after, tail: ""))
        lines.append(Line(pieces: []))
        let calls = min(30, max(20, plan.steps.map { GlyphWidth.of(Sanitiser.sanitise($0.call, limit: 80)) }.max() ?? 0))
        for (index, step) in plan.steps.enumerated() {
            let number = "  \(index + 1)  "
            let call = Sanitiser.sanitise(step.call, limit: 80)
            let text = "\(Sanitiser.sanitise(step.before, limit: 120)) → \(Sanitiser.sanitise(step.after, limit: 120))"
            let deadline = stopDeadline(step, plan, state)
            let expects = [Sanitiser.sanitise(step.expects, limit: 160), deadline ?? ""].filter { !$0.isEmpty }.joined(
                separator: ", ")
            let head = number + call.padding(to: calls) + " " + text
            let oneLine = !expects.isEmpty && GlyphWidth.of(head) + GlyphWidth.of(expects) + 2 <= width
            var pieces = [Piece(number, .dim), Piece(call.padding(to: calls) + " ", .strong), Piece(text, .text)]
            if oneLine { pieces.append(Piece(", " + expects, .dim)) }
            lines.append(Line(pieces: pieces, part: .steps))
            if !expects.isEmpty, !oneLine { lines.append(Line(pieces: [Piece("     " + expects, .dim)], part: .steps)) }
        }
        lines.append(Line(pieces: [Piece("     about \(Figures.predicted(plan.predicted)) in all", .dim)], part: .steps))
        for warning in plan.warnings {
            let text = "! \(Sanitiser.sanitise(warning, limit: 400))"
            lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .warning)], part: .warnings) }
        }
        lines += provisioned(plan, state, width: width)
        lines += ApprovalText.lines(plan, state, width: width)
        lines.append(Line(pieces: []))
        if let evidence = plan.evidence {
            let text = "★ \(evidence.version.label) is last good: \(Sanitiser.sanitise(evidence.evidence, limit: 400))"
            lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .ok)], part: .evidence) }
            for over in evidence.passedOver.prefix(3) {
                let text = "✗ \(over.version.label) passed over: \(Sanitiser.sanitise(over.reason, limit: 300))"
                lines += wrap(text, to: width - 2).map { Line(pieces: [Piece("  " + $0, .dim)], part: .evidence) }
            }
        }
        if !plan.cannotUndo.isEmpty {
            let list = plan.cannotUndo.map { Sanitiser.sanitise($0, limit: 200) }.joined(separator: ", ")
            lines += wrap("! does not undo: \(list)", to: width - 2).map {
                Line(pieces: [Piece("  " + $0, .warning)], part: .warnings)
            }
        }
        return lines
    }

    private static func errorsNow(_ plan: Plan, _ state: ConsoleState) -> String {
        guard let metrics = state.live.picture?.metrics[plan.target]?.value else { return "" }
        if let bad = state.live.assessments[plan.target]?.badVersion,
            let rate = metrics.byVersion[bad]?.errorRate.latest?.value
        {
            return "\(Figures.prose(rate: rate)) errors on \(bad.label)"
        }
        return metrics.whole.errorRate.latest.map { "\(Figures.prose(rate: $0.value)) errors" } ?? ""
    }

    /// How long the step that stops the deployment may take before the console asks; nil for every other step.
    private static func stopDeadline(_ step: Plan.Step, _ plan: Plan, _ state: ConsoleState) -> String? {
        guard plan.stopping != nil, step.call.hasSuffix("StopDeployment") else { return nil }
        return Wording.stopDeadline(state.options.stopDeadline)
    }

    /// Every way to deal with provisioned concurrency, the chosen one marked.
    private static func provisioned(_ plan: Plan, _ state: ConsoleState, width: Int) -> [Line] {
        guard let provisioned = plan.provisioned else { return [] }
        let key = state.options.bindings.name(.provisioned)
        var lines = [Line(pieces: [])]
        lines.append(
            Line(pieces: [Piece("  " + Wording.provisioned(provisioned.requested, key: key), .strong)], part: .steps))
        for option in provisioned.options {
            let chosen = option.strategy == provisioned.chosen
            let head = "  \(chosen ? "▸" : " ") \(option.strategy.rawValue.padding(to: 17))"
            let time = "about \(Figures.predicted(option.predicted))".padding(to: 13)
            let text = Sanitiser.sanitise(option.consequence, limit: 200)
            for (index, line) in wrap(text, to: max(10, width - 34)).enumerated() {
                let lead = index == 0 ? head + time : String(repeating: " ", count: 33)
                lines.append(
                    Line(pieces: [Piece(lead, chosen ? .strong : .dim), Piece(" " + line, chosen ? .text : .dim)], part: .steps))
            }
        }
        return lines
    }
}
