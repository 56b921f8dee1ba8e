/// A CloudWatch alarm as DescribeAlarms returned it.
package struct Alarm: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case ok = "OK"
        case alarm = "ALARM"
        case insufficientData = "INSUFFICIENT_DATA"
    }

    package enum Kind: Hashable, Sendable {
        case metric(namespace: String, name: String)
        /// The rule in CloudWatch's own syntax, `ALARM("a") OR ALARM("b")`.
        case composite(rule: String)
        /// On the results of a scheduled query over logs. It has no dimensions, so it concerns a target only through a composite alarm.
        case log
    }

    package var name: DisplayText
    package var kind: Kind
    package var state: State
    package var reason: DisplayText
    /// When the state last changed (StateTransitionedTimestamp, else StateUpdatedTimestamp).
    package var since: Timestamp?
    /// False for a muted alarm: it changes state and tells nobody.
    package var actionsEnabled: Bool
    /// Metric alarms: name → value, among them FunctionName, Resource (`fn:alias`), ExecutedVersion.
    package var dimensions: [String: String]
    package var threshold: Double?
    package var comparison: String?
    package var periodSeconds: Int?
    package var evaluationPeriods: Int?
    package var datapointsToAlarm: Int?
    package var treatMissingData: String?
    /// The id of the query that gives an anomaly-detection alarm its band (ThresholdMetricId); such an alarm has no threshold.
    package var bandMetric: String?
    /// `PARTIAL_DATA`, `EVALUATION_FAILURE`, `EVALUATION_ERROR`: the state is not worth its face value. Nil when it was evaluated in full.
    package var evaluation: String?

    package init(
        name: DisplayText, kind: Kind, state: State, reason: DisplayText = "", since: Timestamp? = nil,
        actionsEnabled: Bool = true, dimensions: [String: String] = [:], threshold: Double? = nil,
        comparison: String? = nil, periodSeconds: Int? = nil, evaluationPeriods: Int? = nil,
        datapointsToAlarm: Int? = nil, treatMissingData: String? = nil, bandMetric: String? = nil, evaluation: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.state = state
        self.reason = reason
        self.since = since
        self.actionsEnabled = actionsEnabled
        self.dimensions = dimensions
        self.threshold = threshold
        self.comparison = comparison
        self.periodSeconds = periodSeconds
        self.evaluationPeriods = evaluationPeriods
        self.datapointsToAlarm = datapointsToAlarm
        self.treatMissingData = treatMissingData
        self.bandMetric = bandMetric
        self.evaluation = evaluation
    }

    /// The side of its expected band on which an anomaly-detection alarm fires (PutMetricAlarm, ComparisonOperator).
    package enum Band: Sendable { case above, below, either }

    /// Nil for an alarm with a threshold of its own.
    package var band: Band? {
        switch comparison {
        case "LessThanLowerOrGreaterThanUpperThreshold": .either
        case "LessThanLowerThreshold": .below
        case "GreaterThanUpperThreshold": .above
        default: bandMetric == nil ? nil : .either
        }
    }

    /// Whether the alarm watches this target: by its Resource dimension, else by FunctionName alone. Composite alarms: see
    /// `FleetPicture.alarms(of:)`, which follows their rules to metric alarms.
    package func watches(_ target: Target) -> Bool {
        if let resource = dimensions["Resource"] { return resource == target.description }
        return dimensions["FunctionName"] == target.function && dimensions["ExecutedVersion"] == nil
    }
}

/// One change of an alarm's state, from DescribeAlarmHistory or seen between two polls.
package struct AlarmTransition: Hashable, Sendable {
    package var alarm: DisplayText
    package var at: Timestamp
    package var from: Alarm.State?
    package var to: Alarm.State
    package var reason: DisplayText

    package init(alarm: DisplayText, at: Timestamp, from: Alarm.State?, to: Alarm.State, reason: DisplayText = "") {
        self.alarm = alarm
        self.at = at
        self.from = from
        self.to = to
        self.reason = reason
    }
}
