package import IncidentModel

/// Stands for writes that a session has no way to make: every call fails before anything is sent.
package struct RefusingWriters: DeploymentWriting, ProvisionedWriting {
    package init() {}

    package func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply {
        throw Self.failure("codedeploy", "StopDeployment")
    }

    package func create(_ request: DeploymentRequest) async throws(CallFailure) -> String {
        throw Self.failure("codedeploy", "CreateDeployment")
    }

    package func put(_ requested: Int, on function: String, qualifier: String) async throws(CallFailure) -> String {
        throw Self.failure("lambda", "PutProvisionedConcurrencyConfig")
    }

    package func delete(on function: String, qualifier: String) async throws(CallFailure) -> String {
        throw Self.failure("lambda", "DeleteProvisionedConcurrencyConfig")
    }

    private static func failure(_ service: String, _ operation: String) -> CallFailure {
        CallFailure(
            kind: .denied, service: service, operation: operation, message: "this session was not given a way to make this call")
    }
}
