/// M-of-N with missing data, by the tables of "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide.
struct AlarmEvaluation: Equatable {
    var state: AlarmState
    /// Indexes of the datapoints that decided, newest first.
    var used: [Int]
    /// Datapoints that had to be filled in.
    var filled: Int

    /// How many more periods than it needs an alarm looks at when some are missing.
    static let spareRange = 2

    /// - Parameters:
    ///   - points: the evaluation range, oldest first; nil is a missing datapoint.
    ///   - current: the state before, which `ignore` keeps.
    init(points: [Double?], rule: AlarmDefinition.MetricRule, current: AlarmState) {
        let present = points.indices.reversed().filter { points[$0] != nil }
        used = Array(present.prefix(rule.evaluationPeriods))
        filled = rule.evaluationPeriods - used.count
        let breaching = used.count { index in
            points[index].map { rule.comparison.isBreached($0, rule.threshold) } ?? false
        }
        let enough = rule.datapointsToAlarm
        guard filled > 0 else {
            state = breaching >= enough ? .alarm : .ok
            return
        }
        switch rule.missing {
        case .breaching: state = breaching + filled >= enough ? .alarm : .ok
        case .notBreaching: state = breaching >= enough ? .alarm : .ok
        case .missing:
            state = used.isEmpty ? .insufficientData : breaching >= enough || breaching == used.count ? .alarm : .ok
        case .ignore:
            if breaching >= enough {
                state = .alarm
            } else {
                state = breaching == used.count ? current : .ok
            }
        }
    }
}
