enum AlarmDecoder {
    private static let comparisons: [String: AlarmDefinition.Comparison] = [
        ">": .greater, ">=": .greaterOrEqual, "<": .less, "<=": .lessOrEqual,
    ]

    /// - Parameter known: the alarms above it in the file: a composite's rule may name only those.
    static func alarm(_ node: ScenarioNode, known: [AlarmDefinition]) throws(ScenarioError) -> AlarmDefinition {
        let fields = try node.fields(known: [
            "name", "description", "created", "actions", "muted", "rule", "metric", "statistic", "expression", "metrics", "label",
            "dimensions", "period", "periods", "datapoints", "threshold", "comparison", "missing",
        ])
        guard let nameField = fields["name"], let created = fields["created"] else {
            throw node.failure("an alarm needs 'name' and 'created'")
        }
        let name = try nameField.text()
        let source: AlarmDefinition.Source
        if let rule = fields["rule"] {
            source = .composite(try compositeRule(rule, known: known))
        } else {
            source = .metric(try metricRule(node, fields))
        }
        return AlarmDefinition(
            name: name, description: try fields["description"]?.text() ?? "", created: try created.moment(),
            actions: try fields["actions"]?.texts() ?? [], actionsEnabled: !(try fields["muted"]?.flag() ?? false),
            source: source)
    }

    private static func compositeRule(_ node: ScenarioNode, known: [AlarmDefinition]) throws(ScenarioError) -> CompositeRule {
        let text = try node.text()
        guard let rule = CompositeRule(text) else {
            throw node.failure("can't read the rule; write it like ALARM(\"a\") OR NOT OK(\"b\")")
        }
        if let absent = rule.alarmNames.first(where: { name in !known.contains { $0.name == name } }) {
            throw node.failure("no alarm '\(absent)' is defined above this one")
        }
        return rule
    }

    private static func metricRule(
        _ node: ScenarioNode, _ fields: [String: ScenarioNode]
    ) throws(ScenarioError) -> AlarmDefinition.MetricRule {
        guard let thresholdField = fields["threshold"], let dimensionField = fields["dimensions"] else {
            throw node.failure("a metric alarm needs 'threshold' and 'dimensions', a composite one needs 'rule'")
        }
        var dimensions: [String: String] = [:]
        for (key, value) in try dimensionField.pairs() { dimensions[try key.text()] = try value.text() }
        let period = try fields["period"]?.integer(60...86_400) ?? 60
        guard period.isMultiple(of: 60) else { throw (fields["period"] ?? node).failure("a period is a multiple of 60") }
        let periods = try fields["periods"]?.integer(1...100) ?? 1
        let comparisonText = try fields["comparison"]?.text() ?? ">"
        guard let comparison = comparisons[comparisonText] else {
            throw (fields["comparison"] ?? node).failure("a comparison is one of > >= < <=")
        }
        let missingText = try fields["missing"]?.text() ?? "missing"
        guard let missing = AlarmDefinition.Missing(rawValue: missingText) else {
            throw (fields["missing"] ?? node).failure("'missing' is one of missing, ignore, breaching, notBreaching")
        }
        return AlarmDefinition.MetricRule(
            queries: try queries(node, fields, dimensions: dimensions, period: period), period: period,
            evaluationPeriods: periods, datapointsToAlarm: try fields["datapoints"]?.integer(1...periods) ?? periods,
            threshold: try thresholdField.number(-1e12...1e12), comparison: comparison, missing: missing)
    }

    /// One metric, or `expression` over `metrics` (id: [metric, statistic]).
    private static func queries(
        _ node: ScenarioNode, _ fields: [String: ScenarioNode], dimensions: [String: String], period: Int
    ) throws(ScenarioError) -> [MetricQuery] {
        guard let expression = fields["expression"] else {
            guard let metric = fields["metric"], let statistic = fields["statistic"] else {
                throw node.failure("an alarm needs 'metric' and 'statistic', or 'expression' and 'metrics', or 'rule'")
            }
            return [
                try query("m1", metric: metric, statistic: statistic, dimensions: dimensions, period: period, returns: true)
            ]
        }
        guard let metrics = fields["metrics"] else { throw expression.failure("an expression needs 'metrics'") }
        guard let formula = MetricExpression(try expression.text()) else {
            throw expression.failure("can't read the expression; use + - * /, numbers, ids and MAX([a,b])")
        }
        var made: [MetricQuery] = []
        for (id, pair) in try metrics.pairs() {
            let parts = try pair.items()
            guard parts.count == 2 else { throw pair.failure("write [metric, statistic]") }
            made.append(
                try query(
                    try id.text(), metric: parts[0], statistic: parts[1], dimensions: dimensions, period: period, returns: false))
        }
        if let absent = formula.identifiers.first(where: { id in !made.contains { $0.id == id } }) {
            throw expression.failure("'\(absent)' is not among the metrics")
        }
        let label = try fields["label"]?.text() ?? "rate"
        return [
            MetricQuery(
                id: "rate", label: label, returnsData: true, period: period,
                source: .expression(try expression.text(), formula))
        ] + made
    }

    private static func query(
        _ id: String, metric: ScenarioNode, statistic: ScenarioNode, dimensions: [String: String], period: Int, returns: Bool
    ) throws(ScenarioError) -> MetricQuery {
        let text = try statistic.text()
        guard let parsed = MetricStatistic(text) else {
            throw statistic.failure("'\(text)' is no statistic: Sum, Average, Minimum, Maximum, SampleCount or p95")
        }
        return MetricQuery(
            id: id, label: nil, returnsData: returns, period: period,
            source: .metric(
                .init(
                    namespace: "AWS/Lambda", name: try metric.text(), dimensions: dimensions, statisticText: text,
                    statistic: parsed)))
    }
}
