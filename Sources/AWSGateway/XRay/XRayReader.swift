import IncidentEngine
package import IncidentModel

/// Reads of X-Ray.
package struct XRayReader: TraceReading {
    /// The longest stretch that is asked for; a longer one is cut at its beginning.
    static let longest = Duration.seconds(6 * 3600)
    /// Failed traces that are kept.
    static let traces = 50
    static let pageCap = 10

    private let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    package func traces(of function: String, from: Timestamp, to: Timestamp) async throws(CallFailure) -> TraceFindings {
        guard let name = Target("\(function):x")?.function, from < to else {
            throw CallFailure(
                kind: .invalid, service: AWSService.xRay.rawValue, operation: "GetServiceGraph",
                message: "not sent: a function's name and a stretch of time are needed")
        }
        let start = max(from, to - Self.longest)
        var graph = ServiceGraph()
        try await pages { token async throws(CallFailure) in
            let reply = try await session.read(XRayCall.getServiceGraph(from: start, to: to, token: token))
            let page = try reply.json(ServiceGraphWire.self)
            try graph.add(page, in: reply)
            return page.NextToken
        }
        var faults: [TraceFindings.Trace] = []
        try await pages { token async throws(CallFailure) in
            let reply = try await session.read(XRayCall.getTraceSummaries(of: name, from: start, to: to, token: token))
            let page = try reply.json(TraceSummariesWire.self)
            faults += try page.traces(in: reply)
            return page.NextToken
        }
        faults.sort { ($1.at, $1.id) < ($0.at, $0.id) }
        return TraceFindings(
            downstream: graph.downstream(of: name), faults: Array(faults.prefix(Self.traces)), from: start, to: to)
    }

    private func pages(_ read: (String?) async throws(CallFailure) -> String?) async throws(CallFailure) {
        var token: String?
        var seen: Set<String> = []
        for _ in 0..<Self.pageCap {
            guard let next = try await read(token), !next.isEmpty, seen.insert(next).inserted else { return }
            token = next
        }
    }
}
