import IncidentModel
import TerminalCanvas

/// The last two lines: what the console has to say, and the keys.
enum FooterBar {
    /// The answer to the last key or the newest message; otherwise what is wrong with the selected target.
    static func drawStatus(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        var width = rect.width - 2
        if state.unread > 0 {
            let text = "\(state.unread) message\(state.unread == 1 ? "" : "s")  \(state.options.bindings.name(.messages))"
            pen.putRight(text, x: rect.x, y: rect.y, role: .message, width: rect.width - 1)
            width -= text.count + 2
        }
        if let status = state.status {
            let role: Role =
                switch status.level {
                case .info: .message
                case .warning: .warning
                case .error: .failed
                }
            pen.put(status.text.text, x: rect.x + 1, y: rect.y, role: role, width: width)
            return
        }
        if let blocked = state.writeBlocked {
            pen.put(
                "nothing can be written: \(Sanitiser.sanitise(blocked, limit: 300))", x: rect.x + 1, y: rect.y, role: .failed,
                width: width)
            return
        }
        if let text = ProposalText.status(state) {
            pen.put(text, x: rect.x + 1, y: rect.y, role: .warning, width: width)
            return
        }
        guard let target = state.selected, let assessment = state.scene.assessments[target] else { return }
        var pieces: [Piece] = []
        if let running = state.scene.runningDeployment(of: target) {
            let text = "» \(DeploymentText.id(running)) \(DeploymentText.next(running, state.scene))   "
            pieces.append(Piece(text, .canary))
        }
        if let trip = assessment.guardTrip { pieces.append(Piece("\(target)  \(GuardText.text(trip, state))   ", .bad)) }
        if !assessment.troubleText.isEmpty {
            let role: Role = assessment.trouble == .bad ? .bad : assessment.trouble == .calm ? .dim : .warning
            pieces.append(Piece("\(target)  \(Sanitiser.sanitise(assessment.troubleText, limit: 300))", role))
        }
        if let finding = assessment.readiness.findings.first(where: { $0.level != .info }) {
            pieces.append(Piece("   \(Sanitiser.sanitise(finding.text, limit: 200))", .warning))
        }
        pen.put(pieces, x: rect.x + 1, y: rect.y, width: width)
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        if case .command? = state.overlay { return }
        pen.canvas.fill(rect, role: .keyLabel)
        let watch = !state.options.canAct
        let reason = watch ? Wording.readOnly : ""
        let room = rect.width - 2 - (watch ? reason.count + 2 : 0)
        var shown = state.options.bindings.bindings.filter { !$0.label.isEmpty }
        func width(_ binding: Binding) -> Int { key(binding).count + 1 + binding.label.count + 2 }
        while shown.reduce(0, { $0 + width($1) }) > room, let worst = shown.map(\.rank).max(), worst > 0,
            let index = shown.lastIndex(where: { $0.rank == worst })
        { shown.remove(at: index) }
        var x = rect.x + 1
        var told = false
        for binding in shown {
            if watch, !told, !binding.mutates {
                x += pen.put(reason, x: x, y: rect.y, role: .keyLabel) + 2
                told = true
            }
            let off = state.overlay != nil || state.disabledReason(binding) != nil
            x += pen.put(key(binding), x: x, y: rect.y, role: off ? .keyDisabled : .key) + 1
            x += pen.put(binding.label, x: x, y: rect.y, role: off ? .keyDisabled : .keyLabel) + 2
        }
    }

    private static func key(_ binding: Binding) -> String { binding.keys.first.map(KeyName.of) ?? ":" + (binding.command ?? "") }
}
