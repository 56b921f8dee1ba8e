import IncidentModel

/// A provisioned concurrency configuration on the wire.
struct ProvisionedWire: Decodable {
    /// In lists only: with the qualifier.
    var FunctionArn: String?
    var RequestedProvisionedConcurrentExecutions: Int?
    var AllocatedProvisionedConcurrentExecutions: Int?
    var Status: String?
    var StatusReason: String?

    func value(in reply: ServiceReply) throws(CallFailure) -> ProvisionedConcurrency {
        guard let requested = RequestedProvisionedConcurrentExecutions, (1...1_000_000).contains(requested) else {
            throw reply.malformed("provisioned concurrency without a sensible request")
        }
        let allocated = AllocatedProvisionedConcurrentExecutions ?? 0
        guard (0...1_000_000).contains(allocated) else {
            throw reply.malformed("provisioned concurrency with an allocation that is none")
        }
        guard let status = Status.flatMap({ ProvisionedConcurrency.Status(rawValue: $0) }) else {
            throw reply.malformed(
                "provisioned concurrency in the state '\(printable(Status ?? "", limit: 40))', which is not known")
        }
        return ProvisionedConcurrency(
            requested: requested, allocated: allocated, status: status, reason: DisplayText(StatusReason ?? "", limit: 256))
    }
}

/// A page of ListProvisionedConcurrencyConfigs.
struct ProvisionedListWire: Decodable {
    var ProvisionedConcurrencyConfigs: [ProvisionedWire]
    var NextMarker: String?

    func entries(
        of function: String, in reply: ServiceReply
    ) throws(CallFailure) -> [(qualifier: String, value: ProvisionedConcurrency)] {
        var entries: [(qualifier: String, value: ProvisionedConcurrency)] = []
        for config in ProvisionedConcurrencyConfigs {
            guard let reference = config.FunctionArn.flatMap({ FunctionReference($0) }), let qualifier = reference.qualifier,
                reference.name == function
            else { throw reply.malformed("provisioned concurrency of no alias or version of \(printable(function, limit: 80))") }
            entries.append((qualifier, try config.value(in: reply)))
        }
        return entries
    }
}
