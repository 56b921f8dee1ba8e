package import IncidentModel

/// Reads of CloudWatch alarms.
package protocol AlarmReading: Sendable {
    /// Every metric and composite alarm (DescribeAlarms, all types asked for, paginated to the end).
    func alarms() async throws(CallFailure) -> [Alarm]
    /// State changes since a moment, oldest first (DescribeAlarmHistory, StateUpdate).
    func alarmHistory(since: Timestamp) async throws(CallFailure) -> [AlarmTransition]
}

/// Reads of CloudWatch metrics.
package protocol MetricReading: Sendable {
    /// Per-minute metrics of targets and of the versions named for each. One GetMetricData call per 500 queries.
    func metrics(_ requests: [MetricRequest], from start: Timestamp, to end: Timestamp) async throws(CallFailure)
        -> [Target: TargetMetrics]
}

package struct MetricRequest: Hashable, Sendable {
    package var target: Target
    package var versions: [VersionID]
    package init(target: Target, versions: [VersionID]) {
        self.target = target
        self.versions = versions
    }
}

/// Who we are.
package protocol CallerReading: Sendable {
    func caller() async throws(CallFailure) -> CallerIdentity
}
