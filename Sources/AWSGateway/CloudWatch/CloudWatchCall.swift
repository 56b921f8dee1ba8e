import HTTPTransport
import IncidentModel

/// Calls of CloudWatch in its JSON 1.0 protocol (botocore's model lists it beside CBOR and query; moto speaks it too).
enum CloudWatchCall {
    static func make(_ operation: String, _ body: JSONValue) -> ServiceCall {
        ServiceCall(
            service: .cloudWatch, operation: operation, method: .post, contentType: "application/x-amz-json-1.0",
            target: "GraniteServiceVersion20100801." + operation, body: Array(body.canonical.utf8))
    }

    /// Timestamps of JSON 1.0: seconds since the epoch.
    static func time(_ timestamp: Timestamp) -> JSONValue { .number(timestamp.seconds) }

    /// Every type there is (CloudWatch API: AlarmType). Without AlarmTypes AWS answers with metric alarms only.
    static let alarmTypes = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
    /// What endpoints know that are older than log alarms.
    static let olderAlarmTypes = ["MetricAlarm", "CompositeAlarm"]

    /// The most that DescribeAlarms gives at a time.
    static let alarmsPerPage = 100

    /// - Parameter state: nil for alarms in any state.
    static func describeAlarms(_ types: [String] = alarmTypes, state: Alarm.State? = nil, token: String?) -> ServiceCall {
        var body: [String: JSONValue] = [
            "AlarmTypes": .array(types.map { .string($0) }), "MaxRecords": .number(Double(alarmsPerPage)),
        ]
        if let state { body["StateValue"] = .string(state.rawValue) }
        if let token { body["NextToken"] = .string(token) }
        return make("DescribeAlarms", .object(body))
    }

    static func describeAlarmHistory(_ types: [String] = alarmTypes, since: Timestamp, token: String?) -> ServiceCall {
        var body: [String: JSONValue] = [
            "AlarmTypes": .array(types.map { .string($0) }), "HistoryItemType": "StateUpdate", "StartDate": time(since),
            "MaxRecords": 100, "ScanBy": "TimestampAscending",
        ]
        if let token { body["NextToken"] = .string(token) }
        return make("DescribeAlarmHistory", .object(body))
    }

    static func getMetricData(_ queries: [MetricQuery], from start: Timestamp, to end: Timestamp, token: String?) -> ServiceCall {
        getMetricData(queries.enumerated().map { $1.wire(id: "m\($0)") }, from: start, to: end, token: token)
    }

    /// - Parameter queries: whose ids are m0, m1 …
    static func getMetricData(_ queries: [JSONValue], from start: Timestamp, to end: Timestamp, token: String?) -> ServiceCall {
        var body: [String: JSONValue] = [
            "MetricDataQueries": .array(queries), "StartTime": time(start),
            "EndTime": time(end), "ScanBy": "TimestampAscending",
        ]
        if let token { body["NextToken"] = .string(token) }
        return make("GetMetricData", .object(body))
    }
}
