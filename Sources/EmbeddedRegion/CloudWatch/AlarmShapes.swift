/// CloudWatch's reply shapes for alarms.
enum AlarmShapes {
    struct HistoryItem {
        var at: Int64
        var kind: String
        var value: WireValue
    }

    static func alarm(_ status: AlarmBook.Status, _ world: World) -> WireValue {
        let definition = status.definition
        let last = status.transitions.last
        let common: [(String, WireValue?)] = [
            ("AlarmName", .string(definition.name)), ("AlarmArn", .string(world.alarmARN(definition.name))),
            ("AlarmDescription", definition.description.isEmpty ? nil : .string(definition.description)),
            ("AlarmConfigurationUpdatedTimestamp", .time(definition.created)),
            ("ActionsEnabled", .bool(definition.actionsEnabled)),
            ("OKActions", .list([])), ("AlarmActions", .strings(definition.actions)), ("InsufficientDataActions", .list([])),
            ("StateValue", .string(status.state.rawValue)), ("StateReason", .string(last?.reason ?? "")),
            ("StateReasonData", last?.reasonData.map { .string($0.json) }),
            ("StateUpdatedTimestamp", .time(last?.at ?? definition.created)),
            ("StateTransitionedTimestamp", .time(last?.at ?? definition.created)),
        ]
        switch definition.source {
        case .composite(let rule): return .object(common + [("AlarmRule", .string(rule.text))])
        case .metric(let rule): return .object(common + self.rule(rule))
        }
    }

    private static func rule(_ rule: AlarmDefinition.MetricRule) -> [(String, WireValue?)] {
        var members: [(String, WireValue?)] = [
            ("EvaluationPeriods", .int(Int64(rule.evaluationPeriods))),
            ("DatapointsToAlarm", .int(Int64(rule.datapointsToAlarm))),
            ("Threshold", .double(rule.threshold)), ("ComparisonOperator", .string(rule.comparison.rawValue)),
            ("TreatMissingData", .string(rule.missing.rawValue)),
        ]
        if rule.queries.count == 1, case .metric(let metric)? = rule.queries.first?.source {
            var isPercentile = false
            if case .percentile = metric.statistic { isPercentile = true }
            members += [
                ("MetricName", .string(metric.name)), ("Namespace", .string(metric.namespace)),
                ("Statistic", isPercentile ? nil : .string(metric.statisticText)),
                ("ExtendedStatistic", isPercentile ? .string(metric.statisticText) : nil),
                ("Dimensions", dimensions(metric.dimensions)), ("Period", .int(Int64(rule.period))),
            ]
        } else {
            members.append(("Metrics", .list(rule.queries.map(query))))
        }
        return members
    }

    private static func query(_ query: MetricQuery) -> WireValue {
        switch query.source {
        case .expression(let text, _):
            return .object([
                ("Id", .string(query.id)), ("Expression", .string(text)), ("Label", query.label.map { .string($0) }),
                ("ReturnData", .bool(query.returnsData)),
            ])
        case .metric(let metric):
            return .object([
                ("Id", .string(query.id)),
                (
                    "MetricStat",
                    .object([
                        (
                            "Metric",
                            .object([
                                ("Namespace", .string(metric.namespace)), ("MetricName", .string(metric.name)),
                                ("Dimensions", dimensions(metric.dimensions)),
                            ])
                        ), ("Period", .int(Int64(query.period))), ("Stat", .string(metric.statisticText)),
                    ])
                ), ("ReturnData", .bool(query.returnsData)),
            ])
        }
    }

    static func dimensions(_ dimensions: [String: String]) -> WireValue {
        .list(
            dimensions.sorted { $0.key < $1.key }.map {
                .object([("Name", .string($0.key)), ("Value", .string($0.value))])
            })
    }

    /// Oldest first: the creation, then each change of state and, on entering ALARM, the actions taken.
    static func history(_ status: AlarmBook.Status, _ world: World) -> [HistoryItem] {
        let definition = status.definition
        var items: [HistoryItem] = []
        var before: AlarmTransition?
        for transition in status.transitions {
            defer { before = transition }
            guard let from = transition.from else {
                items.append(
                    item(
                        definition, at: transition.at, kind: "ConfigurationUpdate",
                        summary: "Alarm \"\(definition.name)\" created",
                        data: .object([("version", .string("1.0")), ("type", .string("Create"))])))
                continue
            }
            let data = WireValue.object([
                ("version", .string("1.0")), ("oldState", state(from, before)), ("newState", state(transition.to, transition)),
            ])
            items.append(
                item(
                    definition, at: transition.at, kind: "StateUpdate",
                    summary: "Alarm updated from \(from.rawValue) to \(transition.to.rawValue)", data: data))
            guard transition.to == .alarm, definition.actionsEnabled else { continue }
            for action in definition.actions {
                items.append(
                    item(
                        definition, at: transition.at + 40, kind: "Action", summary: "Successfully executed action \(action)",
                        data: .object([
                            ("actionState", .string("Succeeded")), ("notificationResource", .string(action)),
                            ("stateUpdateTimestamp", .int(transition.at)),
                        ])))
            }
        }
        return items
    }

    private static func state(_ state: AlarmState, _ transition: AlarmTransition?) -> WireValue {
        .object([
            ("stateValue", .string(state.rawValue)), ("stateReason", .string(transition?.reason ?? "")),
            ("stateReasonData", transition?.reasonData),
        ])
    }

    private static func item(
        _ definition: AlarmDefinition, at: Int64, kind: String, summary: String, data: WireValue
    ) -> HistoryItem {
        HistoryItem(
            at: at, kind: kind,
            value: .object([
                ("AlarmName", .string(definition.name)),
                ("AlarmType", .string(definition.isComposite ? "CompositeAlarm" : "MetricAlarm")), ("Timestamp", .time(at)),
                ("HistoryItemType", .string(kind)), ("HistorySummary", .string(summary)), ("HistoryData", .string(data.json)),
            ]))
    }
}
