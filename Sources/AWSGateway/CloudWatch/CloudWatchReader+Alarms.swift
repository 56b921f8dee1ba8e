package import IncidentModel
import Synchronization

extension CloudWatchReader {
    /// All alarms. Where there are many, most readings ask only which are in ALARM and which have no data: the others are OK then, as long
    /// as they exist. All are read again every minute, and at once when anything of those differs.
    package func alarms() async throws(CallFailure) -> [Alarm] {
        let memory = alarmMemory.withLock { $0 }
        if memory.isGood(at: uptime()), try await isUnchanged(memory) { return memory.list }
        return try await allAlarms(memory)
    }

    private func isUnchanged(_ memory: AlarmMemory) async throws(CallFailure) -> Bool {
        for state in [Alarm.State.alarm, .insufficientData] {
            let found = try await withAlarmTypes { types async throws(CallFailure) in
                try await Pages.all { token async throws(CallFailure) in
                    try Self.alarms(try await session.read(CloudWatchCall.describeAlarms(types, state: state, token: token)))
                }
            }
            guard memory.matches(found, in: state) else { return false }
        }
        return true
    }

    private func allAlarms(_ memory: AlarmMemory) async throws(CallFailure) -> [Alarm] {
        var pages = AlarmPages()
        let started = uptime()
        let alarms = try await withAlarmTypes { types async throws(CallFailure) in
            pages = AlarmPages()
            return try await Pages.all { token async throws(CallFailure) in
                let reply = try await session.read(CloudWatchCall.describeAlarms(types, token: token))
                if let known = memory.pages.known(reply.body, at: pages.count) {
                    pages.append(reply.body, known, isKnown: true)
                    return known
                }
                let page = try Self.alarms(reply)
                pages.append(reply.body, page, isKnown: false)
                return page
            }
        }
        let list = pages.isSame(as: memory.pages) ? memory.list : alarms
        alarmMemory.withLock { $0 = AlarmMemory(pages: pages, list: list, readAt: started) }
        return list
    }

    static func alarms(_ reply: ServiceReply) throws(CallFailure) -> (items: [Alarm], next: String?) {
        let page = try reply.json(AlarmsWire.self)
        // An empty object would read as "no alarms", the one thing that must not be said by mistake.
        guard page.MetricAlarms != nil || page.CompositeAlarms != nil else { throw reply.malformed("no list of alarms") }
        var alarms: [Alarm] = []
        for alarm in page.MetricAlarms ?? [] { alarms.append(try alarm.alarm(in: reply)) }
        for alarm in page.CompositeAlarms ?? [] { alarms.append(try alarm.alarm(in: reply)) }
        for alarm in page.LogAlarms ?? [] { alarms.append(try alarm.alarm(in: reply)) }
        return (alarms, page.NextToken)
    }
}
