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
        let known = state.live.picture?.account ?? ""
        let account = known.isEmpty ? state.options.accountHint : known
        let drill = state.options.isDrillOnly ? "///[DRILL]/// WATCH" : "///[DRILL]///"
        let mode = state.options.mode == .drill ? drill : state.options.mode.rawValue
        let title = "\(account) · \(place.isEmpty ? "region ?" : place) · \(mode)"
        let role: Role = stale == nil ? .border : .stale
        pen.canvas.box(
            rect, title: pen.symbols.text(title), symbols: pen.symbols, border: role, titleRole: stale == nil ? .title : .stale)
        let age = state.live.picture.flatMap { picture in
            state.live.now.flatMap { picture.oldestAge($0, targets: Array(state.live.order.prefix(40))) }
        }
        let words = stale.map { " STALE \($0) " } ?? " data \(age.map(Figures.age) ?? "–") old "
        let foot = "\(words)· \(state.now.clock) "
        if stale != nil {
            // Old data shouts along the whole frame.
            var x = rect.x + 1
            while x + words.count + foot.count + 4 < rect.maxX {
                x += pen.put(words, x: x, y: rect.maxY - 1, role: .stale) + 6
            }
            pen.putRight(words, x: rect.x, y: rect.y, role: .stale, width: rect.width - 2)
        }
        pen.putRight(foot, x: rect.x, y: rect.maxY - 1, role: stale == nil ? .title : .stale, width: rect.width - 2)
    }
}
