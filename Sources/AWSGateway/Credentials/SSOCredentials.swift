import AWSSigning
import FoundationEssentials
import HTTPTransport
import IncidentModel

/// Turns the sign-in that `aws sso login` cached into keys of a role (IAM Identity Center portal API, GetRoleCredentials). The cache is read
/// each time and never written: a login in another window heals a running console.
struct SSOCredentials: Sendable {
    var request: SSORequest
    var readFile: FileReading
    var calls: CredentialCalls

    private struct SignIn: Decodable {
        var accessToken: String?
        var expiresAt: String?
    }

    private struct Reply: Decodable {
        struct Keys: Decodable {
            var accessKeyId: String?
            var secretAccessKey: String?
            var sessionToken: String?
            /// Milliseconds since 1970.
            var expiration: Int64?
        }
        var roleCredentials: Keys?
    }

    func credentials() async throws(CredentialFailure) -> AWSCredentials {
        let token = try accessToken()
        let query = "account_id=\(percentEncoded(request.account))&role_name=\(percentEncoded(request.role))"
        let asked = HTTPRequest(
            method: .get, url: "\(request.endpoint.url)/federation/credentials?\(query)",
            headers: [("x-amz-sso_bearer_token", token), ("Accept", "application/json")], timeout: .seconds(10),
            replyCap: 64 << 10)
        let response: HTTPResponse
        do throws(TransportError) { response = try await calls.send(asked) } catch {
            let failure = CallFailure(
                kind: error.kind == .cancelled ? .cancelled : .unreachable, service: "sso", operation: "GetRoleCredentials",
                message: DisplayText(error.text, limit: 300))
            throw CredentialFailure("\(who): \(failure)", call: failure)
        }
        guard response.status == 200 else { throw refused(response) }
        return try keys(response.body)
    }

    private var who: String { "profile \(printable(request.profile, limit: 80)) (SSO)" }
    private var signIn: String { "run `aws sso login --profile \(printable(request.profile, limit: 80))` in any window" }

    private func accessToken() throws(CredentialFailure) -> String {
        let bytes: [UInt8]?
        do { bytes = try readFile(request.cacheFile) } catch {
            throw CredentialFailure("\(request.cacheFile): cannot be read: \(printable("\(error)", limit: 200))")
        }
        guard let bytes else { throw CredentialFailure("\(who): nobody has signed in on this machine; \(signIn)") }
        guard let found = try? JSONDecoder().decode(SignIn.self, from: Data(bytes)), let token = found.accessToken,
            !token.isEmpty,
            let expiry = found.expiresAt.flatMap({ Timestamp(rfc3339: $0) })
        else { throw CredentialFailure("\(request.cacheFile): is no sign-in of the AWS CLI; \(signIn)") }
        guard expiry > calls.now() else {
            throw CredentialFailure("\(who): the sign-in ended at \(expiry.rfc3339); \(signIn)")
        }
        guard token.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else {
            throw CredentialFailure("\(request.cacheFile): the access token has a blank or a line break in it; \(signIn)")
        }
        return token
    }

    private func refused(_ response: HTTPResponse) -> CredentialFailure {
        let identity = ErrorIdentity(response)
        let call = CallFailure(
            kind: FailureRules.kind(code: identity.code, status: response.status), service: "sso",
            operation: "GetRoleCredentials",
            code: identity.code, message: DisplayText(identity.message, limit: 300), status: response.status,
            requestID: response.requestID)
        let advice =
            response.status == 401
            ? signIn : "role \(printable(request.role, limit: 64)) of account \(printable(request.account, limit: 16))"
        return CredentialFailure("\(who): \(call); \(advice)", call: call.kind == .throttled ? call : nil)
    }

    private func keys(_ body: [UInt8]) throws(CredentialFailure) -> AWSCredentials {
        guard let found = try? JSONDecoder().decode(Reply.self, from: Data(body)).roleCredentials, let id = found.accessKeyId,
            !id.isEmpty, let secret = found.secretAccessKey, !secret.isEmpty
        else { throw CredentialFailure("\(who): Identity Center answered without keys") }
        return AWSCredentials(
            SigningCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: found.sessionToken), provider: who,
            expiresAt: found.expiration.map { Timestamp(milliseconds: $0) })
    }
}
