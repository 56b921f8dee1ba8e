import IncidentModel
import TerminalCanvas

/// What people, the console and AWS did, newest first, in UTC.
enum TimelinePane {
    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let title = state.openIncident.map { "TIMELINE \($0.id)" } ?? "TIMELINE"
        let inside = pen.box(rect, title: title, number: 5, note: "UTC", focused: state.focus == .timeline)
        guard !scene.timeline.isEmpty else {
            pen.put(Wording.emptyTimeline, x: inside.x + 1, y: inside.y, role: .dim, width: inside.width - 2)
            return
        }
        let cursor = state.focus == .timeline ? state.paneRow[.timeline] ?? 0 : -1
        let first = max(0, cursor - inside.height + 2)
        var y = inside.y
        var day = (scene.now?.time).map(Figures.day)
        for offset in first..<scene.timeline.count {
            guard y < inside.maxY else { break }
            let entry = scene.timeline[scene.timeline.count - 1 - offset]
            let entryDay = Figures.day(entry.at)
            if entryDay != day {
                guard y + 1 < inside.maxY else { break }
                pen.put("── \(entryDay) ──", x: inside.x + 1, y: y, role: .dim)
                day = entryDay
                y += 1
            }
            row(entry, selected: offset == cursor, y: y, inside, &pen)
            y += 1
        }
    }

    private static func row(_ entry: TimelineEntry, selected: Bool, y: Int, _ inside: Rect, _ pen: inout Pen) {
        let who = HeaderBar.shortActor(entry.who)
        let wide = inside.width >= 110
        var x = inside.x + 1
        pen.put(entry.at.clock, x: x, y: y, role: selected ? .selected : .text)
        x += 11
        let whoWidth = wide ? 14 : 9
        pen.put(who, x: x, y: y, role: .dim, width: whoWidth)
        x += whoWidth + 1
        pen.put(entry.category.rawValue, x: x, y: y, role: .dim, width: 9)
        x += 10
        let evidence = wide && !entry.evidence.isEmpty ? Sanitiser.sanitise(entry.evidence, limit: 40) : ""
        let end = evidence.isEmpty ? 0 : GlyphWidth.of(evidence) + 2
        let width = inside.maxX - 1 - x - end
        let told = ([entry.text] + entry.briefs).first { GlyphWidth.of($0.text) <= width } ?? entry.briefs.last ?? entry.text
        pen.put(told.text, x: x, y: y, role: role(entry), width: width)
        if !evidence.isEmpty { pen.putRight(evidence, x: inside.x, y: y, role: .dim, width: inside.width - 1) }
    }

    private static func role(_ entry: TimelineEntry) -> Role {
        switch entry.category {
        case .severity, .action: .strong
        case .alarm: entry.text.text.hasSuffix("ALARM") ? .alarm : .text
        default: .text
        }
    }
}
