import IncidentModel

/// A page of GetTraceSummaries.
struct TraceSummariesWire: Decodable {
    var TraceSummaries: [SummaryWire]
    var NextToken: String?

    struct SummaryWire: Decodable {
        var Id: String?
        var StartTime: WireTime?
        var Duration: WireNumber?
        var FaultRootCauses: [CauseWire]?
    }
    struct CauseWire: Decodable { var Services: [ServiceWire]? }
    struct ServiceWire: Decodable { var Name: String? }

    func traces(in reply: ServiceReply) throws(CallFailure) -> [TraceFindings.Trace] {
        var traces: [TraceFindings.Trace] = []
        for summary in TraceSummaries {
            guard let id = summary.Id, !id.isEmpty, let at = summary.StartTime?.timestamp ?? Self.time(of: id) else {
                throw reply.malformed("a trace without an id or time")
            }
            let services = summary.FaultRootCauses?.first?.Services ?? []
            traces.append(
                TraceFindings.Trace(
                    id: DisplayText(id, limit: 64), at: at, duration: max(0, summary.Duration?.value ?? 0),
                    rootCause: services.prefix(16).compactMap { $0.Name.map { DisplayText($0, limit: 128) } }))
        }
        return traces
    }

    /// The second part of `1-581cf771-a006649127e371903a2de979`: seconds since the epoch, in hexadecimal.
    static func time(of id: String) -> Timestamp? {
        let parts = id.split(separator: "-")
        guard parts.count == 3, parts[1].utf8.count == 8, let seconds = UInt32(parts[1], radix: 16) else { return nil }
        return Timestamp(seconds: Double(seconds))
    }
}
