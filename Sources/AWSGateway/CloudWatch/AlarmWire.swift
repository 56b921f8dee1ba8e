import IncidentModel

/// A page of DescribeAlarms.
struct AlarmsWire: Decodable {
    var MetricAlarms: [MetricAlarmWire]?
    var CompositeAlarms: [CompositeAlarmWire]?
    var LogAlarms: [LogAlarmWire]?
    var NextToken: String?
}

struct DimensionWire: Decodable {
    var Name: String?
    var Value: String?
}

/// MetricAlarm on the wire.
struct MetricAlarmWire: Decodable {
    var AlarmName: String?
    var StateValue: String?
    var StateReason: String?
    var StateUpdatedTimestamp: WireTime?
    var StateTransitionedTimestamp: WireTime?
    var ActionsEnabled: Bool?
    var Namespace: String?
    var MetricName: String?
    var Dimensions: [DimensionWire]?
    var Metrics: [QueryWire]?
    var Threshold: WireNumber?
    var ComparisonOperator: String?
    var Period: Int?
    var EvaluationPeriods: Int?
    var DatapointsToAlarm: Int?
    var TreatMissingData: String?
    var ThresholdMetricId: String?
    var EvaluationState: String?

    /// One of the queries of a metric-math alarm.
    struct QueryWire: Decodable {
        var Expression: String?
        var MetricStat: StatWire?
        struct StatWire: Decodable {
            var Metric: MetricWire?
            var Period: Int?
        }
        struct MetricWire: Decodable {
            var Namespace: String?
            var MetricName: String?
            var Dimensions: [DimensionWire]?
        }
    }

    func alarm(in reply: ServiceReply) throws(CallFailure) -> Alarm {
        // An error-rate alarm is mostly a formula over Errors and Invocations: then its dimensions are those that all its metrics
        // share.
        let parts = (Metrics ?? []).compactMap(\.MetricStat)
        var dimensions = Self.dimensions(Dimensions)
        if dimensions.isEmpty, let first = parts.first {
            dimensions = Self.dimensions(first.Metric?.Dimensions)
            for part in parts.dropFirst() {
                let other = Self.dimensions(part.Metric?.Dimensions)
                dimensions = dimensions.filter { other[$0.key] == $0.value }
            }
        }
        let kind = Alarm.Kind.metric(
            namespace: printable(Namespace ?? parts.first?.Metric?.Namespace ?? "", limit: 255),
            name: printable(MetricName ?? parts.first?.Metric?.MetricName ?? "", limit: 255))
        var alarm = try AlarmHead(
            name: AlarmName, state: StateValue, reason: StateReason,
            since: StateTransitionedTimestamp?.timestamp ?? StateUpdatedTimestamp?.timestamp,
            actionsEnabled: ActionsEnabled
        ).alarm(kind, in: reply)
        alarm.dimensions = dimensions
        alarm.threshold = Threshold?.value
        alarm.comparison = ComparisonOperator.map { printable($0, limit: 80) }
        alarm.periodSeconds = Period ?? parts.first?.Period
        alarm.evaluationPeriods = EvaluationPeriods
        alarm.datapointsToAlarm = DatapointsToAlarm
        alarm.treatMissingData = TreatMissingData.map { printable($0, limit: 40) }
        alarm.bandMetric = ThresholdMetricId.map { printable($0, limit: 255) }
        alarm.evaluation = EvaluationState.map { printable($0, limit: 40) }
        return alarm
    }

    /// AWS allows 30 dimensions.
    private static func dimensions(_ wire: [DimensionWire]?) -> [String: String] {
        var result: [String: String] = [:]
        for entry in (wire ?? []).prefix(30) {
            guard let name = entry.Name, let value = entry.Value else { continue }
            result[printable(name, limit: 255)] = printable(value, limit: 1024)
        }
        return result
    }
}

/// CompositeAlarm on the wire.
struct CompositeAlarmWire: Decodable {
    var AlarmName: String?
    var AlarmRule: String?
    var StateValue: String?
    var StateReason: String?
    var StateUpdatedTimestamp: WireTime?
    var StateTransitionedTimestamp: WireTime?
    var ActionsEnabled: Bool?

    func alarm(in reply: ServiceReply) throws(CallFailure) -> Alarm {
        // The rule is matched against raw names, so it stays raw; AWS allows 10,240 characters.
        try AlarmHead(
            name: AlarmName, state: StateValue, reason: StateReason,
            since: StateTransitionedTimestamp?.timestamp ?? StateUpdatedTimestamp?.timestamp,
            actionsEnabled: ActionsEnabled
        ).alarm(.composite(rule: String((AlarmRule ?? "").prefix(10_240))), in: reply)
    }
}

/// LogAlarm on the wire.
struct LogAlarmWire: Decodable {
    var AlarmName: String?
    var StateValue: String?
    var StateReason: String?
    var StateUpdatedTimestamp: WireTime?
    var StateTransitionedTimestamp: WireTime?
    var ActionsEnabled: Bool?
    var Threshold: WireNumber?
    var ComparisonOperator: String?
    var TreatMissingData: String?

    func alarm(in reply: ServiceReply) throws(CallFailure) -> Alarm {
        var alarm = try AlarmHead(
            name: AlarmName, state: StateValue, reason: StateReason,
            since: StateTransitionedTimestamp?.timestamp ?? StateUpdatedTimestamp?.timestamp,
            actionsEnabled: ActionsEnabled
        ).alarm(.log, in: reply)
        alarm.threshold = Threshold?.value
        alarm.comparison = ComparisonOperator.map { printable($0, limit: 80) }
        alarm.treatMissingData = TreatMissingData.map { printable($0, limit: 40) }
        return alarm
    }
}

/// What all kinds of alarm have.
private struct AlarmHead {
    var name: String?
    var state: String?
    var reason: String?
    var since: Timestamp?
    var actionsEnabled: Bool?

    func alarm(_ kind: Alarm.Kind, in reply: ServiceReply) throws(CallFailure) -> Alarm {
        guard let name, !name.isEmpty else { throw reply.malformed("an alarm without a name") }
        guard let state = state.flatMap({ Alarm.State(rawValue: $0) }) else {
            throw reply.malformed("alarm '\(printable(name, limit: 80))' in a state that does not exist")
        }
        return Alarm(
            name: DisplayText(name, limit: 255), kind: kind, state: state, reason: DisplayText(reason ?? "", limit: 1023),
            since: since, actionsEnabled: actionsEnabled ?? true)
    }
}
