import IncidentModel
import TerminalCanvas

/// An incident, or trouble that nobody has declared yet.
enum WallIncident {
    static func draw(_ incident: Incident?, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        var y = headline(incident, state, rect, &pen)
        let targets = shown(incident, state)
        let bottom = rect.maxY - 2
        // As many targets as get at least eleven rows; the others are counted.
        let fit = max(1, min(targets.count, (bottom - y) / 11))
        let each = (bottom - y) / fit
        for target in targets.prefix(fit) {
            block(target, state, Rect(x: rect.x, y: y, width: rect.width, height: each), &pen)
            y += each
        }
        if targets.count > fit {
            pen.putRight("+\(targets.count - fit) more in trouble", x: rect.x, y: bottom, role: .wallBig, width: rect.width)
        }
        events(state, rect, &pen)
    }

    private static func shown(_ incident: Incident?, _ state: ConsoleState) -> [Target] {
        let bad = state.live.order.filter { state.live.trouble($0) >= .suspect }
        guard let incident else { return bad }
        return incident.targets + bad.filter { !incident.targets.contains($0) }
    }

    /// Severity and clock, as big as they fit. Returns the next free row.
    private static func headline(_ incident: Incident?, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) -> Int {
        let limit = max(1, rect.height / 20)
        guard let incident else {
            let scale = BigFont.scale("TROUBLE", width: rect.width, limit: limit)
            BigFont.draw("TROUBLE", x: rect.x, y: rect.y, scale: scale, role: .warning, &pen)
            let y = rect.y + BigFont.height(scale: scale)
            let text =
                state.shownProposal.map { "PROPOSED \(ProposalText.line($0))" }
                ?? Wording.undeclared(state.live.suggestion?.severity)
            pen.put(text, x: rect.x, y: y, role: .warning, width: rect.width)
            return y + 2
        }
        let clock = Figures.clock(state.now - incident.declaredAt)
        let label = incident.severity.label
        // Hours appear when they count; the whole clock stands below in any case.
        let brief = clock.hasPrefix("00:") ? String(clock.dropFirst(3)) : String(clock.dropLast(3))
        let short = "\(label) \(brief)"
        let scale = BigFont.scale(short, width: rect.width, limit: limit)
        let shown = BigFont.width("\(label) \(clock)", scale: scale) <= rect.width ? clock : brief
        BigFont.draw(label, x: rect.x, y: rect.y, scale: scale, role: incident.severity.role, &pen)
        BigFont.draw(shown, x: rect.maxX - BigFont.width(shown, scale: scale), y: rect.y, scale: scale, role: .wallBig, &pen)
        let below = rect.y + BigFont.height(scale: scale)
        let reason = incident.reason.text
        let text =
            "\(label) \(incident.stage.rawValue) · \(Wording.commander(incident)) · \(incident.id)\(reason.isEmpty ? "" : " · \(reason)")"
        pen.put(text, x: rect.x, y: below, role: .wallQuiet, width: rect.width - 10)
        pen.putRight(clock, x: rect.x, y: below, role: .wallQuiet, width: rect.width)
        return below + (rect.height > 30 ? 2 : 1)
    }

    /// One target: name, a thick bar a version, the error rate in big figures, its alarms. Sizes come from the room there is.
    private static func block(_ target: Target, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let assessment = state.live.assessments[target]
        let parts = state.live.picture?.aliases[target].map { AliasesPane.split($0.value, assessment) } ?? []
        var y = rect.y
        if rect.height >= 26, BigFont.width(target.description, scale: 1) <= rect.width {
            BigFont.draw(target.description, x: rect.x, y: y, scale: 1, role: .wallBig, &pen)
            y += 6
        }
        let used = pen.put(target.description, x: rect.x, y: y, role: .wallBig, width: rect.width)
        happening(target, assessment, state, x: rect.x + used + 3, y: y, width: rect.width - used - 3, &pen)
        y += 1
        let room = rect.maxY - y - 1
        let scale = max(1, min(rect.width / 90, room * 45 / 100 / 5))
        let figure = BigFont.height(scale: scale)
        let thick = max(1, min(9, (room - figure) / max(1, parts.count) - (room > 14 ? 1 : 0)))
        if parts.isEmpty { pen.put(Wording.notRead(target), x: rect.x, y: y, role: .unknown, width: rect.width) }
        for part in parts {
            bar(part, state.isStale(target), Rect(x: rect.x, y: y, width: rect.width, height: thick), &pen)
            y += thick + (room > 14 ? 1 : 0)
        }
        y = max(y, min(rect.maxY - figure - 1, y + 1))
        figures(target, assessment, state, Rect(x: rect.x, y: y, width: rect.width, height: figure), scale, &pen)
    }

    /// Beside the name: what was put back, else the deployment that moves it.
    private static func happening(
        _ target: Target, _ assessment: Assessment?, _ state: ConsoleState, x: Int, y: Int, width: Int, _ pen: inout Pen
    ) {
        if let trip = assessment?.guardTrip {
            pen.putRight("✗ \(GuardText.text(trip, state))", x: x, y: y, role: .bad, width: width)
        } else if let running = state.live.runningDeployment(of: target) {
            let next = DeploymentText.next(running, state.live)
            let text = "» \(DeploymentText.id(running)) \(DeploymentText.versions(running))  \(next)"
            pen.putRight(text, x: x, y: y, role: .canary, width: width)
        }
    }

    /// `v6 ██████░░ 80 %`, with big letters when the bar is at least as thick as they are high.
    private static func bar(_ part: AliasesPane.Part, _ stale: Bool, _ rect: Rect, _ pen: inout Pen) {
        let big = rect.height >= 5
        let role: Role = stale ? .stale : part.role
        let share = "\(Figures.share(part.share))%"
        let left = big ? max(22, BigFont.width(part.version.label, scale: 1) + 4) : 7
        let right = big ? 34 : 8
        let bar = Rect(x: rect.x + left, y: rect.y, width: rect.width - left - right, height: rect.height)
        pen.canvas.fill(bar, glyph: pen.symbols.barEmpty, role: .wallQuiet)
        let filled = max(1, min(bar.width, Int((part.share * Double(bar.width)).rounded())))
        pen.canvas.fill(
            Rect(x: bar.x, y: bar.y, width: filled, height: bar.height), glyph: part.glyph(pen.symbols), role: role)
        if big {
            let y = rect.y + (rect.height - 5) / 2
            BigFont.draw(part.version.label, x: rect.x, y: y, scale: 1, role: role, &pen)
            BigFont.draw(share, x: rect.maxX - BigFont.width(share, scale: 1), y: y, scale: 1, role: role, &pen)
        } else {
            let y = rect.y + (rect.height - 1) / 2
            pen.put(part.version.label, x: rect.x, y: y, role: role, width: left - 1)
            pen.putRight("\(Figures.share(part.share)) %", x: rect.maxX - right, y: y, role: role, width: right)
        }
    }

    private static func figures(
        _ target: Target, _ assessment: Assessment?, _ state: ConsoleState, _ rect: Rect, _ scale: Int, _ pen: inout Pen
    ) {
        let rate = assessment?.errorRate
        let text = rate.map { Figures.fixed($0 * 100, 1) + "%" } ?? "-"
        let role: Role =
            state.isStale(target) ? .stale : rate == nil ? .unknown : (rate ?? 0) >= ConsoleState.wellBelow ? .bad : .ok
        let width = BigFont.draw(text, x: rect.x, y: rect.y, scale: scale, role: role, &pen)
        let x = rect.x + max(width, 30 * scale) + 3
        let room = rect.maxX - x
        pen.put(
            rate.map { "\(Figures.rate($0)) of requests fail" } ?? "error rate unknown", x: x, y: rect.y, role: .wallQuiet,
            width: room)
        let alarms = (state.live.picture?.alarms(of: target) ?? []).sorted {
            ($0.state == .alarm ? 0 : 1, $0.name) < ($1.state == .alarm ? 0 : 1, $1.name)
        }
        if alarms.isEmpty { pen.put("? no alarm watches it", x: x, y: rect.y + 1, role: .unknown, width: room) }
        for (index, alarm) in alarms.prefix(rect.height - 1).enumerated() {
            let y = rect.y + 1 + index
            let mark = AlarmsPane.state(alarm)
            let age = alarm.since.map { Figures.shortAge(state.now - $0) } ?? ""
            pen.put(mark.text, x: x, y: y, role: mark.role, width: room)
            pen.put(
                alarm.name.text, x: x + 10, y: y, role: alarm.state == .alarm ? .wallBig : .wallQuiet,
                width: room - 12 - age.count)
            pen.putRight(age, x: x, y: y, role: .wallQuiet, width: room)
        }
    }

    private static func events(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        var x = rect.x
        for entry in state.live.timeline.newest(6).reversed() {
            let text = "\(Figures.minute(entry.at))Z \(entry.text.text)"
            let width = min(GlyphWidth.of(text), max(24, rect.width / 2 - 3))
            guard x + width <= rect.maxX else { break }
            x += pen.put(text, x: x, y: rect.maxY - 1, role: .wallQuiet, width: width) + 4
        }
    }
}
