import FoundationEssentials
import IncidentModel

/// A page of DescribeAlarmHistory.
struct AlarmHistoryWire: Decodable {
    var AlarmHistoryItems: [Item]?
    var NextToken: String?

    struct Item: Decodable {
        var AlarmName: String?
        var Timestamp: WireTime?
        var HistoryItemType: String?
        /// JSON in a string.
        var HistoryData: String?
        var HistorySummary: String?
    }

    /// HistoryData of a StateUpdate, version 1.0.
    private struct Change: Decodable {
        var oldState: State?
        var newState: State?
        struct State: Decodable {
            var stateValue: String?
            var stateReason: String?
        }
    }

    func transitions(in reply: ServiceReply) throws(CallFailure) -> [AlarmTransition] {
        var result: [AlarmTransition] = []
        for item in AlarmHistoryItems ?? [] {
            guard item.HistoryItemType == nil || item.HistoryItemType == "StateUpdate" else { continue }
            guard let name = item.AlarmName, !name.isEmpty, let at = item.Timestamp?.timestamp else {
                throw reply.malformed("a history item without a name or time")
            }
            guard let data = item.HistoryData, let change = try? JSONDecoder().decode(Change.self, from: Data(data.utf8)),
                let to = change.newState?.stateValue.flatMap({ Alarm.State(rawValue: $0) })
            else { throw reply.malformed("HistoryData of alarm '\(printable(name, limit: 80))' names no new state") }
            result.append(
                AlarmTransition(
                    alarm: DisplayText(name, limit: 255), at: at,
                    from: change.oldState?.stateValue.flatMap { Alarm.State(rawValue: $0) }, to: to,
                    reason: DisplayText(change.newState?.stateReason ?? "", limit: 1023)))
        }
        return result
    }
}
