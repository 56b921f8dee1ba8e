/// Evaluates metric queries, expressions included, over one snapshot of the world.
struct MetricEngine {
    let metrics: MetricSource
    let world: World
    /// Region milliseconds; nothing later has a datapoint. Taken before the snapshot, so that complete minutes are final.
    let now: Int64
    private let memo = Memo()

    init(metrics: MetricSource, world: World, now: Int64) {
        self.metrics = metrics
        self.world = world
        self.now = now
    }

    private static let depthLimit = 10

    /// Datapoints oldest first, keyed by the beginning of their period in milliseconds.
    /// - Throws: ValidationError for an expression over an id that is not among the queries.
    func series(
        _ query: MetricQuery, among queries: [MetricQuery], start: Int64, end: Int64, depth: Int = 0
    ) throws(ServiceFailure) -> [(at: Int64, value: Double)] {
        switch query.source {
        case .metric(let metric):
            guard metric.namespace == "AWS/Lambda", let selection = MetricSource.selection(dimensions: metric.dimensions) else {
                return []
            }
            if AsyncMetrics.names.contains(metric.name) {
                guard let queue = AsyncMetrics(metric.name, dimensions: metric.dimensions, in: world) else { return [] }
                return queue.series(
                    metric.name, metric.statistic, period: Int64(query.period), start: start, end: end, now: now)
            }
            let traffic = traffic(Memo.Key(selection: selection, period: query.period, start: start, end: end))
            return traffic.compactMap { at, statistics in
                statistics.value(metric: metric.name, statistic: metric.statistic).map { (at, $0) }
            }
        case .expression(let text, let expression):
            guard depth < Self.depthLimit else {
                throw ServiceFailure("ValidationError", 400, "The expression '\(text)' refers to itself.")
            }
            var inputs: [String: [Int64: Double]] = [:]
            var moments: Set<Int64> = []
            for id in expression.identifiers.sorted() {
                guard let input = queries.first(where: { $0.id == id }) else {
                    throw ServiceFailure("ValidationError", 400, "Error in expression '\(query.id)': undefined variable '\(id)'.")
                }
                var values: [Int64: Double] = [:]
                for point in try series(input, among: queries, start: start, end: end, depth: depth + 1) {
                    values[point.at] = point.value
                    moments.insert(point.at)
                }
                inputs[id] = values
            }
            return moments.sorted().compactMap { at in
                expression.value { inputs[$0]?[at] }.map { (at, $0) }
            }
        }
    }

    private func traffic(_ key: Memo.Key) -> [(at: Int64, statistics: SliceStatistics)] {
        if let known = memo.traffic[key] { return known }
        let made = metrics.traffic(
            key.selection, period: Int64(key.period), start: key.start, end: key.end, in: world, now: now,
            memo: memo.minutes)
        memo.traffic[key] = made
        return made
    }

    /// The queries of one call mostly ask for several metrics of the same traffic.
    private final class Memo {
        struct Key: Hashable {
            var selection: MetricSource.Selection
            var period: Int
            var start: Int64
            var end: Int64
        }

        let minutes = MetricSource.Memo()
        var traffic: [Key: [(at: Int64, statistics: SliceStatistics)]] = [:]
    }
}
