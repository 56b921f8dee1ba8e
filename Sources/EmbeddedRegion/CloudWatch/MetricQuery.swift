/// One entry of MetricDataQueries: a metric of AWS/Lambda or an expression over other entries.
struct MetricQuery: Sendable {
    struct Metric: Sendable {
        var namespace: String
        var name: String
        var dimensions: [String: String]
        var statisticText: String
        var statistic: MetricStatistic
    }

    enum Source: Sendable {
        case metric(Metric)
        case expression(String, MetricExpression)
    }

    var id: String
    var label: String?
    var returnsData: Bool
    /// Seconds.
    var period: Int
    var source: Source
}
