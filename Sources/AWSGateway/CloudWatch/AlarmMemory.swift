import IncidentModel

/// All alarms as they were last read, so that the next reading need not fetch a thousand that are as they were.
struct AlarmMemory: Sendable {
    /// How long an alarm that is OK may be taken from memory: a new, a deleted or an edited one is noticed that late.
    private static let good = Duration.seconds(60)

    var pages = AlarmPages()
    var list: [Alarm] = []
    /// Uptime of the reading's start; nil before the first.
    var readAt: Duration?

    /// Whether asking for the alarms that are not OK is good enough now, and at most half the work.
    func isGood(at now: Duration) -> Bool {
        guard let readAt, now - readAt < Self.good else { return false }
        let calls = [Alarm.State.alarm, .insufficientData].map { state in
            1 + list.count { $0.state == state } / CloudWatchCall.alarmsPerPage
        }
        return calls.reduce(0, +) * 2 <= pages.count
    }

    /// Whether these are all alarms in that state as they are remembered, in every part.
    func matches(_ found: [Alarm], in state: Alarm.State) -> Bool {
        let known = list.filter { $0.state == state }
        return found == known || found.count == known.count && Set(found) == Set(known)
    }
}
