import HTTPTransport
import IncidentModel

/// Asks the instance metadata service for the keys of the instance's role: a session token first, version 2 only (EC2 user guide, "Use
/// IMDSv2").
struct InstanceCredentials: Sendable {
    var request: MetadataRequest
    var calls: CredentialCalls
    /// Said when nothing answers: then this machine has no credentials at all.
    var nothingFound: String

    func credentials() async throws(CredentialFailure) -> AWSCredentials {
        let token = try await text(
            .put, "/latest/api/token", [("X-aws-ec2-metadata-token-ttl-seconds", "21600")], isFirst: true)
        let session = [(name: "X-aws-ec2-metadata-token", value: token)]
        let base = "/latest/meta-data/iam/security-credentials/"
        let roles = try await text(.get, base, session)
        guard let role = roles.split(whereSeparator: \.isNewline).first.map(String.init), !role.isEmpty else {
            throw CredentialFailure(nothingFound + "; this instance has no role")
        }
        let body = try await reply(.get, base + percentEncoded(role), session, isFirst: false)
        return try HandedOutKeys.read(body, provider: "instance role \(printable(role, limit: 80))", wrong: wrong)
    }

    private func text(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [(name: String, value: String)], isFirst: Bool = false
    ) async throws(CredentialFailure) -> String {
        let body = try await reply(method, path, headers, isFirst: isFirst)
        guard body.count <= 4096, let text = String(validating: body, as: UTF8.self) else {
            throw wrong("did not answer with text")
        }
        return String(text[...].trimmingBlanks)
    }

    private func reply(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [(name: String, value: String)], isFirst: Bool
    ) async throws(CredentialFailure) -> [UInt8] {
        let asked = HTTPRequest(
            method: method, url: request.url + path, headers: headers, timeout: request.timeout, connectTimeout: request.timeout,
            reach: .credentials, replyCap: 64 << 10)
        var last = ""
        for _ in 0..<request.attempts {
            do throws(TransportError) {
                let response = try await calls.send(asked)
                if response.status == 200 { return response.body }
                last = "answered \(response.status) to \(path)"
                if response.status < 500 { break }
            } catch {
                last = error.text
                if error.kind == .cancelled { break }
            }
        }
        if isFirst { throw CredentialFailure("\(nothingFound) (instance metadata: \(last))") }
        throw wrong(last)
    }

    private func wrong(_ why: String) -> CredentialFailure {
        CredentialFailure("instance metadata at \(printable(request.url, limit: 80)): \(why)")
    }
}
