package import IncidentModel

/// Whether reads are allowed: one cheap call each, whose answer is thrown away.
package struct AccessProbe: Sendable {
    private let session: AWSSession

    package init(session: AWSSession) { self.session = session }

    /// - Returns: a deployment that was listed.
    package func listDeployments() async throws(CallFailure) -> String? {
        let reply = try await session.read(CodeDeployCall.listDeployments(token: nil))
        return try reply.json(DeploymentIDsWire.self).ids(in: reply).first
    }

    package func batchGetDeployments(_ id: String) async throws(CallFailure) {
        _ = try await session.read(CodeDeployCall.batchGetDeployments([id]))
    }

    package func listProvisionedConcurrencyConfigs(_ function: String) async throws(CallFailure) {
        _ = try await session.read(LambdaCalls.listProvisioned(of: function, marker: nil))
    }

    package func getFunction(_ function: String) async throws(CallFailure) {
        _ = try await session.read(LambdaCalls.getFunction(function, qualifier: nil))
    }

    package func listEventSourceMappings(_ function: String) async throws(CallFailure) {
        _ = try await session.read(LambdaCalls.listEventSourceMappings(function, marker: nil))
    }

    package func getAccountSettings() async throws(CallFailure) {
        _ = try await session.read(LambdaCalls.getAccountSettings())
    }

    /// Of the last minute only.
    package func lookupEvents() async throws(CallFailure) {
        let now = session.now
        _ = try await session.read(
            CloudTrailCall.lookupEvents(named: "UpdateAlias20150331", from: now - .seconds(60), to: now, token: nil))
    }

    /// Of the last minute only.
    package func getServiceGraph() async throws(CallFailure) {
        let now = session.now
        _ = try await session.read(XRayCall.getServiceGraph(from: now - .seconds(60), to: now, token: nil))
    }
}
