import IncidentModel
import TerminalCanvas

/// What rings, since when, and why.
enum AlarmsPane {
    /// Ringing first, and among equals those of the selected target, then by name.
    static func sorted(_ state: ConsoleState) -> AlarmList {
        AlarmList(state.scene.picture?.alarmIndex ?? AlarmIndex([]), of: state.selected)
    }

    static func state(_ alarm: Alarm) -> Piece {
        switch alarm.state {
        case .alarm: Piece("▲ ALARM", .alarm)
        case .ok: Piece("● OK", .ok)
        case .insufficientData: Piece("? NODATA", .noData)
        }
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let picture = state.scene.picture
        let list = sorted(state)
        let ringing = list.ringing
        let note = state.ageNote(picture?.alarms)
        let inside = pen.box(
            rect, title: list.isEmpty ? "ALARMS" : "ALARMS \(ringing) of \(list.count)", number: 3, note: note.text,
            focused: state.focus == .alarms, staleNote: note.stale)
        var y = inside.y
        if picture?.alarms == nil {
            let failure = picture?.failures[.alarms]
            return say(failure.map { Wording.cannotBeRead("the alarms", $0) } ?? Wording.alarmsUnread, inside, &y, &pen)
        }
        if list.isEmpty { return say(Wording.noAlarmsAtAll, inside, &y, &pen) }
        if let target = state.selected, let picture, picture.alarms(of: target).isEmpty {
            say(Wording.noAlarm(target), inside, &y, &pen)
        }
        let cursor = state.focus == .alarms ? state.paneRow[.alarms] ?? 0 : -1
        let first = firstRow(list, cursor, room: inside.maxY - y, width: inside.width)
        for index in first..<list.count {
            guard y < inside.maxY else { break }
            let lines = self.lines(list[index], width: inside.width)
            row(list[index], selected: index == cursor, y: y, inside, state, &pen)
            y += 1
            for line in lines where y < inside.maxY {
                pen.put(line, x: inside.x + 10, y: y, role: .text, width: inside.width - 11)
                y += 1
            }
        }
    }

    /// Under an alarm that rings: why, over at most two lines.
    private static func lines(_ alarm: Alarm, width: Int) -> [String] {
        guard alarm.state == .alarm else { return [] }
        let all = wrap(alarm.reason.text, to: width - 11)
        guard all.count > 2 else { return all }
        return [all[0], String(all[1].prefix(max(0, width - 12))) + "…"]
    }

    private static func firstRow(_ list: AlarmList, _ cursor: Int, room: Int, width: Int) -> Int {
        guard cursor > 0, list.indices.contains(cursor) else { return 0 }
        var first = cursor
        var used = 1 + lines(list[cursor], width: width).count
        while first > 0 {
            used += 1 + lines(list[first - 1], width: width).count
            if used > room { break }
            first -= 1
        }
        return first
    }

    private static func row(_ alarm: Alarm, selected: Bool, y: Int, _ inside: Rect, _ state: ConsoleState, _ pen: inout Pen) {
        let mark = Self.state(alarm)
        pen.put(mark.text, x: inside.x + 1, y: y, role: mark.role, width: 9)
        let age = alarm.since.map { Figures.age(max(.zero, (state.scene.now?.time ?? $0) - $0)) } ?? ""
        let muted = alarm.actionsEnabled ? "" : "muted "
        let end = GlyphWidth.of(age) + muted.count
        let role: Role = selected ? .selected : alarm.state == .alarm ? .strong : alarm.state == .ok ? .dim : .text
        pen.put(alarm.name.text, x: inside.x + 10, y: y, role: role, width: inside.width - 10 - 11)
        pen.putRight(muted + age, x: inside.maxX - 1 - end, y: y, role: alarm.state == .alarm ? .text : .dim, width: end)
    }

    private static func say(_ text: String, _ inside: Rect, _ y: inout Int, _ pen: inout Pen) {
        for line in wrap(text, to: inside.width - 2) {
            guard y < inside.maxY else { return }
            pen.put(line, x: inside.x + 1, y: y, role: .unknown)
            y += 1
        }
    }
}
