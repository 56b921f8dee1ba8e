import IncidentModel
import TerminalCanvas

/// What moves the selected target by itself: how far it is, what it does next, and what would stop it.
enum DeploymentPane {
    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let aged = scene.picture?.deployments
        let note = state.ageNote(aged)
        let title = "DEPLOYMENT" + (state.selected.map { " \($0)" } ?? "")
        let inside = pen.box(
            rect, title: title, number: 6, note: note.text, focused: state.focus == .deployment, staleNote: note.stale)
        let lines = lines(state, width: inside.width - 2)
        let first = state.focus == .deployment ? max(0, min(state.paneRow[.deployment] ?? 0, lines.count - inside.height)) : 0
        for (index, line) in lines.dropFirst(first).prefix(inside.height).enumerated() {
            draw(line, x: inside.x + 1, y: inside.y + index, width: inside.width - 2, stale: note.stale, &pen)
        }
        let hidden = lines.count - first - inside.height
        if hidden > 0 {
            pen.putRight(" +\(hidden) enter ", x: inside.x, y: rect.maxY - 1, role: .dim, width: inside.width - 1)
        }
    }

    private static func draw(_ line: DeploymentText.Line, x: Int, y: Int, width: Int, stale: Bool, _ pen: inout Pen) {
        var at = x
        if let bar = line.bar {
            let cells = max(8, min(40, width - Piece.width(line.pieces) - 2))
            let step = max(0, bar.next - bar.done)
            pen.bar(
                [
                    (bar.done, pen.symbols.barFull, stale ? .stale : .canary),
                    (step, pen.symbols.barShade, stale ? .stale : .canary),
                    (max(0, 1 - bar.done - step), pen.symbols.barEmpty, .dim),
                ], x: at, y: y, width: cells)
            at += cells + 2
        }
        pen.put(line.pieces, x: at, y: y, width: x + width - at)
    }

    /// Everything that the pane has to say; the first line is a failed search when there is one.
    static func lines(_ state: ConsoleState, width: Int) -> [DeploymentText.Line] {
        let scene = state.scene
        var lines: [DeploymentText.Line] = []
        func say(_ text: String, _ role: Role) {
            lines += wrap(text, to: width).map { DeploymentText.Line([Piece($0, role)]) }
        }
        if let failure = scene.deploymentFailure {
            let age = scene.now.flatMap { now in scene.picture?.deployments.map { $0.age(now) } }
            say(Wording.notSearched(failure, lastRead: age), .warning)
        }
        guard scene.picture?.deployments != nil else {
            if lines.isEmpty { say(Wording.deploymentsUnread, .dim) }
            return lines
        }
        let all = scene.deploymentsOfUse
        let own = state.selected.flatMap(scene.deployment(of:))
        if let own {
            lines += DeploymentText.lines(own, scene, width: width)
        } else if let target = state.selected {
            say(scene.deploymentFailure == nil ? Wording.noDeployment(of: target) : Wording.noDeploymentThen(of: target), .dim)
        }
        for other in all where other.id != own?.id { lines.append(.init(DeploymentText.headline(other, scene))) }
        return lines
    }
}
