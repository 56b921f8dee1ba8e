import IncidentModel
import TerminalCanvas

/// The first line: where am I, may I act, what is open, how old is what I see, what does looking cost.
enum HeaderBar {
    /// Segments are dropped by rank, the highest first, until the line fits.
    private struct Segment {
        var text: String
        var role: Role
        var rank: Int
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        pen.canvas.fill(rect, role: .header)
        var left = leftSegments(state)
        var right = rightSegments(state)
        func width(_ list: [Segment]) -> Int { list.reduce(0) { $0 + GlyphWidth.of($1.text) + 2 } }
        while width(left) + width(right) + 1 > rect.width {
            let worst = max(left.map(\.rank).max() ?? 0, right.map(\.rank).max() ?? 0)
            guard worst > 0 else { break }
            if let index = left.lastIndex(where: { $0.rank == worst }) {
                left.remove(at: index)
            } else if let index = right.lastIndex(where: { $0.rank == worst }) {
                right.remove(at: index)
            }
        }
        var x = rect.x + 1
        for segment in left { x += pen.put(segment.text, x: x, y: rect.y, role: segment.role) + 2 }
        x = max(x, rect.maxX - width(right))
        for segment in right { x += pen.put(segment.text, x: x, y: rect.y, role: segment.role) + 2 }
    }

    private static func leftSegments(_ state: ConsoleState) -> [Segment] {
        var list = [Segment(text: "flipback", role: .header, rank: 6), mode(state.options.mode)]
        if state.options.isDrillOnly { list.append(mode(.watch)) }
        if state.frozen != nil { list.append(Segment(text: pausedText(state), role: .paused, rank: 0)) }
        let picture = state.live.picture
        let account = picture?.account ?? ""
        let region = picture?.region ?? ""
        let shownAccount = account.isEmpty ? state.options.accountHint : account
        list.append(Segment(text: shownAccount.isEmpty ? "account ?" : shownAccount, role: .header, rank: 0))
        list.append(Segment(text: region.isEmpty ? state.options.regionHint : region, role: .header, rank: 0))
        if picture?.caller == nil, !state.options.userName.isEmpty {
            list.append(Segment(text: Sanitiser.sanitise(state.options.userName, limit: 32), role: .header, rank: 5))
        }
        if let caller = picture?.caller?.value {
            let name = Sanitiser.sanitise(caller.shortName, limit: 32)
            let left = caller.expiresAt.map { $0 - state.now }
            // Who, and for how long: the time stands by the name until it is short enough to warn.
            let calm = left.map { $0 >= .seconds(300) } ?? false
            let time = left.map { " \(Figures.shortAge($0))" } ?? ""
            list.append(Segment(text: name + (calm ? time : ""), role: .header, rank: 5))
            if let left, !calm {
                list.append(Segment(text: left <= .zero ? "EXPIRED" : "expires in\(time)", role: .warning, rank: 1))
            }
        }
        return list
    }

    private static func pausedText(_ state: ConsoleState) -> String {
        guard let then = state.frozen?.now, let now = state.live.now else { return " PAUSED " }
        return " PAUSED \(Figures.shortAge(now.uptime - then.uptime)) "
    }

    /// DRILL differs in shape, not only in colour.
    private static func mode(_ mode: ConsoleMode) -> Segment {
        switch mode {
        case .live: Segment(text: " LIVE ", role: .headerLive, rank: 0)
        case .watch: Segment(text: " WATCH ", role: .headerWatch, rank: 0)
        case .drill: Segment(text: "///[DRILL]///", role: .headerDrill, rank: 0)
        }
    }

    private static func rightSegments(_ state: ConsoleState) -> [Segment] {
        var list: [Segment] = []
        if let incident = state.openIncident {
            list.append(Segment(text: " \(incident.severity.label) ", role: incident.severity.role, rank: 0))
            list.append(Segment(text: Figures.clock(state.now - incident.declaredAt), role: .header, rank: 0))
            list.append(Segment(text: incident.id, role: .header, rank: 4))
            let nobody = incident.commander == nil
            list.append(Segment(text: Wording.commander(incident), role: nobody ? .warning : .header, rank: 3))
            if incident.acknowledgedAt == nil { list.append(Segment(text: "unacknowledged", role: .warning, rank: 6)) }
        } else if state.readsJournal {
            list.append(Segment(text: "reading journal", role: .unknown, rank: 0))
        } else {
            list.append(Segment(text: "no incident", role: .header, rank: 2))
        }
        list.append(age(state))
        if let budget = state.live.picture?.budget {
            let text = "\(Figures.fixed(budget.requestsPerSecond, 1))/\(Figures.share(budget.limit / 100)) rps"
            list.append(
                Segment(
                    text: budget.throttled ? text + " THROTTLED" : text, role: budget.throttled ? .warning : .header,
                    rank: budget.throttled ? 1 : 5))
            let dollars = Figures.fixed(budget.dollarsPerDay, 2)
            if budget.dollarsPerDay > 0 { list.append(Segment(text: "$\(dollars)/day", role: .header, rank: 7)) }
        }
        return list
    }

    private static func age(_ state: ConsoleState) -> Segment {
        guard let picture = state.live.picture, let now = state.live.now else {
            return Segment(text: "age –", role: .unknown, rank: 0)
        }
        let window = max(1, Dashboard.aliasRows(state))
        let visible = Array(state.rows.dropFirst(state.scroll).prefix(window)) + [state.selected].compactMap { $0 }
        guard let age = picture.oldestAge(now, targets: visible) else { return Segment(text: "age –", role: .unknown, rank: 0) }
        let stale =
            visible.contains { state.isStale($0) } || (picture.alarms.map { state.isStale($0, now) } ?? false)
        return Segment(
            text: stale ? "STALE \(Figures.shortAge(age))" : "age \(Figures.shortAge(age))", role: stale ? .stale : .header,
            rank: 0)
    }

    /// The person of an actor: `oncall/jo` of an ARN, `jo` of `local user jo`.
    static func shortActor(_ actor: String) -> String {
        let text = Sanitiser.sanitise(actor, limit: 120)
        if text.hasPrefix("arn:") { return text.split(separator: "/").last.map(String.init) ?? text }
        return text.hasPrefix("local user ") ? String(text.dropFirst(11)) : text
    }
}

extension Severity {
    var role: Role {
        switch self {
        case .sev1: .severity1
        case .sev2: .severity2
        case .sev3, .sev4, .sev5: .severity3
        }
    }
}
