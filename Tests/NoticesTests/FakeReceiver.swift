import HTTPTransport
import Synchronization

/// Answers each request by a rule, which is told how many came before; keeps them all.
final class FakeReceiver: HTTPClient {
    private let state = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) async throws(TransportError) -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest, Int) async throws(TransportError) -> HTTPResponse) { self.answer = answer }

    var sent: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let count = state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        return try await answer(request, count)
    }
}
