import IncidentModel

/// A page of ListEventSourceMappings.
struct EventSourcesWire: Decodable {
    var EventSourceMappings: [Entry]
    var NextMarker: String?

    struct Entry: Decodable {
        var UUID: String?
        var EventSourceArn: String?
        var FunctionArn: String?
        var State: String?
        var Topics: [String]?
        var SelfManagedEventSource: SelfManagedWire?
    }
    struct SelfManagedWire: Decodable { var Endpoints: [String: [String]]? }

    func sources(of function: String, in reply: ServiceReply) throws(CallFailure) -> [FunctionWiring.EventSource] {
        var sources: [FunctionWiring.EventSource] = []
        for entry in EventSourceMappings {
            guard let id = entry.UUID, !id.isEmpty else { throw reply.malformed("an event-source mapping without a UUID") }
            guard let reference = entry.FunctionArn.flatMap({ FunctionReference($0) }), reference.name == function else {
                throw reply.malformed(
                    "event-source mapping \(printable(id, limit: 40)) is not about \(printable(function, limit: 80))")
            }
            let own = (entry.SelfManagedEventSource?.Endpoints ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
            let name = entry.EventSourceArn ?? (own.prefix(3) + (entry.Topics ?? []).prefix(3)).joined(separator: " ")
            sources.append(
                FunctionWiring.EventSource(
                    id: printable(id, limit: 64), source: DisplayText(name, limit: 256), qualifier: reference.calledQualifier,
                    state: printable(entry.State ?? "", limit: 40)))
        }
        return sources
    }
}

/// A page of ListFunctionUrlConfigs.
struct URLsWire: Decodable {
    var FunctionUrlConfigs: [Entry]
    var NextMarker: String?
    struct Entry: Decodable {
        var FunctionUrl: String?
        var FunctionArn: String?
    }

    func endpoints(of function: String, in reply: ServiceReply) throws(CallFailure) -> [FunctionWiring.URLEndpoint] {
        var endpoints: [FunctionWiring.URLEndpoint] = []
        for entry in FunctionUrlConfigs {
            guard let url = entry.FunctionUrl, let reference = entry.FunctionArn.flatMap({ FunctionReference($0) }),
                reference.name == function
            else { throw reply.malformed("a function URL without its address or function") }
            endpoints.append(
                FunctionWiring.URLEndpoint(url: DisplayText(url, limit: 256), qualifier: reference.calledQualifier))
        }
        return endpoints
    }
}

/// GetFunctionConcurrency's reply; empty when nothing is reserved.
struct ConcurrencyWire: Decodable {
    var ReservedConcurrentExecutions: Int?

    func reserved(in reply: ServiceReply) throws(CallFailure) -> Int? {
        guard let reserved = ReservedConcurrentExecutions else { return nil }
        guard (0...10_000_000).contains(reserved) else { throw reply.malformed("a reserved concurrency that is none") }
        return reserved
    }
}

/// GetAccountSettings' reply.
struct AccountWire: Decodable {
    var AccountLimit: LimitWire
    struct LimitWire: Decodable {
        var ConcurrentExecutions: Int
        var UnreservedConcurrentExecutions: Int
    }

    func limits(in reply: ServiceReply) throws(CallFailure) -> AccountLimits {
        let all = AccountLimit.ConcurrentExecutions
        let free = AccountLimit.UnreservedConcurrentExecutions
        guard (0...10_000_000).contains(all), (0...10_000_000).contains(free) else {
            throw reply.malformed("limits of concurrency that are none")
        }
        return AccountLimits(concurrentExecutions: all, unreservedConcurrentExecutions: free)
    }
}

/// A page of ListDurableExecutionsByFunction.
struct DurableExecutionsWire: Decodable {
    var DurableExecutions: [Entry]
    var NextMarker: String?
    struct Entry: Decodable {
        var DurableExecutionArn: String?
        var DurableExecutionName: String?
        var Status: String?
        var StartTimestamp: WireTime?
    }

    func running(in reply: ServiceReply) throws(CallFailure) -> [StrandedWork.DurableExecution] {
        var running: [StrandedWork.DurableExecution] = []
        for entry in DurableExecutions where entry.Status == nil || entry.Status == "RUNNING" {
            guard let arn = entry.DurableExecutionArn, !arn.isEmpty, let name = entry.DurableExecutionName else {
                throw reply.malformed("a durable execution without a name")
            }
            running.append(
                StrandedWork.DurableExecution(
                    name: DisplayText(name, limit: 80), arn: printable(arn, limit: 1024),
                    startedAt: entry.StartTimestamp?.timestamp))
        }
        return running
    }
}

extension FunctionReference {
    /// Nil for the unqualified function, which is what `$LATEST` is too.
    var calledQualifier: String? { qualifier == VersionID.latest.name ? nil : qualifier }
}
