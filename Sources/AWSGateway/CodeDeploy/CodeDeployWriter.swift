package import IncidentEngine
package import IncidentModel

/// Stops and creates deployments; each call is sent once.
package struct CodeDeployWriter: DeploymentWriting {
    private let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    package func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply {
        let call = CodeDeployCall.stopDeployment(deployment)
        guard GroupKey.isDeploymentID(deployment) else { throw unsent(call, "a deployment id is needed") }
        let reply: ServiceReply
        do { reply = try await OperatorWrite.send(call, through: session) } catch {
            guard error.code == "DeploymentAlreadyCompletedException" else { throw error }
            return DeploymentStopReply(status: .alreadyOver, message: error.message, requestID: error.requestID ?? "")
        }
        let wire = try reply.json(StopWire.self)
        let status: DeploymentStopReply.Status
        switch wire.status {
        case "Pending": status = .pending
        case "Succeeded": status = .succeeded
        default: throw reply.malformed("a stop with the status '\(printable(wire.status, limit: 40))', which is not known")
        }
        return DeploymentStopReply(
            status: status, message: DisplayText(wire.statusMessage ?? "", limit: 400), requestID: reply.requestID ?? "")
    }

    package func create(_ request: DeploymentRequest) async throws(CallFailure) -> String {
        let call = CodeDeployCall.createDeployment(request)
        guard GroupKey.isName(request.application), GroupKey.isName(request.group),
            request.configuration.map(GroupKey.isName) ?? true
        else { throw unsent(call, "application, group and configuration need valid names") }
        guard request.from != request.to, !request.from.isLatest, !request.to.isLatest else {
            throw unsent(call, "a deployment moves from one published version to another")
        }
        let reply = try await OperatorWrite.send(call, through: session)
        let id = try reply.json(CreateWire.self).deploymentId
        guard GroupKey.isDeploymentID(id) else { throw reply.malformed("a deploymentId that is none") }
        return id
    }

    private func unsent(_ call: ServiceCall, _ why: String) -> CallFailure {
        CallFailure(
            kind: .invalid, service: call.service.rawValue, operation: call.operation,
            message: DisplayText("not sent: " + why, limit: 200))
    }

    private struct StopWire: Decodable {
        var status: String
        var statusMessage: String?
    }

    private struct CreateWire: Decodable { var deploymentId: String }
}
