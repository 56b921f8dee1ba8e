/// StateReason and StateReasonData in CloudWatch's words.
enum AlarmReason {
    static let creation = "Unchecked: Initial alarm creation"

    /// - Parameter points: the evaluation range, oldest first; `lastPeriod` is when its last period begins, in milliseconds.
    static func text(
        _ evaluation: AlarmEvaluation, points: [Double?], lastPeriod: Int64, rule: AlarmDefinition.MetricRule, from: AlarmState
    ) -> String {
        let periods = rule.evaluationPeriods
        if evaluation.state == .insufficientData {
            return "Insufficient Data: \(periods) \(periods == 1 ? "datapoint was" : "datapoints were") unknown."
        }
        let transition = "\(from.rawValue) -> \(evaluation.state.rawValue) transition"
        let isAlarm = evaluation.state == .alarm
        guard !evaluation.used.isEmpty else {
            let kind = rule.missing == .breaching ? "Breaching" : "NonBreaching"
            return "Threshold Crossed: no datapoints were received for \(periods) \(periods == 1 ? "period" : "periods") and "
                + "\(periods) missing \(periods == 1 ? "datapoint was" : "datapoints were") treated as [\(kind)]."
        }
        let matching = evaluation.used.filter { index in
            points[index].map { rule.comparison.isBreached($0, rule.threshold) == isAlarm } ?? false
        }
        let shown = matching.map { index in
            let at = lastPeriod - Int64(points.count - 1 - index) * Int64(rule.period) * 1000
            return "\(points[index] ?? 0) (\(CivilTime(milliseconds: at).alarmReason))"
        }
        // Leaving ALARM takes one datapoint more than the N - M that an alarm may have below the threshold.
        let needed = isAlarm ? rule.datapointsToAlarm : max(1, periods - rule.datapointsToAlarm + 1)
        let verb = matching.count == 1 ? "was" : "were"
        return "Threshold Crossed: \(matching.count) out of the last \(periods) datapoints [\(shown.joined(separator: ", "))] "
            + "\(verb) \(isAlarm ? "" : "not ")\(rule.comparison.words) the threshold (\(rule.threshold)) "
            + "(minimum \(needed) \(needed == 1 ? "datapoint" : "datapoints") for \(transition))."
    }

    static func data(
        _ evaluation: AlarmEvaluation, points: [Double?], lastPeriod: Int64, rule: AlarmDefinition.MetricRule, at: Int64
    ) -> WireValue {
        func moment(_ index: Int) -> Int64 { lastPeriod - Int64(points.count - 1 - index) * Int64(rule.period) * 1000 }
        var statistic: String?
        if case .metric(let metric)? = rule.queries.first?.source { statistic = metric.statisticText }
        return .object([
            ("version", .string("1.0")), ("queryDate", .string(CivilTime(milliseconds: at).isoOffset)),
            ("startDate", evaluation.used.last.map { .string(CivilTime(milliseconds: moment($0)).isoOffset) }),
            ("statistic", statistic.map { .string($0) }), ("period", .int(Int64(rule.period))),
            ("recentDatapoints", .list(evaluation.used.reversed().compactMap { points[$0].map { .double($0) } })),
            ("threshold", .double(rule.threshold)),
            (
                "evaluatedDatapoints",
                .list(
                    evaluation.used.compactMap { index in
                        points[index].map {
                            .object([
                                ("timestamp", .string(CivilTime(milliseconds: moment(index)).isoOffset)), ("value", .double($0)),
                            ])
                        }
                    })
            ),
        ])
    }

    static func composite(arn: String, transition: AlarmTransition) -> (text: String, data: WireValue) {
        let time = CivilTime(milliseconds: transition.at)
        return (
            "\(arn) transitioned to \(transition.to.rawValue) at \(time.long)",
            .object([
                (
                    "triggeringAlarms",
                    .list([
                        .object([
                            ("arn", .string(arn)),
                            (
                                "state",
                                .object([("value", .string(transition.to.rawValue)), ("timestamp", .string(time.isoOffset))])
                            ),
                        ])
                    ])
                )
            ])
        )
    }
}
