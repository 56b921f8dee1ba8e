import IncidentEngine
package import IncidentModel

extension LambdaReader: ProvisionedReading {
    package func provisioned(of function: String) async throws(CallFailure) -> [String: ProvisionedConcurrency] {
        let entries = try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(LambdaCalls.listProvisioned(of: function, marker: token))
            let page = try reply.json(ProvisionedListWire.self)
            return (items: try page.entries(of: function, in: reply), next: page.NextMarker)
        }
        return Dictionary(entries.map { ($0.qualifier, $0.value) }, uniquingKeysWith: { $1 })
    }

    package func provisioned(
        of function: String, qualifier: String
    ) async throws(CallFailure) -> ProvisionedConcurrency? {
        let reply: ServiceReply
        do { reply = try await session.read(LambdaCalls.getProvisioned(of: function, qualifier: qualifier)) } catch {
            guard error.code == ProvisionedWriter.absent else { throw error }
            return nil
        }
        return try reply.json(ProvisionedWire.self).value(in: reply)
    }
}
