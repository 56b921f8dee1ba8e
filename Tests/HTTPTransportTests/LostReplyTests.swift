import HTTPTransport
import Testing

@Suite("CurlClient: replies that do not come whole")
struct LostReplyTests {
    @Test("whatever breaks after the request left is a lost reply", arguments: ["/close", "/reset", "/truncated", "/garbage"])
    func broken(path: String) async throws {
        let fixture = try Fixture()
        #expect(await fixture.failure(fixture.request(.put, path, body: "{}", policy: .fresh)) == .lostReply)
        #expect(try await fixture.seen(path).count == 1)
    }

    @Test("the same on a kept connection")
    func brokenWhenReused() async throws {
        let fixture = try Fixture()
        _ = try await fixture.client.send(fixture.request(.get, "/ok"))
        for path in ["/close", "/reset", "/truncated"] {
            #expect(await fixture.failure(fixture.request(.put, path, body: "{}")) == .lostReply)
        }
        #expect(await fixture.failure(fixture.request(.get, "/ok")) == nil)
    }

    @Test("a time-out before the reply, and in the middle of it", arguments: ["/hang", "/slow"])
    func timeout(path: String) async throws {
        let fixture = try Fixture()
        #expect(await fixture.failure(fixture.request(.get, path, timeout: .milliseconds(150))) == .lostReply)
    }

    @Test("a reply over the cap fails as too large, with and without a length", arguments: ["/large", "/large-chunked"])
    func overCap(path: String) async throws {
        let fixture = try Fixture()
        #expect(await fixture.failure(fixture.request(.get, "\(path)?size=20000", replyCap: 19_999)) == .tooLarge)
        let reply = try await fixture.client.send(fixture.request(.get, "\(path)?size=20000", replyCap: 20_000))
        #expect(reply.body.count == 20_000)
    }

    @Test("headers without end are too large")
    func endlessHeaders() async throws {
        let fixture = try Fixture()
        #expect(await fixture.failure(fixture.request(.get, "/endless-headers")) == .tooLarge)
    }

    @Test("nobody listens: unreachable")
    func refused() async throws {
        let port = try await closedPort()
        let client = CurlClient()
        let error = await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest(method: .put, url: "http://127.0.0.1:\(port)/", body: [1]))
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.text.contains("(curl 7)") == true)
    }

    @Test("a name that does not exist: unreachable")
    func unknownName() async {
        let client = CurlClient()
        let error = await #expect(throws: TransportError.self) {
            try await client.send(HTTPRequest(method: .get, url: "https://flipback.invalid/"))
        }
        #expect(error?.kind == .unreachable)
    }

    /// A port that was free a moment ago: one of a server that has ended.
    private func closedPort() async throws -> Int { try Fixture().port }
}
