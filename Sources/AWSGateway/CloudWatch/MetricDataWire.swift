import IncidentModel

/// A page of GetMetricData.
struct MetricDataWire: Decodable {
    var MetricDataResults: [Entry]
    var NextToken: String?

    struct Entry: Decodable {
        var Id: String?
        var Timestamps: WireTimes?
        var Values: WireNumbers?
        /// `Complete`, `PartialData` (more on the next page), `InternalError`, `Forbidden`.
        var StatusCode: String?
    }
}

/// Joins the pages of one GetMetricData call into a series per query.
struct MetricPages {
    private var values: [[Timestamp: Double]]
    private var partial: Set<Int> = []

    init(queries: Int) { values = Array(repeating: [:], count: queries) }

    mutating func add(_ page: MetricDataWire, in reply: ServiceReply) throws(CallFailure) {
        for entry in page.MetricDataResults {
            guard let id = entry.Id, id.hasPrefix("m"), let index = Int(id.dropFirst()), values.indices.contains(index) else {
                throw reply.malformed("a series that was not asked for")
            }
            switch entry.StatusCode {
            case nil, "Complete"?: partial.remove(index)
            case "PartialData"?: partial.insert(index)
            case "Forbidden"?: throw failure(.denied, "Forbidden", in: reply)
            // A series left out would read as zero errors.
            case "InternalError"?: throw failure(.server, "InternalError", in: reply)
            default: throw reply.malformed("a series in a state that does not exist")
            }
            let times = entry.Timestamps?.timestamps ?? []
            let numbers = entry.Values?.values ?? []
            guard times.count == numbers.count else { throw reply.malformed("a series with more times than values, or fewer") }
            for (time, number) in zip(times, numbers) {
                guard let at = time else { throw reply.malformed("a series with a time that is none") }
                if let number { values[index][at] = number }
            }
        }
    }

    /// One series per query, oldest first. What stayed partial at the last page is a failure: half a series is a wrong error
    /// rate.
    func series(in reply: ServiceReply) throws(CallFailure) -> [MetricSeries] {
        guard partial.isEmpty else { throw failure(.server, "PartialData", in: reply) }
        return values.map { points in
            MetricSeries(points.sorted { $0.key < $1.key }.map { MetricSeries.Point(at: $0.key, value: $0.value) })
        }
    }

    private func failure(_ kind: CallFailure.Kind, _ code: String, in reply: ServiceReply) -> CallFailure {
        CallFailure(
            kind: kind, service: reply.service.rawValue, operation: reply.operation, code: code,
            message: "CloudWatch could not give every series that was asked for", status: reply.status, requestID: reply.requestID
        )
    }
}
