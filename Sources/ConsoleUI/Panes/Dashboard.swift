import IncidentModel
package import TerminalCanvas

/// Where everything is: fluid between the three sizes that are tested.
struct Dashboard {
    var header: Rect
    var bar: Rect
    var panes: [(pane: Pane, rect: Rect)]
    var status: Rect
    var footer: Rect

    init(_ state: ConsoleState) {
        let (columns, rows) = (state.size.columns, state.size.rows)
        let barRows = ArmedBar.lines(state).count
        header = Rect(x: 0, y: 0, width: columns, height: 1)
        bar = Rect(x: 0, y: 1, width: columns, height: barRows)
        footer = Rect(x: 0, y: rows - 1, width: columns, height: 1)
        status = Rect(x: 0, y: rows - 2, width: columns, height: 1)
        let body = Rect(x: 0, y: bar.maxY, width: columns, height: rows - 2 - bar.maxY)
        panes = Self.isGrid(state.size) ? Self.grid(body, state) : Self.stack(body, state)
    }

    static func isGrid(_ size: Size) -> Bool { size.columns >= 110 && size.rows >= 34 }

    /// ALIASES over one of the others.
    private static func stack(_ body: Rect, _ state: ConsoleState) -> [(Pane, Rect)] {
        let wanted =
            [.timeline, .metrics, .deployment, .incident, .traces].contains(state.stacked)
            ? body.height * 6 / 10 : body.height / 2
        let lower = max(9, wanted)
        let upper = body.height - lower
        return [
            (.aliases, Rect(x: 0, y: body.y, width: body.width, height: upper)),
            (state.stacked, Rect(x: 0, y: body.y + upper, width: body.width, height: lower)),
        ]
    }

    /// The panes that are not always there. DEPLOYMENT: while it is of use, or asked for with its key; INCIDENT: while one is open, or asked
    /// for; TRACES: while `:traces` asks for it.
    private static func extras(_ state: ConsoleState) -> [Pane] {
        var panes: [Pane] = []
        if state.showsDeployment { panes.append(.deployment) }
        if state.showsIncident { panes.append(.incident) }
        if state.tracesOpen { panes.append(.traces) }
        return panes
    }

    /// The bottom row is TIMELINE's; what is not always there shares it, so that nothing above changes places. Where there is no room for
    /// three, what was asked for with `:traces` takes TIMELINE's part, and DEPLOYMENT and INCIDENT take turns: the one that was asked for
    /// last, else the deployment while it runs.
    private static func grid(_ body: Rect, _ state: ConsoleState) -> [(Pane, Rect)] {
        let extras = extras(state)
        let wide = body.width >= 180
        let left = wide ? body.width * 52 / 100 : max(68, body.width * 55 / 100)
        let right = body.width - left
        let usual = max(7, body.height * (wide ? 26 : 24) / 100)
        let shared = extras.contains(.incident) && !wide ? body.height * 36 / 100 : body.height * 29 / 100
        let timeline = extras.isEmpty ? usual : max(usual, min(14, shared))
        let upper = body.height - timeline
        let aliases = upper * (wide ? 60 : 55) / 100
        let metrics = upper * (wide ? 66 : 60) / 100
        let y = body.y
        return [
            (.aliases, Rect(x: 0, y: y, width: left, height: aliases)),
            (.versions, Rect(x: 0, y: y + aliases, width: left, height: upper - aliases)),
            (.metrics, Rect(x: left, y: y, width: right, height: metrics)),
            (.alarms, Rect(x: left, y: y + metrics, width: right, height: upper - metrics)),
        ] + bottom(Rect(x: 0, y: y + upper, width: body.width, height: timeline), left: left, extras, state)
    }

    private static func bottom(_ row: Rect, left: Int, _ extras: [Pane], _ state: ConsoleState) -> [(Pane, Rect)] {
        func part(_ x: Int, _ end: Int) -> Rect { Rect(x: row.x + x, y: row.y, width: end - x, height: row.height) }
        switch extras.count {
        case 0: return [(.timeline, row)]
        case 1: return [(.timeline, part(0, left)), (extras[0], part(left, row.width))]
        default:
            guard row.width >= 180 else {
                let right = turn(extras, state)
                return [(extras.contains(.traces) ? .traces : .timeline, part(0, left)), (right, part(left, row.width))]
            }
            let first = row.width * (extras.count == 2 ? 36 : 31) / 100
            var panes = [(Pane.timeline, part(0, first))]
            for (index, pane) in extras.enumerated() {
                let rest = row.width - first
                panes.append((pane, part(first + rest * index / extras.count, first + rest * (index + 1) / extras.count)))
            }
            return panes
        }
    }

    /// Which of DEPLOYMENT and INCIDENT has the place that they share.
    private static func turn(_ extras: [Pane], _ state: ConsoleState) -> Pane {
        let both = extras.filter { $0 != .traces }
        guard both.count > 1 else { return both.first ?? .traces }
        if let asked = state.beside, both.contains(asked) { return asked }
        return state.scene.deploymentsOfUse.contains(where: \.status.isRunning) ? .deployment : .incident
    }

    /// Rows of targets that ALIASES shows: frame, heading and count line are not rows.
    static func aliasRows(_ state: ConsoleState) -> Int {
        guard !state.isTooSmall, !state.options.wall else { return 12 }
        let rect = Dashboard(state).panes.first { $0.pane == .aliases }?.rect
        return max(1, (rect?.height ?? 5) - 4)
    }
}

extension ConsoleState {
    /// The screen. Pure: the same state gives the same canvas.
    package func render() -> Canvas {
        var pen = Pen(size, symbols: options.symbols)
        if isTooSmall {
            TooSmall.draw(self, &pen)
        } else if options.wall {
            WallScreen.draw(self, &pen)
        } else {
            drawDashboard(&pen)
        }
        return pen.canvas
    }

    private func drawDashboard(_ pen: inout Pen) {
        let board = Dashboard(self)
        HeaderBar.draw(self, board.header, &pen)
        ArmedBar.draw(self, board.bar, &pen)
        for (pane, rect) in board.panes {
            switch pane {
            case .aliases: AliasesPane.draw(self, rect, &pen)
            case .versions: VersionsPane.draw(self, rect, &pen)
            case .alarms: AlarmsPane.draw(self, rect, &pen)
            case .metrics: MetricsPane.draw(self, rect, &pen)
            case .timeline: TimelinePane.draw(self, rect, &pen)
            case .deployment: DeploymentPane.draw(self, rect, &pen)
            case .incident: IncidentPane.draw(self, rect, &pen)
            case .traces: TracesPane.draw(self, rect, &pen)
            }
        }
        FooterBar.drawStatus(self, board.status, &pen)
        FooterBar.draw(self, board.footer, &pen)
        OverlayScreen.draw(self, &pen)
    }

    /// What a pane's frame says about the age of what it shows, and whether the frame itself has to shout.
    func ageNote<Value>(_ part: Aged<Value>?) -> (text: String, stale: Bool) {
        guard let part, let now = scene.now else { return ("", false) }
        let failed = part.failure.map { " \($0.code.isEmpty ? $0.kind.rawValue : Sanitiser.sanitise($0.code, limit: 32))" } ?? ""
        let age = Figures.age(part.age(frozen == nil ? now : live.now ?? now))
        if isStale(part, live.now ?? now) { return ("STALE \(age)\(failed)", true) }
        if part.freshness(live.now ?? now) == .old { return ("\(age) old\(failed)", false) }
        return (failed.isEmpty ? "" : "last poll failed:\(failed)", false)
    }
}

/// Below 80×24: what is needed, and that nothing can be done by accident.
enum TooSmall {
    static func draw(_ state: ConsoleState, _ pen: inout Pen) {
        let text = Wording.tooSmall(state.size.columns, state.size.rows)
        for (index, line) in wrap(text, to: max(1, state.size.columns)).enumerated() {
            pen.put(line, x: 0, y: index, role: .warning)
        }
    }
}
