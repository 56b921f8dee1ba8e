import Foundation
import HTTPTransport
import Testing

@Suite("CurlClient: TLS")
struct TrustTests {
    private func send(_ client: CurlClient, _ fixture: Fixture) async -> Result<Int, TransportError> {
        let request = HTTPRequest(method: .put, url: "https://127.0.0.1:\(fixture.tlsPort)/ok", body: [1])
        do throws(TransportError) {
            return .success(try await client.send(request).status)
        } catch {
            return .failure(error)
        }
    }

    private func kind(_ result: Result<Int, TransportError>) -> TransportError.Kind? {
        if case .failure(let error) = result { error.kind } else { nil }
    }

    @Test("a self-signed certificate is untrusted and nothing is sent")
    func selfSigned() async throws {
        let fixture = try Fixture(tls: Certificate())
        #expect(kind(await send(fixture.client, fixture)) == .untrusted)
        #expect(try await fixture.seen("/").isEmpty)
    }

    @Test("the configured bundle is trusted, and the connection is kept")
    func bundle() async throws {
        let certificate = try Certificate()
        let fixture = try Fixture(CurlConfiguration(caBundle: certificate.certificate.path), tls: certificate)
        #expect(await send(fixture.client, fixture) == .success(200))
        #expect(await send(fixture.client, fixture) == .success(200))
        #expect(try await fixture.seen("/ok").map(\.nth) == [0, 1])
    }

    @Test("a certificate of another name is untrusted")
    func wrongName() async throws {
        let certificate = try Certificate(name: "lambda.example")
        let fixture = try Fixture(CurlConfiguration(caBundle: certificate.certificate.path), tls: certificate)
        #expect(kind(await send(fixture.client, fixture)) == .untrusted)
        #expect(try await fixture.seen("/").isEmpty)
    }

    @Test("a bundle that cannot be read is untrusted, and the file is named")
    func missingBundle() async throws {
        let fixture = try Fixture(CurlConfiguration(caBundle: "/nowhere/ca.pem"), tls: Certificate())
        let result = await send(fixture.client, fixture)
        #expect(kind(result) == .untrusted)
        if case .failure(let error) = result { #expect(error.text.contains("/nowhere/ca.pem")) }
    }

    @Test("TLS to a port that speaks plain HTTP: unreachable")
    func notTLS() async throws {
        let fixture = try Fixture()
        let request = HTTPRequest(method: .get, url: "https://127.0.0.1:\(fixture.port)/ok")
        #expect(await fixture.failure(request) == .unreachable)
    }
}
