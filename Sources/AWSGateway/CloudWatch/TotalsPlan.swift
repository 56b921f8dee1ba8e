import IncidentEngine
import IncidentModel

/// GetMetricData calls that answer questions about long stretches: questions of one resolution share a call, and each takes its
/// own stretch out of the answer.
struct TotalsPlan {
    /// GetMetricData's limit of values in a reply.
    static let pointsPerCall = 100_800

    struct Call {
        var period: Int
        var start: Timestamp
        var end: Timestamp
        /// Invocations and errors of each version, in this order.
        var queries: [MetricQuery]
        /// Which pair of `queries` answers a question.
        var questions: [(question: TotalsQuestion, pair: Int)]
    }

    var calls: [Call] = []

    init(_ questions: [TotalsQuestion], now: Timestamp) {
        var open: [Int: Call] = [:]
        // By beginning, so that what shares a call is close in time.
        let sorted = questions.filter { $0.from < $0.to }.sorted {
            ($0.from, $0.to, $0.target, $0.version) < ($1.from, $1.to, $1.target, $1.version)
        }
        for question in sorted {
            let period = Self.period(from: question.from, to: question.to, now: now)
            let start = Self.floor(question.from, period)
            let end = Self.ceiling(question.to, period)
            if var call = open[period] {
                let known = call.queries.firstIndex { $0.target == question.target && $0.version == question.version }
                let width = call.queries.count + (known == nil ? 2 : 0)
                let from = min(call.start, start)
                let to = max(call.end, end)
                if width <= CloudWatchReader.queriesPerCall, Self.points(from, to, period) * width <= Self.pointsPerCall {
                    if known == nil { call.queries += Self.queries(question, period) }
                    call.questions.append((question, (known ?? call.queries.count - 2) / 2))
                    call.start = from
                    call.end = to
                    open[period] = call
                    continue
                }
                calls.append(call)
            }
            open[period] = Call(
                period: period, start: start, end: end, queries: Self.queries(question, period), questions: [(question, 0)])
        }
        calls += open.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The finest resolution that CloudWatch still has (60 s for 15 days, 300 s for 63, 3,600 s for 455) and that keeps a series
    /// short: a day by the minute, a week by five minutes.
    static func period(from: Timestamp, to: Timestamp, now: Timestamp) -> Int {
        let day = 86_400.0
        let age = (now - from).inSeconds + 3600
        let span = (to - from).inSeconds
        if age < 15 * day, span <= day { return 60 }
        if age < 63 * day, span <= 7 * day { return 300 }
        // As many hours as it takes: years of a hostile clock must not ask for more than a call may hold.
        let hours = (span / 3600 / Double(pointsPerCall / 2 - 2)).rounded(.up)
        return 3600 * max(1, Int(hours))
    }

    /// Sums of what lies in a question's own stretch. A value counts when its period touches the stretch.
    static func totals(
        of question: TotalsQuestion, requests: MetricSeries, errors: MetricSeries, period: Int
    ) -> VersionTotals {
        func sum(_ series: MetricSeries) -> Double {
            series.points.reduce(0) { sum, point in
                point.at < question.to && point.at + .seconds(period) > question.from ? sum + max(0, point.value) : sum
            }
        }
        return VersionTotals(requests: sum(requests), errors: sum(errors), from: question.from, to: question.to)
    }

    private static func queries(_ question: TotalsQuestion, _ period: Int) -> [MetricQuery] {
        [MetricQuery.Measure.invocations, .errors].map {
            MetricQuery(target: question.target, version: question.version, measure: $0, period: period)
        }
    }

    private static func points(_ from: Timestamp, _ to: Timestamp, _ period: Int) -> Int {
        Int((to - from).inSeconds / Double(period)) + 1
    }

    private static func floor(_ at: Timestamp, _ period: Int) -> Timestamp {
        Timestamp(seconds: (at.seconds / Double(period)).rounded(.down) * Double(period))
    }

    private static func ceiling(_ at: Timestamp, _ period: Int) -> Timestamp {
        Timestamp(seconds: (at.seconds / Double(period)).rounded(.up) * Double(period))
    }
}
