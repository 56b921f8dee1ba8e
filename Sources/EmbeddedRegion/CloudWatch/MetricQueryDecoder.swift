/// Reads MetricDataQueries, strictly enough that a caller's mistake is a ValidationError as AWS's is.
enum MetricQueryDecoder {
    static func queries(_ input: WireValue) throws(ServiceFailure) -> [MetricQuery] {
        guard let list = input["MetricDataQueries"]?.list, !list.isEmpty else {
            throw CloudWatchFailure.missing("MetricDataQueries")
        }
        guard list.count <= 500 else {
            throw CloudWatchFailure.validation("The collection MetricDataQueries must not have a size greater than 500.")
        }
        var queries: [MetricQuery] = []
        var ids: Set<String> = []
        for value in list {
            let query = try query(value)
            guard ids.insert(query.id).inserted else {
                throw CloudWatchFailure.validation("The values for parameter id in MetricDataQueries are not unique.")
            }
            queries.append(query)
        }
        guard queries.contains(where: \.returnsData) else {
            throw CloudWatchFailure.validation("At least one element of MetricDataQueries must return data.")
        }
        return queries
    }

    private static func query(_ value: WireValue) throws(ServiceFailure) -> MetricQuery {
        guard let id = value["Id"]?.string else { throw CloudWatchFailure.missing("MetricDataQueries.member.Id") }
        guard id.first?.isLowercase == true, id.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            throw CloudWatchFailure.validation(
                "The value '\(id)' for parameter MetricDataQueries.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
            )
        }
        let returns = value["ReturnData"]?.bool ?? true
        let label = value["Label"]?.string
        if let text = value["Expression"]?.string {
            guard value["MetricStat"] == nil else {
                throw CloudWatchFailure.validation("Query '\(id)' must have either an Expression or a MetricStat, not both.")
            }
            guard let expression = MetricExpression(text) else {
                throw CloudWatchFailure.validation("Error in expression '\(id)': the embedded region can't read '\(text)'.")
            }
            return MetricQuery(
                id: id, label: label, returnsData: returns, period: try period(value["Period"] ?? .int(60)),
                source: .expression(text, expression))
        }
        guard let stat = value["MetricStat"], let metric = stat["Metric"] else {
            throw CloudWatchFailure.validation("Query '\(id)' must have an Expression or a MetricStat.")
        }
        guard let name = metric["MetricName"]?.string, let namespace = metric["Namespace"]?.string else {
            throw CloudWatchFailure.missing("MetricDataQueries.member.MetricStat.Metric.MetricName")
        }
        guard let text = stat["Stat"]?.string, let statistic = MetricStatistic(text) else {
            throw CloudWatchFailure.validation("The value '\(stat["Stat"]?.string ?? "")' for parameter Stat is not supported.")
        }
        guard let periodValue = stat["Period"] else {
            throw CloudWatchFailure.missing("MetricDataQueries.member.MetricStat.Period")
        }
        return MetricQuery(
            id: id, label: label, returnsData: returns, period: try period(periodValue),
            source: .metric(
                .init(
                    namespace: namespace, name: name, dimensions: try dimensions(metric["Dimensions"]), statisticText: text,
                    statistic: statistic)))
    }

    /// Seconds; Lambda's metrics have one minute's resolution.
    static func period(_ value: WireValue) throws(ServiceFailure) -> Int {
        guard let period = value.int, period >= 60, period <= 86_400 * 30, period.isMultiple(of: 60) else {
            throw CloudWatchFailure.validation("The parameter Period must be a multiple of 60.")
        }
        return period
    }

    static func dimensions(_ value: WireValue?) throws(ServiceFailure) -> [String: String] {
        var dimensions: [String: String] = [:]
        for entry in value?.list ?? [] {
            guard let name = entry["Name"]?.string, let text = entry["Value"]?.string else {
                throw CloudWatchFailure.validation("Every dimension needs a Name and a Value.")
            }
            dimensions[name] = text
        }
        return dimensions
    }

    private static let farAway: Int64 = 1_000_000_000_000_000

    /// Start and end in milliseconds, within some 30,000 years.
    static func span(_ input: WireValue) throws(ServiceFailure) -> (start: Int64, end: Int64) {
        guard let startValue = input["StartTime"] else { throw CloudWatchFailure.missing("StartTime") }
        guard let endValue = input["EndTime"] else { throw CloudWatchFailure.missing("EndTime") }
        guard let start = startValue.milliseconds, let end = endValue.milliseconds else {
            throw CloudWatchFailure.validation("StartTime and EndTime must be timestamps.")
        }
        guard start < end else {
            throw CloudWatchFailure.validation("The parameter StartTime must be less than the parameter EndTime.")
        }
        return (min(max(start, -farAway), farAway), min(max(end, -farAway), farAway))
    }
}
