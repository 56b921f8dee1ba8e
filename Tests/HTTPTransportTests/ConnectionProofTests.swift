import Testing

@Suite("CurlClient: connections, a thousand of them")
struct ConnectionProofTests {
    @Test("1,000 writes on fresh connections that close unanswered: 1,000 lost replies, each sent exactly once")
    func neverTwice() async throws { try await ConnectionTests.loseReplies(1000) }
}
