import IncidentModel
import TerminalCanvas

/// The fleet in quiet times.
enum WallQuiet {
    static func draw(_ state: ConsoleState, _ rect: Rect, stale: Bool, _ pen: inout Pen) {
        let order = state.live.order
        let word = order.isEmpty ? "READING" : stale ? "STALE" : "CALM"
        let role: Role = order.isEmpty ? .unknown : stale ? .stale : .ok
        let clock = Figures.minute(state.now)
        let scale = BigFont.scale("\(word) \(clock)", width: rect.width, limit: max(1, rect.height / 18))
        var y = rect.y + rect.height / 16
        BigFont.draw(word, x: rect.x, y: y, scale: scale, role: role, &pen)
        BigFont.draw(clock, x: rect.maxX - BigFont.width(clock, scale: scale), y: y, scale: scale, role: .wallQuiet, &pen)
        y += BigFont.height(scale: scale) + 2
        figures(state, Rect(x: rect.x, y: y, width: rect.width, height: rect.maxY - 1 - y), &pen)
        let last = state.incidents.last.map { incident in
            "last incident \(incident.id) \(incident.severity.label), \(Figures.age(state.now - incident.declaredAt)) ago"
        }
        pen.put(last ?? "no incident is on record here", x: rect.x, y: rect.maxY - 1, role: .wallQuiet, width: rect.width)
    }

    /// One line a figure; big where each gets the height.
    private static func figures(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let order = state.live.order
        let ready = order.filter { state.live.assessments[$0]?.readiness.grade == .ready }.count
        let blind = order.filter { state.live.worstAlarm($0) == nil || state.live.trouble($0) == .unknown }.count
        let split = order.filter { state.live.picture?.aliases[$0]?.value.effective.isSplit ?? false }.count
        let running = state.live.deploymentsOfUse.filter(\.status.isRunning).count
        let alarms = state.live.picture?.alarmIndex
        var lines: [(String, String, Role)] = [
            ("\(order.count)", order.count == 1 ? "target" : "targets", .wallBig),
            ("\(ready)", "could be rolled back now", ready == order.count ? .ok : .warning),
            ("\(blind)", "cannot be seen to fail: no alarm or no metrics", blind == 0 ? .wallQuiet : .unknown),
            ("\(split)", running == 0 ? "with a canary" : "with a canary, \(Wording.deploymentsRun(running))", .wallQuiet),
            ("\(alarms?.ringing.count ?? 0)", "of \(alarms?.alarms.count ?? 0) alarms ringing", .wallQuiet),
        ]
        // Five figures in small type, or four that can be read from afar.
        if rect.height < 30, rect.height >= 24 { lines.remove(at: 3) }
        let step = max(1, rect.height / lines.count)
        let scale = step >= 12 ? 2 : step >= 6 ? 1 : 0
        let width = scale == 0 ? 8 : BigFont.width("00000", scale: scale)
        for (index, (number, text, role)) in lines.enumerated() {
            let y = rect.y + index * step
            if scale == 0 {
                pen.putRight(number, x: rect.x, y: y, role: role, width: width)
            } else {
                BigFont.draw(
                    number, x: rect.x + width - BigFont.width(number, scale: scale), y: y, scale: scale, role: role, &pen)
            }
            let textY = scale == 0 ? y : y + BigFont.height(scale: scale) / 2
            let textRole: Role = role == .wallQuiet ? .wallQuiet : .wallBig
            pen.put(text, x: rect.x + width + 3, y: textY, role: textRole, width: rect.width - width - 3)
        }
    }
}
