import IncidentModel
import TerminalCanvas

/// What the screens say of a deployment, line by line in the order of importance.
enum DeploymentText {
    /// One line; `bar` is drawn before the pieces.
    struct Line {
        var pieces: [Piece]
        var bar: StepBar?

        init(_ pieces: [Piece], bar: StepBar? = nil) {
            self.pieces = pieces
            self.bar = bar
        }
    }

    /// Shares of the new version, 0…1: what is done, and what the next step brings.
    struct StepBar {
        var done: Double
        var next: Double
    }

    /// `Linear 10 % every 1 min`
    static func strategy(_ strategy: DeploymentStrategy) -> String {
        switch strategy.shape {
        case .allAtOnce: "All at once"
        case .canary(let share, let interval):
            "Canary \(Figures.share(share)) %, the rest after \(Figures.interval(interval))"
        case .linear(let share, let interval): "Linear \(Figures.share(share)) % every \(Figures.interval(interval))"
        case .unknown: Wording.stepsUnknown(strategy.name)
        }
    }

    /// The id as AWS gave it, cut to what a line can bear.
    static func id(_ deployment: Deployment) -> String { id(deployment.id) }
    static func id(_ id: String) -> String { Sanitiser.sanitise(id, limit: 24) }

    static func status(_ status: Deployment.Status) -> Piece {
        switch status {
        case .succeeded: Piece("✓ \(status.rawValue)", .ok)
        case .failed: Piece("✗ \(status.rawValue)", .failed)
        case .stopped: Piece("! \(status.rawValue)", .warning)
        default: Piece("» \(status.rawValue)", .canary)
        }
    }

    /// `v6 → v7`
    static func versions(_ deployment: Deployment) -> String {
        "\(deployment.currentVersion?.label ?? "v?") → \(deployment.targetVersion?.label ?? "v?")"
    }

    /// `next: 40 % in 0:37`, or why there is none.
    static func next(_ deployment: Deployment, _ scene: Scene) -> String {
        if let next = scene.nextStep(deployment), let now = scene.now?.time {
            return "next: \(Figures.share(next.share)) % in \(Figures.countdown(next.at - now))"
        }
        guard deployment.status.isRunning else { return "" }
        guard Scene.trafficBegan(deployment) != nil else { return Wording.trafficNotYet }
        switch deployment.strategy.shape {
        case .unknown: return Wording.nextUnknown
        case .allAtOnce: return Wording.allAtOnceNoStep
        case .canary, .linear: return Wording.lastStepDone
        }
    }

    /// One line of a list: target, id, state, versions, next step.
    static func headline(_ deployment: Deployment, _ scene: Scene) -> [Piece] {
        let state = status(deployment.status)
        let next = deployment.status.isRunning ? "  " + next(deployment, scene) : ended(deployment, scene)
        return [state, Piece("  \(deployment.target)  \(id(deployment))  \(versions(deployment))\(next)", .text)]
    }

    static func lines(_ deployment: Deployment, _ scene: Scene, width: Int) -> [Line] {
        var lines: [Line] = []
        let head = [
            Piece(id(deployment), .strong), Piece("  ", .text), status(deployment.status),
            Piece("  \(versions(deployment))", .text), Piece(ended(deployment, scene), .dim),
        ]
        let how = Piece(strategy(deployment.strategy), .text)
        if Piece.width(head) + 2 + GlyphWidth.of(how.text) <= width {
            lines.append(Line(head + [Piece("  ", .text), how]))
        } else {
            lines += [Line(head), Line([how])]
        }
        let step = scene.nextStep(deployment)
        let done = scene.shareDone(deployment)
        let share = done.map { "\(deployment.targetVersion?.label ?? "v?") \(Figures.share($0)) %" } ?? Wording.shareUnknown
        let bar = StepBar(done: done ?? 0, next: max(done ?? 0, step?.share ?? 0))
        let next = next(deployment, scene)
        lines.append(
            Line([Piece(share + (next.isEmpty ? "" : "   "), .canary), Piece(next, step == nil ? .dim : .strong)], bar: bar))
        lines += error(deployment, width)
        lines += hooks(deployment, width)
        lines += alarms(deployment, scene, width)
        lines += links(deployment, scene, width)
        lines += made(deployment, scene, width)
        return lines
    }

    private static func ended(_ deployment: Deployment, _ scene: Scene) -> String {
        guard !deployment.status.isRunning, let at = deployment.completedAt else { return "" }
        return "  \(at.clock)" + (scene.now.map { ", \(Figures.age(max(.zero, $0.time - at))) ago" } ?? "")
    }

    private static func error(_ deployment: Deployment, _ width: Int) -> [Line] {
        guard !deployment.errorCode.isEmpty || !deployment.errorMessage.text.isEmpty else { return [] }
        let words = [Sanitiser.sanitise(deployment.errorCode, limit: 60), deployment.errorMessage.text].filter { !$0.isEmpty }
        return broken("✗ \(words.joined(separator: ": "))", .failed, width)
    }

    /// `hooks  ✓ BeforeAllowTraffic  » AllowTraffic  – AfterAllowTraffic`
    private static func hooks(_ deployment: Deployment, _ width: Int) -> [Line] {
        guard !deployment.hooks.isEmpty else { return [Line([Piece("hooks   \(Wording.hooksUnknown)", .unknown)])] }
        var lines: [Line] = []
        // A narrow pane needs its rows for the alarms: there the marks speak for themselves.
        let label = width < 60 ? "" : "hooks   "
        var row = [Piece(label, .dim)]
        for hook in deployment.hooks {
            let piece = mark(hook)
            if row.count > 1, Piece.width(row + [piece]) > width {
                lines.append(Line(row))
                row = [Piece(String(repeating: " ", count: label.count), .dim)]
            }
            row.append(piece)
        }
        return lines + [Line(row)]
    }

    private static func mark(_ hook: Deployment.Hook) -> Piece {
        switch hook.status.raw {
        case "Succeeded": Piece("✓ \(hook.name.text)  ", .ok)
        case "Failed": Piece("✗ \(hook.name.text) Failed  ", .failed)
        case "InProgress": Piece("» \(hook.name.text) runs  ", .canary)
        case "Pending": Piece("· \(hook.name.text)  ", .dim)
        default: Piece("? \(hook.name.text) \(hook.status.text)  ", .unknown)
        }
    }

    /// The alarms that CodeDeploy watches, with their state now, and what a firing one does to the deployment that brings the fix.
    private static func alarms(_ deployment: Deployment, _ scene: Scene, _ width: Int) -> [Line] {
        guard let watch = deployment.alarms else { return [Line([Piece("alarms  \(Wording.groupUnread)", .unknown)])] }
        guard watch.isEnabled, !watch.names.isEmpty else { return broken("alarms  \(Wording.watchesNoAlarm)", .warning, width) }
        var lines: [Line] = []
        for (index, name) in watch.names.enumerated() {
            let state = scene.alarm(name).map(AlarmsPane.state) ?? Piece("? unread", .unknown)
            lines.append(
                Line([
                    Piece(index == 0 ? "alarms  " : "        ", .dim), Piece(state.text.padding(to: 9), state.role),
                    Piece(name.text, .text),
                ]))
        }
        let blocking = scene.blockingAlarms(deployment)
        if !blocking.isEmpty { lines += broken("! \(Wording.alarmDeadlock(blocking))", .warning, width) }
        return lines
    }

    private static func links(_ deployment: Deployment, _ scene: Scene, _ width: Int) -> [Line] {
        func named(_ id: String) -> String {
            let other = scene.picture?.deployments?.value.first { $0.id == id }
            return Self.id(id) + (other.map { " (\($0.status.rawValue))" } ?? "")
        }
        var lines: [Line] = []
        if let rollback = deployment.rollbackID { lines += broken("← \(Wording.takenBackBy(named(rollback)))", .warning, width) }
        if let of = deployment.rollbackOf { lines += broken("← \(Wording.takesBack(named(of)))", .warning, width) }
        return lines
    }

    private static func made(_ deployment: Deployment, _ scene: Scene, _ width: Int) -> [Line] {
        let at = deployment.createdAt
        let age = scene.now.map { ", \(Figures.age(max(.zero, $0.time - at))) ago" } ?? ""
        let group =
            "\(Sanitiser.sanitise(deployment.application, limit: 64))/\(Sanitiser.sanitise(deployment.group, limit: 64))"
        var lines = broken("by      \(deployment.creator.text) \(at.clock)\(age) · \(group)", .dim, width)
        lines += broken("auto    \(Wording.rollsBackOn(deployment.autoRollback))", .dim, width)
        if !deployment.description.text.isEmpty { lines += broken("says    \(deployment.description.text)", .dim, width) }
        return lines
    }

    /// Broken at spaces; the lines after the first are indented.
    private static func broken(_ text: String, _ role: Role, _ width: Int) -> [Line] {
        let label = text.prefix { $0 != " " }.count
        let indent = label == 1 ? 2 : 8
        let head = String(text.prefix(indent))
        return wrap(String(text.dropFirst(indent)), to: max(10, width - indent)).enumerated().map { index, line in
            Line([Piece((index == 0 ? head : String(repeating: " ", count: indent)) + line, role)])
        }
    }

    /// The same lines as the text of an overlay.
    static func detail(_ deployment: Deployment, _ scene: Scene) -> [Piece] {
        lines(deployment, scene, width: 100).map { line in
            Piece(line.pieces.map(\.text).joined(), line.pieces.first { $0.role != .dim && $0.text != "  " }?.role ?? .dim)
        }
    }
}
