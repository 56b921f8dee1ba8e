import HTTPTransport
import Synchronization

/// Answers requests from a script, in order, and keeps what was sent. Without a script left it fails loudly.
final class ScriptedHTTP: HTTPClient {
    enum Step: Sendable {
        case reply(HTTPResponse)
        case fail(TransportError.Kind)
    }
    private struct State {
        var steps: [Step]
        var sent: [HTTPRequest] = []
    }
    private let state: Mutex<State>
    private let fallback: (@Sendable (HTTPRequest) -> HTTPResponse)?

    init(_ steps: [Step] = [], otherwise: (@Sendable (HTTPRequest) -> HTTPResponse)? = nil) {
        state = Mutex(State(steps: steps))
        fallback = otherwise
    }

    var sent: [HTTPRequest] { state.withLock { $0.sent } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let step = state.withLock { state -> Step? in
            state.sent.append(request)
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        switch step {
        case .reply(let response): return response
        case .fail(let kind): throw TransportError(kind: kind, text: "scripted")
        case nil:
            guard let fallback else { throw TransportError(kind: .forbidden, text: "the script has ended") }
            return fallback(request)
        }
    }
}

extension HTTPResponse {
    static func json(_ text: String, status: Int = 200, _ headers: [(String, String)] = []) -> HTTPResponse {
        bytes(Array(text.utf8), status: status, headers)
    }
    static func bytes(_ body: [UInt8], status: Int = 200, _ headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [(name: "x-amzn-RequestId", value: "req-1")] + headers.map { (name: $0.0, value: $0.1) },
            body: body)
    }
    static func error(_ status: Int, _ code: String, _ message: String = "no", _ headers: [(String, String)] = []) -> HTTPResponse
    {
        json(
            #"{"message":"\#(message)"}"#, status: status, [("x-amzn-ErrorType", code + ":http://internal.amazon.com/")] + headers
        )
    }
}
