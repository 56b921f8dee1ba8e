import IncidentModel

/// A page of GetServiceGraph.
struct ServiceGraphWire: Decodable {
    var Services: [ServiceWire]
    var NextToken: String?

    struct ServiceWire: Decodable {
        var ReferenceId: Int?
        var Name: String?
        var type: String?
        var Edges: [EdgeWire]?
        private enum CodingKeys: String, CodingKey {
            case ReferenceId, Name, Edges
            case type = "Type"
        }
    }
    struct EdgeWire: Decodable {
        var ReferenceId: Int?
        var SummaryStatistics: StatisticsWire?
    }
    struct StatisticsWire: Decodable {
        var ErrorStatistics: ErrorsWire?
        var FaultStatistics: FaultsWire?
        var TotalCount: Int?
        var TotalResponseTime: WireNumber?
    }
    struct ErrorsWire: Decodable {
        var ThrottleCount: Int?
        var OtherCount: Int?
    }
    struct FaultsWire: Decodable { var TotalCount: Int? }
}

/// The nodes of a graph over all its pages.
struct ServiceGraph {
    private var services: [Int: ServiceGraphWire.ServiceWire] = [:]

    mutating func add(_ page: ServiceGraphWire, in reply: ServiceReply) throws(CallFailure) {
        for service in page.Services {
            guard let id = service.ReferenceId else { throw reply.malformed("a service without a ReferenceId") }
            for edge in service.Edges ?? [] {
                guard edge.ReferenceId != nil else { throw reply.malformed("an edge that leads nowhere") }
                guard edge.counts.allSatisfy({ (0...1 << 53).contains($0) }) else {
                    throw reply.malformed("an edge with a count that is none")
                }
            }
            if var known = services[id] {
                known.Edges = (known.Edges ?? []) + (service.Edges ?? [])
                services[id] = known
            } else {
                services[id] = service
            }
        }
    }

    /// What a function calls. X-Ray has two nodes for a function, of its service and of its code; the way from one to the other is no
    /// call.
    func downstream(of function: String) -> [TraceFindings.Downstream] {
        let own = services.filter { $0.value.Name == function && $0.value.type?.hasPrefix("AWS::Lambda") == true }
        var found: [Int: TraceFindings.Downstream] = [:]
        var seconds: [Int: Double] = [:]
        for edge in own.values.flatMap({ $0.Edges ?? [] }) {
            guard let id = edge.ReferenceId, own[id] == nil, let service = services[id] else { continue }
            var one =
                found[id]
                ?? TraceFindings.Downstream(
                    name: DisplayText(service.Name ?? "", limit: 128), type: DisplayText(service.type ?? "", limit: 80),
                    requests: 0, faults: 0, errors: 0, throttles: 0, responseTime: nil)
            let statistics = edge.SummaryStatistics
            one.requests = one.requests.addingReportingOverflow(statistics?.TotalCount ?? 0).partialValue
            one.faults = one.faults.addingReportingOverflow(statistics?.FaultStatistics?.TotalCount ?? 0).partialValue
            one.errors = one.errors.addingReportingOverflow(statistics?.ErrorStatistics?.OtherCount ?? 0).partialValue
            one.throttles = one.throttles.addingReportingOverflow(statistics?.ErrorStatistics?.ThrottleCount ?? 0).partialValue
            seconds[id, default: 0] += max(0, statistics?.TotalResponseTime?.value ?? 0)
            one.responseTime = one.requests > 0 ? (seconds[id] ?? 0) / Double(one.requests) : nil
            found[id] = one
        }
        return found.values.sorted {
            ($1.faults, $1.errors, $1.requests, $0.name, $0.type) < ($0.faults, $0.errors, $0.requests, $1.name, $1.type)
        }
    }
}

extension ServiceGraphWire.EdgeWire {
    var counts: [Int] {
        let statistics = SummaryStatistics
        return [
            statistics?.TotalCount, statistics?.FaultStatistics?.TotalCount, statistics?.ErrorStatistics?.OtherCount,
            statistics?.ErrorStatistics?.ThrottleCount,
        ].compactMap { $0 }
    }
}
