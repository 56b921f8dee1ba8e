import HTTPTransport
import Synchronization

/// Answers by operation (`X-Amz-Target`) or, for REST, by the path, and counts the calls. What has no answer is an error of the service.
final class ScriptedService: Sendable {
    private let answers: Mutex<[String: HTTPResponse]>
    private let calls = Mutex<[String]>([])

    init(_ answers: [String: HTTPResponse] = [:]) { self.answers = Mutex(answers) }
    convenience init(json: [String: String]) { self.init(json.mapValues { .json($0) }) }

    /// The operations called since the last time this was asked.
    func takeCalls() -> [String] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls.sorted()
        }
    }

    func set(_ operation: String, _ response: HTTPResponse) { answers.withLock { $0[operation] = response } }
    func set(_ operation: String, _ json: String) { set(operation, .json(json)) }

    var http: ScriptedHTTP {
        ScriptedHTTP(otherwise: { request in
            let name = Self.name(request)
            self.calls.withLock { $0.append(name) }
            return self.answers.withLock { $0[name] } ?? .error(400, "NoAnswerException", name)
        })
    }

    /// `ListDeployments`, or `GET /2015-03-31/functions/checkout/policy?Qualifier=prod`.
    static func name(_ request: HTTPRequest) -> String {
        if let target = request.headers.first(where: { $0.name == "X-Amz-Target" })?.value {
            return String(target.split(separator: ".").last ?? "")
        }
        let path = request.url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }
        return request.method.rawValue + " " + path
    }
}
