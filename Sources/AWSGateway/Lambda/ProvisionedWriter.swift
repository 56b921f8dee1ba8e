import IncidentEngine
package import IncidentModel

/// Gives and takes provisioned concurrency; each call is sent once.
package struct ProvisionedWriter: ProvisionedWriting {
    /// The function, alias or version is there and has none.
    static let absent = "ProvisionedConcurrencyConfigNotFoundException"

    private let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    package func put(_ requested: Int, on function: String, qualifier: String) async throws(CallFailure) -> String {
        let call = LambdaCalls.putProvisioned(requested, on: function, qualifier: qualifier)
        try check(call, qualifier, isSensible: (1...1_000_000).contains(requested))
        let reply = try await OperatorWrite.send(call, through: session)
        let accepted = try reply.json(ProvisionedWire.self).value(in: reply)
        guard accepted.requested == requested else {
            throw reply.malformed("\(accepted.requested) executions were requested instead of \(requested)")
        }
        return reply.requestID ?? ""
    }

    package func delete(on function: String, qualifier: String) async throws(CallFailure) -> String {
        let call = LambdaCalls.deleteProvisioned(on: function, qualifier: qualifier)
        try check(call, qualifier, isSensible: true)
        do { return try await OperatorWrite.send(call, through: session).requestID ?? "" } catch {
            // There is none left to delete: a repeated call finds what the first one made.
            guard error.code == Self.absent else { throw error }
            return error.requestID ?? ""
        }
    }

    private func check(_ call: ServiceCall, _ qualifier: String, isSensible: Bool) throws(CallFailure) {
        guard isSensible, !qualifier.isEmpty, qualifier != VersionID.latest.name else {
            throw CallFailure(
                kind: .invalid, service: call.service.rawValue, operation: call.operation,
                message: "not sent: it takes at least one execution, on an alias or a published version")
        }
    }
}
