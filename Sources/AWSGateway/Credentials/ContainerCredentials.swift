import HTTPTransport
import IncidentModel

/// Asks a container's endpoint (ECS task role, EKS Pod Identity) for its keys.
struct ContainerCredentials: Sendable {
    var request: ContainerRequest
    var readFile: FileReading
    var calls: CredentialCalls

    private static let attempts = 3

    func credentials() async throws(CredentialFailure) -> AWSCredentials {
        var headers = [(name: "Accept", value: "application/json")]
        if let token = try token() { headers.append(("Authorization", token)) }
        let asked = HTTPRequest(
            method: .get, url: request.url, headers: headers, timeout: .seconds(2), connectTimeout: .seconds(2),
            reach: .credentials, replyCap: 64 << 10)
        var last = ""
        for _ in 0..<Self.attempts {
            let response: HTTPResponse
            do throws(TransportError) { response = try await calls.send(asked) } catch {
                last = "cannot be reached: \(error.text)"
                if error.kind == .forbidden || error.kind == .cancelled { break }
                continue
            }
            if response.status == 200 {
                return try HandedOutKeys.read(response.body, provider: "container (\(request.variable))", wrong: wrong)
            }
            last = "answered \(response.status)"
            if response.status < 500 { break }
        }
        throw wrong(last)
    }

    private func token() throws(CredentialFailure) -> String? {
        if let file = request.tokenFile {
            return try TokenFile(path: file, what: "the container's authorization token", readFile: readFile).read()
        }
        guard let token = request.token?.reveal() else { return nil }
        guard token.unicodeScalars.allSatisfy({ $0.value > 0x1F && $0.value < 0x7F }) else {
            throw CredentialFailure("AWS_CONTAINER_AUTHORIZATION_TOKEN has a line break in it")
        }
        return token
    }

    private func wrong(_ why: String) -> CredentialFailure {
        CredentialFailure("\(request.variable): \(printable(request.url, limit: 120)) \(why)")
    }
}
