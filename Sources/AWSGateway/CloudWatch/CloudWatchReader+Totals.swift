package import IncidentEngine
package import IncidentModel

extension CloudWatchReader: TotalReading {
    package func totals(
        _ questions: [TotalsQuestion]
    ) async throws(CallFailure) -> [TotalsQuestion: VersionTotals] {
        var result: [TotalsQuestion: VersionTotals] = [:]
        for question in questions where question.from >= question.to {
            result[question] = VersionTotals(requests: 0, errors: 0, from: question.from, to: question.to)
        }
        for call in TotalsPlan(questions, now: session.now).calls {
            let series = try await series(
                of: call.queries.enumerated().map { $1.wire(id: "m\($0)") }, from: call.start, to: call.end)
            for (question, pair) in call.questions where series.indices.contains(2 * pair + 1) {
                result[question] = TotalsPlan.totals(
                    of: question, requests: series[2 * pair], errors: series[2 * pair + 1], period: call.period)
            }
        }
        return result
    }

    package func oldestAsyncEvent(of function: String, at: Timestamp) async throws(CallFailure) -> Duration? {
        let series = try await series(
            of: [MetricQuery.asyncEventAge(of: function, id: "m0")], from: at - .seconds(300), to: at)
        guard let age = series.first?.latest?.value, age > 0 else { return nil }
        // An event waits for six hours at most; what is beyond a year is no age.
        return .milliseconds(Int64(min(age, 31_536_000_000).rounded(.up)))
    }

    package func inFlight(
        on version: VersionID, of target: Target, at: Timestamp
    ) async throws(CallFailure) -> MetricSeries.Point? {
        let query = MetricQuery(target: target, version: version, measure: .concurrency)
        return try await series(of: [query.wire(id: "m0")], from: at - .seconds(600), to: at).first?.latest
    }
}
