import IncidentModel
import TerminalCanvas

/// Every target, trouble first: where its traffic goes, whether it fails, whether it could be rolled back.
enum AliasesPane {
    /// The columns, from the pane's width alone: values never move them.
    private struct Columns {
        var target: Int
        var bar: Int
        var split: Int
        var errors = 7
        var alarm = 8
        var ready: Int

        init(width: Int) {
            split = width >= 90 ? 20 : 13
            ready = width >= 70 ? 9 : 7
            // Frame of the row: 3 cells of marks, gaps of 1, 1, 2 and 1.
            let rest = width - 3 - 1 - 1 - split - errors - 2 - alarm - 1 - ready - 1
            target = max(15, min(40, rest * 52 / 100))
            bar = max(4, min(48, rest - target))
        }
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let aged = state.selected.flatMap { scene.picture?.aliases[$0] }
        let note = state.ageNote(aged)
        let inside = pen.box(
            rect, title: title(state), number: 1, note: note.text, focused: state.focus == .aliases, staleNote: note.stale)
        guard inside.height > 2 else { return }
        guard let picture = scene.picture, !state.rows.isEmpty else {
            let (text, role) = emptiness(state)
            for (index, line) in wrap(text, to: inside.width - 2).prefix(inside.height - 1).enumerated() {
                pen.put(line, x: inside.x + 1, y: inside.y + 1 + index, role: role)
            }
            return
        }
        let columns = Columns(width: inside.width)
        heading(inside, columns, &pen)
        for line in 0..<(inside.height - 2) {
            let index = state.scroll + line
            guard index < state.rows.count else { break }
            row(state.rows[index], y: inside.y + 1 + line, inside, columns, state, picture, &pen)
        }
        footing(state, inside, &pen)
    }

    /// Why there are no rows.
    private static func emptiness(_ state: ConsoleState) -> (text: String, role: Role) {
        let scene = state.scene
        guard scene.order.isEmpty else { return (Wording.nothingMatches(state.filter), .dim) }
        if let failure = scene.picture?.failures[.functions] { return (Wording.cannotBeRead("the functions", failure), .warning) }
        let aliases = scene.picture?.failures.first { if case .aliases = $0.key { true } else { false } }
        if let failure = aliases?.value { return (Wording.cannotBeRead("the aliases", failure), .warning) }
        return (scene.picture?.functions == nil ? Wording.readingFleet : Wording.noTargets, .dim)
    }

    private static func title(_ state: ConsoleState) -> String {
        state.filter.isEmpty ? "ALIASES" : "ALIASES /\(Sanitiser.sanitise(state.filter, limit: 24))"
    }

    private static func heading(_ inside: Rect, _ columns: Columns, _ pen: inout Pen) {
        var x = inside.x + 3
        let y = inside.y
        pen.put("TARGET", x: x, y: y, role: .dim)
        x += columns.target + 1
        pen.put("EFFECTIVE TRAFFIC", x: x, y: y, role: .dim, width: columns.bar + 1 + columns.split)
        x += columns.bar + 1 + columns.split
        pen.putRight("ERRORS", x: x, y: y, role: .dim, width: columns.errors)
        x += columns.errors + 2
        pen.put("ALARM", x: x, y: y, role: .dim)
        x += columns.alarm + 1
        pen.putRight("READY", x: x, y: y, role: .dim, width: columns.ready)
    }

    private static func row(
        _ target: Target, y: Int, _ inside: Rect, _ columns: Columns, _ state: ConsoleState, _ picture: FleetPicture,
        _ pen: inout Pen
    ) {
        let scene = state.scene
        let assessment = scene.assessments[target]
        let selected = target == state.selected
        let trouble = assessment?.shownTrouble ?? .calm
        let stale = state.isStale(target)
        var x = inside.x
        pen.put(selected ? "▸" : " ", x: x, y: y, role: selected ? .selected : .text)
        let mark = Self.mark(trouble)
        pen.put(mark.text, x: x + 1, y: y, role: mark.role)
        x += 3
        let nameRole: Role = selected ? .selected : trouble >= .suspect ? .strong : .dim
        if selected { pen.canvas.fill(Rect(x: inside.x, y: y, width: 3 + columns.target, height: 1), role: .selected) }
        if selected {
            pen.put("▸", x: inside.x, y: y, role: .selected)
            pen.put(mark.text, x: inside.x + 1, y: y, role: mark.text == " " ? .selected : mark.role)
        }
        pen.put(Figures.shortened(target.description, to: columns.target), x: x, y: y, role: nameRole, width: columns.target)
        if scene.runningDeployment(of: target) != nil {
            pen.put("»", x: inside.x + 2, y: y, role: selected ? .selected : .canary)
        }
        x += columns.target + 1
        if let alias = picture.aliases[target]?.value {
            let parts = split(alias, assessment)
            // Calm things are dim: all traffic on one version that nothing is wrong with.
            let isCalm = parts.count == 1 && trouble < .suspect
            func role(_ part: Part) -> Role { stale ? .stale : isCalm ? .dim : part.role }
            pen.bar(parts.map { ($0.share, $0.glyph(pen.symbols), role($0)) }, x: x, y: y, width: columns.bar)
            x += columns.bar + 1
            var pieces: [Piece] = []
            for (index, part) in parts.enumerated() {
                let text = "\(index == 0 ? "" : "  ")\(part.version.label) \(Figures.share(part.share))"
                pieces.append(Piece(text, role(part)))
            }
            pen.put(pieces, x: x, y: y, width: columns.split)
            x += columns.split
        } else {
            x += columns.bar + 1 + columns.split
        }
        errors(assessment, x: x, y: y, columns.errors, &pen)
        x += columns.errors + 2
        let alarm = alarmState(target, scene)
        pen.put(alarm.text, x: x, y: y, role: alarm.role, width: columns.alarm)
        x += columns.alarm + 1
        let ready = readiness(assessment, stale: stale)
        pen.putRight(ready.text, x: x, y: y, role: ready.role, width: columns.ready)
    }

    private static func mark(_ trouble: Assessment.Trouble) -> Piece {
        switch trouble {
        case .bad: Piece("✗", .bad)
        case .suspect: Piece("!", .warning)
        case .unknown: Piece("?", .unknown)
        case .calm: Piece(" ", .dim)
        }
    }

    /// One part of the split with its role: the pointer is stable, the version beside it the canary, the failing one bad.
    struct Part {
        var version: VersionID
        var share: Double
        var role: Role
        var isCanary: Bool
        func glyph(_ symbols: SymbolSet) -> Character { isCanary ? symbols.barShade : symbols.barFull }
    }

    /// Stable first, canary after it: the order of the bar does not depend on the shares.
    static func split(_ alias: AliasState, _ assessment: Assessment?) -> [Part] {
        alias.effective.parts.map { part in
            let canary = part.version != alias.routing.pointer
            let bad = assessment?.isBad(part.version) ?? false
            return Part(version: part.version, share: part.share, role: bad ? .bad : canary ? .canary : .stable, isCanary: canary)
        }.sorted { !$0.isCanary && $1.isCanary }
    }

    private static func errors(_ assessment: Assessment?, x: Int, y: Int, _ width: Int, _ pen: inout Pen) {
        guard let rate = assessment?.errorRate else { return pen.putRight("–  ", x: x, y: y, role: .unknown, width: width) }
        let role: Role =
            assessment?.trouble == .bad && rate >= ConsoleState.wellBelow
            ? .bad : rate >= ConsoleState.wellBelow ? .warning : .dim
        pen.putRight(Figures.rate(rate), x: x, y: y, role: role, width: width)
    }

    /// The worst state of the alarms that watch a target: symbol, word and colour.
    static func alarmState(_ target: Target, _ scene: Scene) -> Piece {
        guard scene.picture?.alarms != nil else { return Piece("–", .unknown) }
        switch scene.worstAlarm(target) {
        case .alarm?: return Piece("▲ ALARM", .alarm)
        case .ok?: return Piece("● OK", .ok)
        case .insufficientData?: return Piece("? NODATA", .noData)
        case nil: return Piece("? none", .unknown)
        }
    }

    private static func readiness(_ assessment: Assessment?, stale: Bool) -> Piece {
        guard let assessment else { return Piece("–", .unknown) }
        if stale { return Piece("STALE", .stale) }
        switch assessment.readiness.grade {
        case .ready: return Piece("● " + Figures.predicted(assessment.readiness.predicted), .dim)
        case .degraded: return Piece("! " + Figures.predicted(assessment.readiness.predicted), .warning)
        case .blocked: return Piece(assessment.lastGood == nil ? "✗ none" : "✗ no", .bad)
        }
    }

    private static func footing(_ state: ConsoleState, _ inside: Rect, _ pen: inout Pen) {
        let total = state.scene.order.count
        let bad = state.scene.order.prefix { state.scene.trouble($0) >= .suspect }.count
        let shown = state.rows.count
        var text = shown == total ? "\(total) target\(total == 1 ? "" : "s")" : "\(shown) of \(total) targets"
        let budget = state.scene.picture?.budget
        let unread = max(0, (budget?.rowsKnown ?? 0) - (budget?.rowsSeen ?? 0))
        // Nothing is in trouble: that can be said of what was read only.
        if bad > 0 || unread == 0 { text += bad == 0 ? " · \(Wording.calm)" : " · \(bad) in trouble" }
        if unread > 0 { text += " · \(Wording.unread(unread))" }
        let running = state.scene.deploymentsOfUse.filter(\.status.isRunning).count
        if running > 0 { text += " · \(Wording.deploymentsRun(running))" }
        if state.scene.deploymentFailure != nil { text += " · \(Wording.deploymentsUnsearched(state.options.bindings))" }
        let last = min(shown, state.scroll + inside.height - 2)
        if shown > inside.height - 2 { text += " · rows \(state.scroll + 1)–\(last)" }
        pen.put(text, x: inside.x + 1, y: inside.maxY - 1, role: .dim, width: inside.width - 2)
    }
}
