import HTTPTransport
import Testing

@Suite("CurlClient: connections")
struct ConnectionTests {
    @Test("requests one after the other share a connection")
    func keepAlive() async throws {
        let fixture = try Fixture()
        let first = try await fixture.client.send(fixture.request(.get, "/ok"))
        let second = try await fixture.client.send(fixture.request(.put, "/ok", body: "{}"))
        #expect(first.status == 200)
        #expect(first.header("x-connection") == second.header("X-Connection"))
        #expect(try await fixture.seen("/ok").map(\.nth) == [0, 1])
    }

    @Test("a fresh request has a connection of its own, closed afterwards")
    func fresh() async throws {
        let fixture = try Fixture()
        let kept = try await fixture.client.send(fixture.request(.get, "/ok"))
        let fresh = try await fixture.client.send(fixture.request(.put, "/ok", body: "{}", policy: .fresh))
        let again = try await fixture.client.send(fixture.request(.get, "/ok"))
        #expect(fresh.header("X-Connection") != kept.header("X-Connection"))
        #expect(again.header("X-Connection") == kept.header("X-Connection"))
        let own = try #require(fresh.header("X-Connection").flatMap(Int.init))
        #expect(try await eventually { try await fixture.closedConnections().contains(own) })
    }

    @Test("prewarm leaves a connection that the next request uses")
    func prewarm() async throws {
        let fixture = try Fixture()
        await fixture.client.prewarm("http://127.0.0.1:\(fixture.port)/2015-03-31/functions/x?y=1")
        _ = try await fixture.client.send(fixture.request(.put, "/ok", body: "{}"))
        let seen = try await fixture.seen("/")
        #expect(seen.map(\.method) == ["HEAD", "PUT"])
        #expect(seen.map(\.target) == ["/", "/ok"])
        #expect(Set(seen.map(\.connection)).count == 1)
    }

    @Test("a kept connection that closed unanswered: libcurl sends a reusing request once more, and it succeeds")
    func closedWhenReused() async throws {
        let fixture = try Fixture()
        _ = try await fixture.client.send(fixture.request(.get, "/ok"))
        let reply = try await fixture.client.send(fixture.request(.put, "/close-when-reused", body: "{}"))
        #expect(reply.status == 200)
        #expect(try await fixture.seen("/close-when-reused").map(\.nth) == [1, 0])
    }

    @Test("a fresh connection that closes unanswered is a lost reply after exactly one send")
    func closedWhenFresh() async throws {
        let fixture = try Fixture()
        _ = try await fixture.client.send(fixture.request(.get, "/ok"))
        #expect(await fixture.failure(fixture.request(.put, "/close", body: "{}", policy: .fresh)) == .lostReply)
        #expect(try await fixture.seen("/close").count == 1)
    }

    @Test("200 writes on fresh connections that close unanswered: 200 lost replies, each sent exactly once")
    func neverTwice() async throws { try await Self.loseReplies(200) }

    static func loseReplies(_ count: Int) async throws {
        let fixture = try Fixture()
        for index in 0..<count {
            let request = fixture.request(.put, "/close?\(index)", body: "{}", policy: .fresh)
            #expect(await fixture.failure(request) == .lostReply)
        }
        #expect(try await fixture.seen("/close").map(\.target) == (0..<count).map { "/close?\($0)" })
    }

    @Test("cancelling the task ends the transfer and its connection")
    func cancellation() async throws {
        let fixture = try Fixture()
        let task = Task { await fixture.failure(fixture.request(.get, "/hang")) }
        #expect(try await eventually { try await !fixture.seen("/hang").isEmpty })
        let hanging = try #require(try await fixture.seen("/hang").first?.connection)
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(try await eventually { try await fixture.closedConnections().contains(hanging) })
    }

    @Test("a task that is cancelled already sends nothing")
    func cancelledBefore() async throws {
        let fixture = try Fixture()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await fixture.failure(fixture.request(.get, "/ok"))
        }
        #expect(await task.value == .cancelled)
        #expect(try await fixture.seen("/ok").isEmpty)
    }

    @Test("shutdown answers what is open and what comes later")
    func shutdown() async throws {
        let fixture = try Fixture()
        let task = Task { await fixture.failure(fixture.request(.get, "/hang")) }
        #expect(try await eventually { try await !fixture.seen("/hang").isEmpty })
        fixture.client.shutdown()
        #expect(await task.value == .cancelled)
        #expect(await fixture.failure(fixture.request(.get, "/ok")) == .cancelled)
        fixture.client.shutdown()
    }

    @Test("two hundred requests at once are all answered")
    func many() async throws {
        let fixture = try Fixture()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<200 {
                group.addTask { try await fixture.client.send(fixture.request(.put, "/ok?\(index)", body: "\(index)")).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 200))
        #expect(Set(try await fixture.seen("/ok").map(\.target)).count == 200)
    }

    /// Asks again and again, a bounded number of times; each question is a round trip to the server.
    private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<2000 where try await condition() { return true }
        return false
    }
}
