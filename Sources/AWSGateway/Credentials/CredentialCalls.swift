import HTTPTransport
import IncidentModel

/// The calls by which credentials are found: none of them can use the session, whose credentials they are.
struct CredentialCalls: Sendable {
    /// STS AssumeRole signed with the keys given.
    var assumeRole: @Sendable (RoleRequest, AWSCredentials) async throws(CallFailure) -> AWSCredentials
    /// STS AssumeRoleWithWebIdentity, which nobody signs: the token is the proof.
    var webIdentity: @Sendable (RoleRequest, _ token: String) async throws(CallFailure) -> AWSCredentials
    /// A request to Identity Center, a container's or an instance's endpoint.
    var send: @Sendable (HTTPRequest) async throws(TransportError) -> HTTPResponse
    var now: @Sendable () -> Timestamp
}
