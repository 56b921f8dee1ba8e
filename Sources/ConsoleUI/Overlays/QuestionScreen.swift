import IncidentModel
import TerminalCanvas

/// CodeDeploy has not ended within the deadline: what is known, and the two ways on.
enum QuestionScreen {
    static func draw(_ state: ConsoleState, _ pen: inout Pen) {
        guard let pending = state.pendingQuestion,
            let track = state.group?.tracks.first(where: { $0.id == pending.action })
        else { return }
        let map = state.options.bindings
        let width = min(100, state.size.columns - 2)
        let inner = width - 4
        var lines: [[Piece]] = wrap(Sanitiser.sanitise(pending.question.text, limit: 400), to: inner).map { [Piece($0, .strong)] }
        lines.append([])
        if let deployment = track.deployment ?? track.plan.stopping {
            let next = DeploymentText.next(deployment, state.live)
            lines.append([
                Piece("\(DeploymentText.id(deployment))  ", .text), DeploymentText.status(deployment.status),
                Piece(next.isEmpty ? "" : "  \(next)", .text),
            ])
            lines.append([])
        }
        func choice(_ intent: Intent, _ name: String, _ text: String) {
            let indent = 24
            for (index, line) in wrap(text, to: max(10, inner - indent)).enumerated() {
                let head = index == 0 ? "\(map.name(intent).padding(to: 3))\(name)" : ""
                lines.append([Piece(head.padding(to: indent), .key), Piece(line, .text)])
            }
        }
        choice(.keepWaiting, "keep waiting", Wording.keepWaiting(state.options.stopDeadline))
        choice(.takeAlias, "take the alias now", Wording.takeAlias(track.plan))
        let inside = OverlayScreen.frame(
            Wording.overdueTitle(pending.target, pending.question), width: width, height: lines.count + 4, state, &pen)
        for (index, line) in lines.prefix(max(0, inside.height - 2)).enumerated() {
            pen.put(line, x: inside.x, y: inside.y + index, width: inside.width)
        }
        OverlayScreen.keys(
            [(map.name(.keepWaiting), "keep waiting"), (map.name(.takeAlias), "take the alias now"), ("esc", "decide later")],
            inside, &pen)
    }
}
