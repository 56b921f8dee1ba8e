import IncidentModel
import TerminalCanvas

/// What X-Ray sees failing behind the selected function. There only while `:traces` asks for it.
enum TracesPane {
    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let function = state.selected?.function
        let aged = function.flatMap { scene.picture?.traces[$0] }
        let note = state.ageNote(aged)
        let inside = pen.box(
            rect, title: "TRACES" + (function.map { " \($0)" } ?? ""), note: note.text, focused: state.focus == .traces,
            staleNote: note.stale)
        guard let function else {
            pen.put(Wording.nothingSelected, x: inside.x + 1, y: inside.y, role: .dim, width: inside.width - 2)
            return
        }
        var y = inside.y
        func say(_ text: String, _ role: Role, _ pen: inout Pen) {
            for line in wrap(text, to: inside.width - 2) where y < inside.maxY {
                pen.put(line, x: inside.x + 1, y: y, role: role)
                y += 1
            }
        }
        if let failure = scene.picture?.failures[.traces(function: function)] {
            say(Wording.cannotBeRead("the traces", failure), .warning, &pen)
        }
        guard let found = aged?.value else {
            if y == inside.y { say(Wording.tracesUnread, .dim, &pen) }
            return
        }
        guard !found.downstream.isEmpty || !found.faults.isEmpty else {
            return say(Wording.noTraces(function, found.from, found.to), .dim, &pen)
        }
        let faults = min(found.faults.count, max(0, (inside.maxY - y) / 3))
        let room = inside.maxY - y - 1 - (faults > 0 ? faults + 1 : 0)
        let columns = Columns(width: inside.width)
        heading(inside, y, columns, &pen)
        y += 1
        for service in found.downstream.prefix(max(0, room)) {
            row(service, inside, y, columns, &pen)
            y += 1
        }
        if found.downstream.isEmpty { say(Wording.noDownstream, .dim, &pen) }
        guard faults > 0, y < inside.maxY else { return }
        pen.put(Wording.latestFaults(found.faults.count), x: inside.x + 1, y: y, role: .dim, width: inside.width - 2)
        y += 1
        for trace in found.faults.prefix(inside.maxY - y) {
            let cause = trace.rootCause.isEmpty ? trace.id.text : trace.rootCause.map(\.text).joined(separator: " → ")
            let time = "\(trace.at.clock)  "
            let used = pen.put(time, x: inside.x + 1, y: y, role: .text)
            pen.putRight(Figures.seconds(trace.duration), x: inside.x + 1 + used, y: y, role: .text, width: 7)
            pen.put(cause, x: inside.x + 1 + used + 9, y: y, role: .text, width: inside.width - used - 11)
            y += 1
        }
    }

    /// From the width alone.
    private struct Columns {
        var name: Int
        var type: Int

        init(width: Int) {
            let rest = width - 2 - 10 - 9 - 10
            type = rest >= 34 ? min(22, rest / 2 - 2) : 0
            name = rest - (type > 0 ? type + 2 : 0)
        }
    }

    private static func heading(_ inside: Rect, _ y: Int, _ columns: Columns, _ pen: inout Pen) {
        var x = inside.x + 1
        x += max(columns.name, pen.put("DOWNSTREAM", x: x, y: y, role: .dim, width: columns.name))
        if columns.type > 0 {
            pen.put("TYPE", x: x + 2, y: y, role: .dim, width: columns.type)
            x += columns.type + 2
        }
        pen.putRight("REQUESTS", x: x, y: y, role: .dim, width: 10)
        pen.putRight("FAULTS", x: x + 10, y: y, role: .dim, width: 9)
        pen.putRight("LATENCY", x: x + 19, y: y, role: .dim, width: 10)
    }

    private static func row(_ service: TraceFindings.Downstream, _ inside: Rect, _ y: Int, _ columns: Columns, _ pen: inout Pen) {
        let fails = service.faultRate >= ConsoleState.wellBelow
        var x = inside.x + 1
        pen.put("\(fails ? "✗" : " ") \(service.name.text)", x: x, y: y, role: fails ? .strong : .dim, width: columns.name)
        x += columns.name
        if columns.type > 0 {
            pen.put(service.type.text, x: x + 2, y: y, role: .dim, width: columns.type)
            x += columns.type + 2
        }
        pen.putRight(Figures.count(Double(service.requests)), x: x, y: y, role: .text, width: 10)
        let rate = service.requests > 0 ? Figures.rate(service.faultRate) : "–"
        pen.putRight(rate, x: x + 10, y: y, role: fails ? .bad : .dim, width: 9)
        pen.putRight(service.responseTime.map(Figures.seconds) ?? "–", x: x + 19, y: y, role: .text, width: 10)
    }
}
