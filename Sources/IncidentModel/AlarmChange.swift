/// A change of an alarm as an incident's record has it (kind `alarm.changed`).
package struct AlarmChange: Hashable, Sendable {
    /// As AWS wrote it.
    package var alarm: String
    package var from: Alarm.State?
    package var to: Alarm.State
    package var at: Timestamp

    package init(alarm: String, from: Alarm.State?, to: Alarm.State, at: Timestamp) {
        self.alarm = alarm
        self.from = from
        self.to = to
        self.at = at
    }

    /// Nil for an event of another kind, or one that names no alarm or state.
    package init?(_ draft: EventDraft) {
        guard draft.kind == .alarmChanged, let alarm = draft.details["alarm"]?.string,
            let to = draft.details["to"]?.string.flatMap({ Alarm.State(rawValue: $0) })
        else { return nil }
        let from = draft.details["from"]?.string.flatMap { Alarm.State(rawValue: $0) }
        let at = draft.details["at"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
        self.init(alarm: alarm, from: from, to: to, at: at)
    }

    /// Two tellings of one change: DescribeAlarms and DescribeAlarmHistory may differ by a moment, and two consoles may have written it.
    package func isSame(as other: AlarmChange) -> Bool {
        alarm == other.alarm && to == other.to && abs((at - other.at).milliseconds) <= Self.tolerance.milliseconds
    }

    package static let tolerance = Duration.seconds(5)

    /// The numbers of those events that tell a change once more. Of two tellings the one that knows the former state counts, else the first.
    package static func retold(_ events: [Event]) -> Set<Int> {
        var told: [String: [(change: AlarmChange, seq: Int)]] = [:]
        var again: Set<Int> = []
        for event in events {
            guard let change = AlarmChange(event.draft) else { continue }
            guard let index = told[change.alarm]?.firstIndex(where: { $0.change.isSame(as: change) }),
                let first = told[change.alarm]?[index]
            else {
                told[change.alarm, default: []].append((change, event.seq))
                continue
            }
            let isBetter = change.from != nil && first.change.from == nil
            again.insert(isBetter ? first.seq : event.seq)
            if isBetter { told[change.alarm]?[index] = (change, event.seq) }
        }
        return again
    }
}

extension Incident {
    /// The changes of its alarms in the order in which they happened, each once, whoever wrote it down and when.
    package var alarmChanges: [AlarmChange] {
        var known: [String: [AlarmChange]] = [:]
        var all: [AlarmChange] = []
        for change in events.compactMap({ AlarmChange($0.draft) }) {
            if known[change.alarm, default: []].contains(where: change.isSame) { continue }
            known[change.alarm, default: []].append(change)
            all.append(change)
        }
        return all.sorted { ($0.at, $0.alarm) < ($1.at, $1.alarm) }
    }
}
