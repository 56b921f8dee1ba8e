import Foundation
import HTTPTransport
import Testing

@Suite("CurlClient: what goes over the wire")
struct WireTests {
    @Test("nothing is added but Host and Content-Length; path and query are sent byte for byte")
    func nothingAdded() async throws {
        let fixture = try Fixture()
        let target = "/ok/a//b/../c/./arn%3Aaws%3alambda:x/$LATEST?b=2&a=%2f&c&d=/:=+"
        _ = try await fixture.client.send(fixture.request(.get, target))
        _ = try await fixture.client.send(
            fixture.request(.put, "/ok/put", body: "{\"a\":1}", headers: [("X-Empty", ""), ("X-One", "1")]))
        _ = try await fixture.client.send(fixture.request(.post, "/ok/post"))
        _ = try await fixture.client.send(fixture.request(.delete, "/ok/delete"))
        let seen = try await fixture.seen("/ok")
        #expect(seen.map(\.method) == ["GET", "PUT", "POST", "DELETE"])
        #expect(seen.first?.target == target)
        let host = ["Host", "127.0.0.1:\(fixture.port)"]
        #expect(
            seen.map(\.headers) == [
                [host], [host, ["X-Empty", ""], ["X-One", "1"], ["Content-Length", "7"]], [host, ["Content-Length", "0"]], [host],
            ])
    }

    @Test("a signed Host header replaces libcurl's; the configured User-Agent gives way to the request's")
    func ownHeaders() async throws {
        let fixture = try Fixture(CurlConfiguration(userAgent: "flipback/1"))
        _ = try await fixture.client.send(fixture.request(.get, "/ok", headers: [("host", "lambda.example")]))
        _ = try await fixture.client.send(fixture.request(.get, "/ok", headers: [("user-agent", "mine")]))
        let seen = try await fixture.seen("/ok")
        #expect(seen.map { $0.header("host") } == ["lambda.example", "127.0.0.1:\(fixture.port)"])
        #expect(seen.map { $0.header("user-agent") } == ["flipback/1", "mine"])
    }

    @Test("a body of 2 MB is sent at once, without Expect")
    func largeBody() async throws {
        let fixture = try Fixture()
        _ = try await fixture.client.send(fixture.request(.post, "/ok", body: String(repeating: "x", count: 2 << 20)))
        let seen = try #require(try await fixture.seen("/ok").first)
        #expect(seen.body == 2 << 20)
        #expect(seen.header("expect") == nil)
    }

    @Test("a redirect is an answer, not an instruction")
    func redirect() async throws {
        let fixture = try Fixture()
        let reply = try await fixture.client.send(fixture.request(.get, "/redirect"))
        #expect(reply.status == 302)
        #expect(reply.header("location") == "/ok")
        #expect(try await fixture.seen("/ok").isEmpty)
    }

    @Test("an interim reply leaves nothing behind; header values are trimmed")
    func interim() async throws {
        let fixture = try Fixture()
        let reply = try await fixture.client.send(fixture.request(.get, "/interim"))
        #expect(reply.status == 200)
        #expect(reply.header("x-early") == nil)
        #expect(reply.header("x-spaced") == "a  b")
        #expect(String(decoding: reply.body, as: UTF8.self) == "late")
    }

    @Test(
        "URLs that may not be called fail without a packet",
        arguments: [
            "http://192.0.2.1/", "http://example.com/", "http://127.0.0.1.example.com/", "http://localhost.example.com/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd", "gopher://127.0.0.1/", "http://user:secret@127.0.0.1/", "https://user@example.com/",
            "not a url", "",
            "https://exa mple.com/", "https://example.com/\u{E9}", "http://[::2]/", "http://2130706434.example/",
            "http://128.0.0.1/",
        ])
    func forbidden(url: String) async {
        let client = CurlClient()
        let error = await #expect(throws: TransportError.self) { try await client.send(HTTPRequest(method: .get, url: url)) }
        #expect(error?.kind == .forbidden)
    }

    @Test("this machine may be called without TLS, however it is written", arguments: ["127.0.0.1", "127.1", "localhost"])
    func loopback(host: String) async throws {
        let fixture = try Fixture()
        let request = HTTPRequest(method: .get, url: "http://\(host):\(fixture.port)/ok")
        #expect(try await fixture.client.send(request).status == 200)
    }

    @Test(
        "headers that would break out of their line are refused",
        arguments: [
            ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n2"), ("X-A", "1\u{0}"), ("X A", "1"), ("X:A", "1"), ("", "1"),
        ])
    func headerInjection(name: String, value: String) async throws {
        let fixture = try Fixture()
        #expect(await fixture.failure(fixture.request(.get, "/ok", headers: [(name, value)])) == .forbidden)
        #expect(try await fixture.seen("/ok").isEmpty)
    }

    @Test("loopback goes past a configured proxy, everything else through it")
    func proxy() async throws {
        let fixture = try Fixture()
        let proxied = CurlClient(CurlConfiguration(httpsProxy: "http://127.0.0.1:\(fixture.port)"))
        #expect(try await proxied.send(fixture.request(.get, "/ok")).status == 200)
        let error = await #expect(throws: TransportError.self) {
            try await proxied.send(HTTPRequest(method: .put, url: "https://lambda.eu-west-1.amazonaws.com/x", body: [1]))
        }
        #expect(error?.kind == .unreachable || error?.kind == .untrusted)
        let seen = try await fixture.seen("lambda.eu-west-1.amazonaws.com:443")
        #expect(seen.map(\.method) == ["CONNECT"])
    }

    @Test("the version string names libcurl and its TLS library")
    func version() {
        #expect(LibraryVersions.curl.hasPrefix("libcurl/"))
        #expect(LibraryVersions.curl.contains("OpenSSL/"))
    }
}
