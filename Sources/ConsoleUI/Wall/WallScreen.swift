import IncidentModel
import TerminalCanvas

/// The unattended big-type screen: what is broken, since when, how bad, and how old that knowledge is.
enum WallScreen {
    static func draw(_ state: ConsoleState, _ pen: inout Pen) {
        let size = state.size
        let stale = staleAge(state)
        let whole = Rect(x: 0, y: 0, width: size.columns, height: size.rows)
        border(whole, state, stale: stale, &pen)
        // Against burn-in everything moves by a cell now and then, decided by the clock alone.
        let shift = Int(state.now.milliseconds / 60_000)
        let inside = Rect(x: 2 + shift % 2, y: 1 + shift / 2 % 2, width: size.columns - 5, height: size.rows - 3)
        if let incident = state.openIncident {
            WallIncident.draw(incident, state, inside, &pen)
        } else if let worst = state.live.order.first, state.live.trouble(worst) >= .suspect {
            WallIncident.draw(nil, state, inside, &pen)
        } else {
            WallQuiet.draw(state, inside, stale: stale != nil, &pen)
        }
    }

    /// The age that makes the screen untrustworthy; nil while it can be trusted.
    static func staleAge(_ state: ConsoleState) -> String? {
        guard let picture = state.live.picture, let now = state.live.now else { return "no data" }
        let shown = Array(state.live.order.prefix(40))
        let old = shown.contains { state.isStale($0) } || (picture.alarms.map { state.isStale($0, now) } ?? true)
        guard old else { return nil }
        return picture.oldestAge(now, targets: shown).map(Figures.age) ?? "no data"
    }

    private static func border(_ rect: Rect, _ state: ConsoleState, stale: String?, _ pen: inout Pen) {
        let place = state.live.picture?.region ?? state.options.regionHint
        let account = state.live.picture?.account ?? state.options.accountHint
        let mode = state.options.mode == .drill ? "///[DRILL]///" : state.options.mode.rawValue
        let title = "\(account) · \(place.isEmpty ? "region ?" : place) · \(mode)"
        let role: Role = stale == nil ? .border : .stale
        pen.canvas.box(rect, title: pen.symbols.text(title), symbols: pen.symbols, border: role, titleRole: stale == nil ? .title : .stale)
        let age = state.live.picture.flatMap { picture in
            state.live.now.flatMap { picture.oldestAge($0, targets: Array(state.live.order.prefix(40))) }
        }
        let words = stale.map { " STALE \($0) " } ?? " data \(age.map(Figures.age) ?? "–") old "
        let foot = "\(words)· \(state.now.clock) "
        if stale != nil {
            // Old data shouts along the whole frame.
            var x = rect.x + 1
            while x + foot.count + 2 < rect.maxX {
                x += pen.put(words, x: x, y: rect.maxY - 1, role: .stale) + 6
            }
            pen.putRight(words, x: rect.x, y: rect.y, role: .stale, width: rect.width - 2)
        }
        pen.putRight(foot, x: rect.x, y: rect.maxY - 1, role: stale == nil ? .title : .stale, width: rect.width - 2)
    }
}

/// An incident, or trouble that nobody has declared yet.
enum WallIncident {
    static func draw(_ incident: Incident?, _ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let limit = max(1, min(rect.width / 76, rect.height / 21))
        var y = rect.y
        y = headline(incident, state, rect, y, limit, &pen)
        let targets = shown(incident, state)
        let each = max(5 + limit * 3, (rect.maxY - 2 - y) / max(1, targets.count))
        var left = targets.count
        for target in targets {
            let height = 3 + limit * 2 * parts(target, state)
            guard y + height + BigFont.height(scale: limit) <= rect.maxY - 1 || left == targets.count else { break }
            y = block(target, state, Rect(x: rect.x, y: y, width: rect.width, height: min(each, rect.maxY - 2 - y)), limit, &pen)
            left -= 1
        }
        if left > 0 { pen.put("+\(left) more in trouble", x: rect.x, y: min(y, rect.maxY - 3), role: .wallBig) }
        events(state, rect, &pen)
    }

    private static func shown(_ incident: Incident?, _ state: ConsoleState) -> [Target] {
        let bad = state.live.order.filter { state.live.trouble($0) >= .suspect }
        guard let incident else { return bad }
        return incident.targets + bad.filter { !incident.targets.contains($0) }
    }

    private static func parts(_ target: Target, _ state: ConsoleState) -> Int {
        max(1, state.live.picture?.aliases[target]?.value.effective.parts.count ?? 1)
    }

    /// Severity and clock, as big as they fit.
    private static func headline(
        _ incident: Incident?, _ state: ConsoleState, _ rect: Rect, _ y: Int, _ limit: Int, _ pen: inout Pen
    ) -> Int {
        guard let incident else {
            BigFont.draw("TROUBLE", x: rect.x, y: y, scale: limit, role: .warning, &pen)
            let text = state.live.suggestion.map { "suggested \($0.severity.label), nobody has declared it" } ?? "nobody has declared it"
            pen.put(text, x: rect.x, y: y + BigFont.height(scale: limit), role: .warning, width: rect.width)
            return y + BigFont.height(scale: limit) + 2
        }
        let clock = Figures.clock(state.now - incident.declaredAt)
        let full = "\(incident.severity.label) \(clock)"
        let both = BigFont.width(full, scale: limit) <= rect.width
        let shown = both ? clock : String(clock.dropLast(3))
        let width = BigFont.draw(incident.severity.label, x: rect.x, y: y, scale: limit, role: incident.severity.role, &pen)
        let clockWidth = BigFont.width(shown, scale: limit)
        let x = max(rect.x + width + 2, rect.maxX - clockWidth)
        BigFont.draw(shown, x: x, y: y, scale: limit, role: .wallBig, &pen)
        let below = y + BigFont.height(scale: limit)
        let commander = "\(incident.id) · IC \(HeaderBar.shortActor(incident.acknowledgedBy ?? incident.declaredBy))"
        pen.put(commander, x: rect.x, y: below, role: .wallQuiet, width: rect.width / 2)
        pen.putRight(both ? "h:m:s" : "\(clock)  hours and minutes", x: rect.x, y: below, role: .wallQuiet, width: rect.width)
        return below + 1
    }

    /// One target: name, a thick bar a version, the error rate in big figures, its alarms.
    private static func block(_ target: Target, _ state: ConsoleState, _ rect: Rect, _ limit: Int, _ pen: inout Pen) -> Int {
        let assessment = state.live.assessments[target]
        var y = rect.y
        pen.put(target.description, x: rect.x, y: y, role: .wallBig, width: rect.width)
        y += 1
        let stale = state.isStale(target)
        if let alias = state.live.picture?.aliases[target]?.value {
            let barX = rect.x + 7
            let barWidth = rect.width - 7 - 9
            for part in AliasesPane.split(alias, assessment) {
                let filled = max(1, Int((part.share * Double(barWidth)).rounded()))
                let role: Role = stale ? .stale : part.role
                for row in 0..<limit where y + row < rect.maxY {
                    pen.canvas.fill(Rect(x: barX, y: y + row, width: barWidth, height: 1), glyph: pen.symbols.barEmpty, role: .wallQuiet)
                    pen.canvas.fill(
                        Rect(x: barX, y: y + row, width: filled, height: 1), glyph: part.glyph(pen.symbols), role: role)
                }
                pen.put(part.version.label, x: rect.x, y: y + (limit - 1) / 2, role: role, width: 6)
                pen.putRight("\(Figures.share(part.share)) %", x: rect.maxX - 8, y: y + (limit - 1) / 2, role: role, width: 8)
                y += limit + (limit > 1 ? 1 : 0)
            }
        } else {
            pen.put(Wording.notRead(target), x: rect.x, y: y, role: .unknown, width: rect.width)
            y += 1
        }
        y += 1
        return figures(target, assessment, state, rect, y, limit, &pen)
    }

    private static func figures(
        _ target: Target, _ assessment: Assessment?, _ state: ConsoleState, _ rect: Rect, _ y: Int, _ limit: Int, _ pen: inout Pen
    ) -> Int {
        let height = BigFont.height(scale: limit)
        let rate = assessment?.errorRate
        let text = rate.map { Figures.fixed($0 * 100, 1) + "%" } ?? "-"
        let role: Role = rate == nil ? .unknown : (rate ?? 0) >= ConsoleState.wellBelow ? .bad : .ok
        let width = BigFont.draw(text, x: rect.x, y: y, scale: limit, role: role, &pen)
        let x = rect.x + max(width, 34 * limit) + 4
        var line = y
        pen.put("of requests fail", x: x, y: line, role: .wallQuiet, width: rect.maxX - x)
        line += 1
        let alarms = (state.live.picture?.alarms(of: target) ?? []).sorted {
            ($0.state == .alarm ? 0 : 1, $0.name) < ($1.state == .alarm ? 0 : 1, $1.name)
        }
        if alarms.isEmpty { pen.put("? no alarm watches it", x: x, y: line, role: .unknown, width: rect.maxX - x) }
        for alarm in alarms.prefix(height - 1) {
            let mark = AlarmsPane.state(alarm)
            let age = alarm.since.map { "  " + Figures.shortAge(state.now - $0) } ?? ""
            let used = pen.put(mark.text + "  ", x: x, y: line, role: mark.role)
            pen.put(state.options.ascii ? alarm.name.text : alarm.name.text, x: x + used, y: line, role: .wallBig, width: rect.maxX - x - used - age.count)
            pen.putRight(age, x: x, y: line, role: .wallQuiet, width: rect.maxX - x)
            line += 1
        }
        return y + height + 1
    }

    private static func events(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        var x = rect.x
        for entry in state.live.timeline.suffix(6).reversed() {
            let text = "\(Figures.minute(entry.at))Z \(entry.text.text)"
            let width = min(GlyphWidth.of(text), max(24, rect.width / 2 - 3))
            guard x + width <= rect.maxX else { break }
            x += pen.put(text, x: x, y: rect.maxY - 1, role: .wallQuiet, width: width) + 4
        }
    }
}

/// The fleet in quiet times.
enum WallQuiet {
    static func draw(_ state: ConsoleState, _ rect: Rect, stale: Bool, _ pen: inout Pen) {
        let limit = max(1, min(rect.width / 76, rect.height / 21))
        let order = state.live.order
        let word = order.isEmpty ? "READING" : stale ? "STALE" : "CALM"
        let role: Role = order.isEmpty ? .unknown : stale ? .stale : .ok
        var y = rect.y + 1
        BigFont.draw(word, x: rect.x + 2, y: y, scale: limit, role: role, &pen)
        let clock = Figures.minute(state.now)
        BigFont.draw(clock, x: rect.maxX - BigFont.width(clock, scale: limit), y: y, scale: limit, role: .wallQuiet, &pen)
        y += BigFont.height(scale: limit) + 2
        let ready = order.filter { state.live.assessments[$0]?.readiness.grade == .ready }.count
        let blind = order.filter { state.live.trouble($0) == .unknown }.count
        let split = order.filter { state.live.picture?.aliases[$0]?.value.effective.isSplit ?? false }.count
        let alarms = state.live.picture?.alarms?.value ?? []
        let lines: [(String, String, Role)] = [
            ("\(order.count)", "targets", .wallBig),
            ("\(ready)", "could be rolled back now", ready == order.count ? .ok : .warning),
            ("\(blind)", "cannot be seen to fail: no alarm, no metrics", blind == 0 ? .wallQuiet : .unknown),
            ("\(split)", "with a canary", .wallQuiet),
            ("\(alarms.filter { $0.state == .alarm }.count)", "of \(alarms.count) alarms ringing", .wallQuiet),
        ]
        let gap = max(1, (rect.maxY - 2 - y) / (lines.count + 1))
        for (number, text, role) in lines where y < rect.maxY - 2 {
            pen.putRight(number, x: rect.x, y: y, role: role, width: 8)
            pen.put(text, x: rect.x + 10, y: y, role: role == .wallQuiet ? .wallQuiet : .wallBig, width: rect.width - 10)
            y += gap
        }
        let last = state.incidents.last.map { incident in
            "last incident \(incident.id) \(incident.severity.label), \(Figures.age(state.now - incident.declaredAt)) ago"
        }
        pen.put(last ?? "no incident is on record here", x: rect.x + 2, y: rect.maxY - 1, role: .wallQuiet, width: rect.width - 4)
    }
}
