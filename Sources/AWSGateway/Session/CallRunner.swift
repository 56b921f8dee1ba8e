import AWSSigning
import HTTPTransport
import IncidentEngine
import IncidentModel

/// Signs and sends calls with keys that are given; retries reads. Knows nothing of where keys come from, so that STS AssumeRole
/// can be made with it while the session's own credentials are still being found.
final class CallRunner: Sendable {
    let settings: AWSSettings
    let ports: SessionPorts
    let skew = ClockSkew()
    let retry: RetryPolicy
    private let userAgent: String
    private let signers: [AWSService: RequestSigner]

    init(settings: AWSSettings, ports: SessionPorts, version: String) {
        self.settings = settings
        self.ports = ports
        retry = RetryPolicy(maxAttempts: settings.maxAttempts, mode: settings.retryMode, random: ports.random)
        let app = settings.applicationID.map {
            " app/" + String($0.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }.prefix(50))
        }
        userAgent = "flipback/\(version) ua/2.1 os/linux lang/swift#6.3\(app ?? "")"
        signers = Dictionary(
            uniqueKeysWithValues: AWSService.allCases.map {
                ($0, RequestSigner(region: settings.region.value, service: $0.rawValue))
            })
    }

    /// The time signatures are dated with and expiry is judged by.
    var correctedNow: Timestamp { ports.clock() + skew.correction }

    /// A logical call: its id stays the same over its attempts.
    struct Invocation: Sendable {
        var call: ServiceCall
        var id: String
        var attempt = 1
        var attempts: Int
    }

    /// Retries by the policy; a refusal of the keys goes to the caller at once. For reads.
    /// - Parameter credentials: nil for a call that nobody signs.
    func read(_ call: ServiceCall, with credentials: AWSCredentials?) async throws(CallFailure) -> ServiceReply {
        var invocation = Invocation(call: call, id: ports.invocationID(), attempts: retry.maxAttempts)
        var cost = 0
        var redated = false
        while true {
            let correction = skew.correction
            let failure: CallFailure
            do {
                let reply = try await send(invocation, with: credentials)
                retry.succeeded(cost: cost)
                return reply
            } catch { failure = error }
            // Refused, and the reply's Date says our clock was the reason: once more with the right time.
            if failure.kind == .credentials, skew.correction != correction, !redated {
                redated = true
                continue
            }
            let urgent = RequestLane.current == .operator
            guard
                case .retry(let pause, let paid) = retry.verdict(
                    failure, mayRepeat: failure.code != Self.untrusted, attempt: invocation.attempt, urgent: urgent)
            else { throw failure }
            cost = paid
            do { try await ports.sleep(pause) } catch { throw cancelled(call) }
            invocation.attempt += 1
        }
    }

    /// Exactly one attempt. For writes.
    func sendOnce(_ call: ServiceCall, with credentials: AWSCredentials) async throws(CallFailure) -> ServiceReply {
        try await send(Invocation(call: call, id: ports.invocationID(), attempts: 1), with: credentials)
    }

    /// Asks for nothing and reads nothing: opens or keeps the connection to a service. Not signed, not counted against a quota.
    func touch(_ service: AWSService) async {
        let url = settings.endpoint(service).url + "/"
        _ = try? await ports.http.send(
            HTTPRequest(method: .get, url: url, headers: [("User-Agent", userAgent)], timeout: .seconds(3)))
    }

    /// Marks a TLS refusal, which no retry heals.
    private static let untrusted = "TLS"

    private func send(_ invocation: Invocation, with credentials: AWSCredentials?) async throws(CallFailure) -> ServiceReply {
        let call = invocation.call
        let lane = RequestLane.current
        let service = call.service.rawValue
        do { try await ports.gate?.admit(service: service, operation: call.operation, lane: lane) } catch {
            throw cancelled(call)
        }
        let request = signed(invocation, with: credentials)
        var failure: CallFailure
        do throws(TransportError) {
            let response = try await ports.http.send(request)
            let now = ports.clock()
            skew.observe(dateHeader: response.header("date"), receivedAt: now)
            if (200..<300).contains(response.status) {
                await ports.gate?.finished(service: service, operation: call.operation, lane: lane, throttled: false)
                return ServiceReply(
                    service: call.service, operation: call.operation, status: response.status, requestID: response.requestID,
                    body: response.body)
            }
            failure = self.failure(response, of: call, now: now, credentials: credentials)
        } catch {
            failure = FailureRules.failure(error, of: call)
            if error.kind == .untrusted { failure.code = Self.untrusted }
        }
        await ports.gate?.finished(
            service: service, operation: call.operation, lane: lane, throttled: failure.kind == .throttled)
        throw failure
    }

    private func signed(_ invocation: Invocation, with credentials: AWSCredentials?) -> HTTPRequest {
        let call = invocation.call
        let url = call.url(at: settings.endpoint(call.service))
        var headers: [(name: String, value: String)] = []
        if let type = call.contentType { headers.append(("Content-Type", type)) }
        if let target = call.target { headers.append(("X-Amz-Target", target)) }
        headers.append(("User-Agent", userAgent))
        headers.append(("amz-sdk-invocation-id", invocation.id))
        headers.append(("amz-sdk-request", "attempt=\(invocation.attempt); max=\(invocation.attempts)"))
        guard let credentials else {
            return HTTPRequest(method: call.method, url: url, headers: headers, body: call.body, policy: call.policy)
        }
        let seconds = Int64(correctedNow.seconds.rounded(.down))
        headers += (signers[call.service] ?? RequestSigner(region: settings.region.value, service: call.service.rawValue)).sign(
            SigningRequest(method: call.method.rawValue, url: url, headers: headers, body: call.body),
            credentials: credentials.keys.reveal(), at: seconds)
        return HTTPRequest(
            method: call.method, url: url, headers: headers, body: call.body, timeout: call.timeout, policy: call.policy)
    }

    private func failure(
        _ response: HTTPResponse, of call: ServiceCall, now: Timestamp, credentials: AWSCredentials?
    ) -> CallFailure {
        let identity = ErrorIdentity(response)
        let kind = FailureRules.kind(code: identity.code, status: response.status)
        var message = Redaction.redact(identity.message, code: identity.code, credentials: credentials)
        if message.isEmpty { message = Self.words(response.status, kind: kind, call: call, settings: settings) }
        return CallFailure(
            kind: kind, service: call.service.rawValue, operation: call.operation, code: identity.code,
            message: DisplayText(message, limit: 400), status: response.status, requestID: response.requestID,
            retryAfter: response.retryAfter(now: now))
    }

    private static func words(_ status: Int, kind: CallFailure.Kind, call: ServiceCall, settings: AWSSettings) -> String {
        let endpoint = settings.endpoint(call.service)
        switch (status, kind) {
        case (300..<400, _):
            return "the endpoint redirects, and a signed request is never sent elsewhere; check \(endpoint.source)"
        case (_, .malformed): return "not an AWS reply; is \(endpoint.url) (\(endpoint.source)) the right endpoint?"
        default: return "no reason given"
        }
    }

    func cancelled(_ call: ServiceCall) -> CallFailure {
        CallFailure(kind: .cancelled, service: call.service.rawValue, operation: call.operation, message: "cancelled")
    }
}
