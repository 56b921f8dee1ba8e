import Foundation
import HTTPTransport
import TestSupport

/// The misbehaving server with a client of its own.
struct Fixture: Sendable {
    struct Seen: Decodable {
        var connection: Int
        var nth: Int
        var method: String
        var target: String
        var headers: [[String]]
        var body: Int

        func header(_ name: String) -> String? { headers.first { $0.first?.lowercased() == name }?.last }
    }

    private struct Log: Decodable {
        var requests: [Seen]
        var closed: [Int]
    }

    let server: PythonServer
    let client: CurlClient
    let port: Int
    let tlsPort: Int

    init(_ configuration: CurlConfiguration = .init(), tls: Certificate? = nil) throws {
        server = try PythonServer("misbehaving_server.py", tls.map { ["--tls", $0.certificate.path, $0.key.path] } ?? [])
        client = CurlClient(configuration)
        port = server.announcement["port"] ?? 0
        tlsPort = server.announcement["tlsPort"] ?? 0
    }

    func request(
        _ method: HTTPRequest.Method = .get, _ path: String, body: String = "", policy: HTTPRequest.ConnectionPolicy = .reuse,
        timeout: Duration = .seconds(20), replyCap: Int = 1 << 20, headers: [(name: String, value: String)] = []
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8), timeout: timeout,
            policy: policy, replyCap: replyCap)
    }

    /// The kind of failure that a request ends with; nil when it succeeds.
    func failure(_ request: HTTPRequest) async -> TransportError.Kind? {
        do throws(TransportError) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error.kind
        }
    }

    /// What the server saw of a path.
    func seen(_ path: String) async throws -> [Seen] { try await log().requests.filter { $0.target.hasPrefix(path) } }

    func closedConnections() async throws -> [Int] { try await log().closed }

    private func log() async throws -> Log {
        let reply = try await CurlClient().send(request(.get, "/log"))
        return try JSONDecoder().decode(Log.self, from: Data(reply.body))
    }
}

/// A self-signed certificate for 127.0.0.1, made in a folder of its own.
struct Certificate: Sendable {
    let certificate: URL
    let key: URL

    init(name: String = "127.0.0.1") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem")
        key = folder.appending(path: "key.pem")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
            "/CN=test", "-addext", "subjectAltName=\(name == "127.0.0.1" ? "IP" : "DNS"):\(name)", "-keyout", key.path, "-out",
            certificate.path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}
