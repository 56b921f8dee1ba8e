/// GetMetricData, GetMetricStatistics and ListMetrics.
struct MetricQueries {
    let engine: MetricEngine

    private static let datapointLimit = 100_800
    private static let names = ["ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles"]

    func data(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let queries = try MetricQueryDecoder.queries(input)
        let (start, end) = try MetricQueryDecoder.span(input)
        var limit = Self.datapointLimit
        if let value = input["MaxDatapoints"] {
            guard let wanted = value.int, wanted > 0 else {
                throw CloudWatchFailure.validation("MaxDatapoints must be positive.")
            }
            limit = min(limit, wanted)
        }
        let isAscending = input["ScanBy"]?.string == "TimestampAscending"
        var skip = 0
        if let token = input["NextToken"]?.string {
            guard token.hasPrefix("d"), let offset = Int(token.dropFirst()), offset >= 0 else {
                throw CloudWatchFailure.nextToken()
            }
            skip = offset
        }
        var results: [WireValue] = []
        var position = 0
        var sent = 0
        for query in queries where query.returnsData {
            var points = try engine.series(query, among: queries, start: start, end: end)
            if !isAscending { points.reverse() }
            let total = points.count
            let from = min(total, max(0, skip - position))
            let page = points[from..<min(total, from + limit - sent)]
            position += total
            sent += page.count
            // A query whose points all went out with an earlier page is not repeated.
            if from > 0, page.isEmpty { continue }
            results.append(
                .object([
                    ("Id", .string(query.id)), ("Label", .string(label(query))), ("Timestamps", .list(page.map { .time($0.at) })),
                    ("Values", .list(page.map { .double($0.value) })),
                    ("StatusCode", .string(from + page.count < total ? "PartialData" : "Complete")),
                ]))
        }
        let isCut = skip + sent < position
        return .object([
            ("MetricDataResults", .list(results)), ("NextToken", isCut ? .string("d\(skip + sent)") : nil),
            ("Messages", .list([])),
        ])
    }

    private func label(_ query: MetricQuery) -> String {
        if let label = query.label { return label }
        switch query.source {
        case .metric(let metric): return metric.name
        case .expression: return query.id
        }
    }

    func statistics(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        guard let name = input["MetricName"]?.string else { throw CloudWatchFailure.missing("MetricName") }
        guard let namespace = input["Namespace"]?.string else { throw CloudWatchFailure.missing("Namespace") }
        let (start, end) = try MetricQueryDecoder.span(input)
        guard let periodValue = input["Period"] else { throw CloudWatchFailure.missing("Period") }
        let period = try MetricQueryDecoder.period(periodValue)
        let plain = input["Statistics"]?.list?.compactMap(\.string) ?? []
        let extended = input["ExtendedStatistics"]?.list?.compactMap(\.string) ?? []
        guard !(plain + extended).isEmpty else {
            throw CloudWatchFailure.combination("At least one of the parameters Statistics and ExtendedStatistics is required.")
        }
        guard (end - start) / 1000 / Int64(period) <= 1_440 else {
            throw CloudWatchFailure.combination(
                "You have requested up to \((end - start) / 1000 / Int64(period)) datapoints, which exceeds the limit of 1,440.")
        }
        let dimensions = try MetricQueryDecoder.dimensions(input["Dimensions"])
        var values: [Int64: [(String, Double)]] = [:]
        for text in plain + extended {
            guard let statistic = MetricStatistic(text) else {
                throw CloudWatchFailure.invalidValue("The value \(text) for parameter Statistics is not supported.")
            }
            let query = MetricQuery(
                id: "m", label: nil, returnsData: true, period: period,
                source: .metric(
                    .init(namespace: namespace, name: name, dimensions: dimensions, statisticText: text, statistic: statistic)))
            for point in try engine.series(query, among: [query], start: start, end: end) {
                values[point.at, default: []].append((text, point.value))
            }
        }
        let unit = name == "Duration" || name == "AsyncEventAge" ? "Milliseconds" : "Count"
        let points = values.sorted { $0.key < $1.key }.map { at, found -> WireValue in
            let own = found.filter { plain.contains($0.0) }.map { ($0.0, WireValue?.some(.double($0.1))) }
            let percentiles = found.filter { extended.contains($0.0) }.map { ($0.0, WireValue?.some(.double($0.1))) }
            return .object(
                [("Timestamp", .time(at))] + own + [
                    ("Unit", .string(unit)), ("ExtendedStatistics", percentiles.isEmpty ? nil : .object(percentiles)),
                ])
        }
        return .object([("Label", .string(name)), ("Datapoints", .list(points))])
    }

    /// Every metric of every dimension set, 500 a page.
    func list(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let wanted = input["Dimensions"]?.list ?? []
        var found: [WireValue] = []
        for dimensions in dimensionSets() {
            let matches = wanted.allSatisfy { filter in
                guard let name = filter["Name"]?.string, let value = dimensions[name] else { return false }
                return filter["Value"]?.string.map { $0 == value } ?? true
            }
            guard matches, input["Namespace"]?.string ?? "AWS/Lambda" == "AWS/Lambda" else { continue }
            let hasQueue = AsyncMetrics(AsyncMetrics.names[0], dimensions: dimensions, in: engine.world) != nil
            for name in (hasQueue ? AsyncMetrics.names : []) + Self.names where input["MetricName"]?.string ?? name == name {
                found.append(
                    .object([
                        ("Namespace", .string("AWS/Lambda")), ("MetricName", .string(name)),
                        ("Dimensions", AlarmShapes.dimensions(dimensions)),
                    ]))
            }
        }
        var from = 0
        if let token = input["NextToken"]?.string {
            guard token.hasPrefix("l"), let offset = Int(token.dropFirst()), (0...found.count).contains(offset) else {
                throw CloudWatchFailure.nextToken()
            }
            from = offset
        }
        let end = min(found.count, from + 500)
        return .object([
            ("Metrics", .list(Array(found[from..<end]))), ("NextToken", end < found.count ? .string("l\(end)") : nil),
        ])
    }

    private func dimensionSets() -> [[String: String]] {
        var sets: [[String: String]] = [[:]]
        for function in engine.world.functions.values.sorted(by: { $0.name < $1.name }) {
            sets.append(["FunctionName": function.name])
            for alias in function.aliases.values.sorted(by: { $0.name < $1.name }) {
                let resource = ["FunctionName": function.name, "Resource": "\(function.name):\(alias.name)"]
                sets.append(resource)
                var served: Set<Int> = []
                for change in alias.history {
                    served.insert(change.routing.pointer)
                    if let extra = change.routing.extra { served.insert(extra.version) }
                }
                for version in served.sorted() {
                    sets.append(
                        resource.merging(["ExecutedVersion": version == 0 ? "$LATEST" : String(version)]) { first, _ in first })
                }
            }
        }
        return sets
    }
}
