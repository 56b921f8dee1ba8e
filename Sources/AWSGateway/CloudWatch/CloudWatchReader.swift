package import IncidentEngine
package import IncidentModel
import Synchronization

/// Reads of CloudWatch: alarms, their history, metrics.
package final class CloudWatchReader: AlarmReading, MetricReading {
    /// GetMetricData's limit.
    static let queriesPerCall = 500

    let session: AWSSession
    /// Targets whose concurrency AWS reports for the function only, as seen.
    private let functionWide = Mutex<Set<Target>>([])

    /// The alarm types that the endpoint was seen to know.
    private let alarmTypes = Mutex(CloudWatchCall.alarmTypes)

    /// What was read last: most readings of alarms bring nothing new.
    let alarmMemory = Mutex(AlarmMemory())
    /// Since some moment.
    let uptime: @Sendable () -> Duration

    package convenience init(session: AWSSession) {
        let start = ContinuousClock.now
        self.init(session: session, uptime: { ContinuousClock.now - start })
    }

    init(session: AWSSession, uptime: @escaping @Sendable () -> Duration) {
        self.session = session
        self.uptime = uptime
    }

    /// An endpoint that refuses the types is asked once more for those that have always been there, and from then on at once.
    func withAlarmTypes<Value: Sendable>(
        _ ask: ([String]) async throws(CallFailure) -> Value
    ) async throws(CallFailure) -> Value {
        let types = alarmTypes.withLock { $0 }
        do {
            return try await ask(types)
        } catch {
            guard error.kind == .invalid, types != CloudWatchCall.olderAlarmTypes else { throw error }
            let value = try await ask(CloudWatchCall.olderAlarmTypes)
            alarmTypes.withLock { $0 = CloudWatchCall.olderAlarmTypes }
            return value
        }
    }

    package func alarmHistory(since: Timestamp) async throws(CallFailure) -> [AlarmTransition] {
        let all = try await withAlarmTypes { types async throws(CallFailure) in
            try await Pages.all { token async throws(CallFailure) in
                let reply = try await session.read(CloudWatchCall.describeAlarmHistory(types, since: since, token: token))
                let page = try reply.json(AlarmHistoryWire.self)
                return (items: try page.transitions(in: reply), next: page.NextToken)
            }
        }
        return all.filter { $0.at >= since }.sorted { ($0.at, $0.alarm) < ($1.at, $1.alarm) }
    }

    package func metrics(
        _ requests: [MetricRequest], from start: Timestamp, to end: Timestamp
    ) async throws(CallFailure) -> [Target: TargetMetrics] {
        let wide = functionWide.withLock { $0 }
        let queries = requests.flatMap { request in
            MetricQuery.all(of: request).map { query in
                var query = query
                query.functionWide = query.measure == .concurrency && wide.contains(query.target)
                return query
            }
        }
        var result = Dictionary(requests.map { ($0.target, TargetMetrics()) }, uniquingKeysWith: { a, _ in a })
        try await fill(&result, queries, from: start, to: end)
        // Traffic and yet no concurrency: AWS has it for the function only. Asked for once more, and from then on at once.
        let missing = result.filter { target, metrics in
            !wide.contains(target) && !metrics.whole.invocations.points.isEmpty && metrics.whole.concurrency.points.isEmpty
        }.keys.sorted()
        if !missing.isEmpty {
            let retried = missing.map { MetricQuery(target: $0, measure: .concurrency, functionWide: true) }
            try await fill(&result, retried, from: start, to: end)
            let found = missing.filter { result[$0]?.whole.concurrency.points.isEmpty == false }
            functionWide.withLock { $0.formUnion(found) }
        }
        return result
    }

    private func fill(
        _ result: inout [Target: TargetMetrics], _ queries: [MetricQuery], from start: Timestamp, to end: Timestamp
    ) async throws(CallFailure) {
        for first in stride(from: 0, to: queries.count, by: Self.queriesPerCall) {
            let chunk = Array(queries[first..<min(first + Self.queriesPerCall, queries.count)])
            for (query, series) in zip(chunk, try await series(of: chunk, from: start, to: end)) {
                if let version = query.version {
                    result[query.target, default: TargetMetrics()].byVersion[version, default: TrafficMetrics()][
                        keyPath: query.measure.keyPath()] = series
                } else {
                    result[query.target, default: TargetMetrics()].whole[keyPath: query.measure.keyPath()] = series
                }
            }
        }
    }

    private func series(
        of queries: [MetricQuery], from start: Timestamp, to end: Timestamp
    ) async throws(CallFailure) -> [MetricSeries] {
        try await series(of: queries.enumerated().map { $1.wire(id: "m\($0)") }, from: start, to: end)
    }

    /// One GetMetricData call, all its pages.
    func series(
        of queries: [JSONValue], from start: Timestamp, to end: Timestamp
    ) async throws(CallFailure) -> [MetricSeries] {
        var pages = MetricPages(queries: queries.count)
        var token: String?
        var seen: Set<String> = []
        while true {
            let reply = try await session.read(CloudWatchCall.getMetricData(queries, from: start, to: end, token: token))
            let page = try reply.json(MetricDataWire.self)
            try pages.add(page, in: reply)
            guard let next = page.NextToken, !next.isEmpty, seen.count < Pages.cap, seen.insert(next).inserted else {
                return try pages.series(in: reply)
            }
            token = next
        }
    }
}
