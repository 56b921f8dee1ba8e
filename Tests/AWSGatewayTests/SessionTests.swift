import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization
import Testing

@testable import AWSGateway

@Suite struct SessionTests {
    private static let alias =
        #"{"Name":"prod","FunctionVersion":"6","RevisionId":"rev-1","RoutingConfig":{"AdditionalVersionWeights":{"7":0.2}}}"#
    private let target = Target(function: "checkout", alias: "prod")

    @Test func aReadIsSignedAndNamed() async throws {
        let http = ScriptedHTTP([.reply(.json(Self.alias))])
        let state = try await LambdaReader(session: .scripted(http)).alias(target)
        #expect(state.routing == Routing(pointer: "6", weights: ["7": 0.2]))
        #expect(state.revision == "rev-1")
        let sent = try #require(http.sent.first)
        #expect(sent.url == "http://127.0.0.1:9/2015-03-31/functions/checkout/aliases/prod")
        func header(_ name: String) -> String? { sent.headers.first { $0.name == name }?.value }
        #expect(header("User-Agent") == "flipback/0.0 ua/2.1 os/linux lang/swift#6.3")
        #expect(header("amz-sdk-request") == "attempt=1; max=3")
        #expect(header("amz-sdk-invocation-id") == "11111111-2222-4333-8444-555555555555")
        #expect(header("Authorization")?.contains("/eu-west-1/lambda/aws4_request") == true)
    }

    @Test func readsAreRetriedByTheStandardRules() async throws {
        let clock = ManualClock()
        let http = ScriptedHTTP([
            .reply(.error(429, "TooManyRequestsException")), .fail(.lostReply), .reply(.json(Self.alias)),
        ])
        _ = try await LambdaReader(session: .scripted(http, clock: clock)).alias(target)
        #expect(http.sent.count == 3)
        #expect(clock.slept == [.seconds(1), .seconds(2)])
        #expect(http.sent.last?.headers.contains { $0.value == "attempt=3; max=3" } == true)
    }

    @Test func theOperatorNeverSleepsLong() async throws {
        let clock = ManualClock()
        let http = ScriptedHTTP(
            [
                .reply(.error(503, "ServiceException", "x", [("Retry-After", "9")])), .fail(.unreachable),
                .reply(.json(Self.alias)),
            ])
        let reader = LambdaReader(session: try .scripted(http, clock: clock))
        _ = try await RequestLane.$current.withValue(.operator) { try await reader.alias(target) }
        #expect(clock.slept == [.seconds(1), .seconds(1)])
    }

    @Test func retryAfterIsHonouredAndALongOneIsNotWaitedFor() async throws {
        let clock = ManualClock()
        let short = ScriptedHTTP([
            .reply(.error(429, "TooManyRequestsException", "x", [("Retry-After", "7")])),
            .reply(.error(429, "TooManyRequestsException", "x", [("x-amz-retry-after", "1500")])), .reply(.json(Self.alias)),
        ])
        _ = try await LambdaReader(session: .scripted(short, clock: clock)).alias(target)
        #expect(clock.slept == [.seconds(7), .seconds(2)])
        let long = ScriptedHTTP([.reply(.error(429, "TooManyRequestsException", "x", [("Retry-After", "120")]))])
        let reader = LambdaReader(session: try .scripted(long, clock: clock))
        let error = await failure { () async throws(CallFailure) in try await reader.alias(target) }
        #expect(error?.kind == .throttled)
        #expect(error?.retryAfter == .seconds(120))
        #expect(long.sent.count == 1)
    }

    @Test func whatCannotGetBetterIsNotRepeated() async throws {
        let cases: [(ScriptedHTTP.Step, CallFailure.Kind)] = [
            (.reply(.error(404, "ResourceNotFoundException")), .notFound),
            (.reply(.error(403, "AccessDeniedException")), .denied),
            (.reply(.error(400, "InvalidParameterValueException")), .invalid),
            (.reply(.error(409, "ResourceConflictException")), .conflict),
            (.reply(.error(412, "PreconditionFailedException")), .preconditionFailed), (.fail(.untrusted), .unreachable),
            (.fail(.tooLarge), .malformed), (.fail(.cancelled), .cancelled), (.fail(.forbidden), .invalid),
            (.reply(.json("<html>not found</html>", status: 404)), .malformed), (.reply(.json("", status: 302)), .malformed),
            (.reply(.json(#"{"__type":"com.amazon.coral.service#AccessDeniedException"}"#, status: 400)), .denied),
            (.reply(.json(#"{"code":"ResourceNotFoundException","message":5}"#, status: 400)), .notFound),
            (.reply(.json(Self.alias.replacing("rev-1", with: ""))), .malformed),
        ]
        for (step, kind) in cases {
            let http = ScriptedHTTP([step])
            let reader = LambdaReader(session: try .scripted(http))
            let error = await failure { () async throws(CallFailure) in try await reader.alias(target) }
            #expect(error?.kind == kind, "\(step)")
            #expect(error?.service == "lambda")
            #expect(error?.operation == "GetAlias")
            #expect(http.sent.count == 1)
        }
    }

    @Test func theRetryQuotaEmptiesAndRefills() async throws {
        let http = ScriptedHTTP(otherwise: { _ in .error(500, "ServiceException") })
        let policy = RetryPolicy(maxAttempts: 3, random: { 0 })
        var paid = 0
        let lost = CallFailure(kind: .lostReply, service: "lambda", operation: "GetAlias", message: "")
        while case .retry = policy.verdict(lost, mayRepeat: true, attempt: 1, urgent: false) { paid += 1 }
        #expect(paid == 50)
        #expect(policy.quotaLeft == 0)
        for _ in 0..<4 { policy.succeeded(cost: 0) }
        #expect(policy.verdict(lost, mayRepeat: true, attempt: 1, urgent: false) == .giveUp)
        policy.succeeded(cost: 10)
        #expect(policy.verdict(lost, mayRepeat: true, attempt: 1, urgent: false) == .retry(after: .zero, cost: 10))
        let reader = LambdaReader(session: try .scripted(http, maxAttempts: 5))
        _ = await failure { () async throws(CallFailure) in try await reader.alias(target) }
        #expect(http.sent.count == 5)
    }

    @Test func aWriteIsSentOnceWhateverComes() async throws {
        let steps: [ScriptedHTTP.Step] = [
            .reply(.error(500, "ServiceException")), .reply(.error(429, "TooManyRequestsException")), .fail(.lostReply),
            .fail(.unreachable), .reply(.error(412, "PreconditionFailedException")), .reply(.error(403, "ExpiredTokenException")),
            .reply(.json("{")),
        ]
        for step in steps {
            let http = ScriptedHTTP([step])
            let writer = LambdaAliasWriter(session: try .scripted(http))
            let error = await failure { () async throws(CallFailure) in
                try await writer.update(target, to: Routing(pointer: "6"), expecting: "rev-1")
            }
            #expect(error != nil)
            #expect(http.sent.count == 1)
        }
    }

    @Test func aWriteAlwaysSaysItsWeightsAndItsFence() async throws {
        let http = ScriptedHTTP([.reply(.json(Self.alias))])
        let gate = SeenGate()
        let writer = LambdaAliasWriter(session: try .scripted(http, gate: gate))
        let reply = try await writer.update(target, to: Routing(pointer: "6", weights: ["7": 0]), expecting: "rev-0")
        #expect(reply.requestID == "req-1")
        let sent = try #require(http.sent.first)
        #expect(
            String(decoding: sent.body, as: UTF8.self)
                == #"{"FunctionVersion":"6","RevisionId":"rev-0","RoutingConfig":{"AdditionalVersionWeights":{}}}"#)
        #expect(sent.method == .put)
        #expect(sent.policy == .reuse)
        #expect(gate.seen == ["lambda UpdateAlias operator"])
        let unfenced = await failure { () async throws(CallFailure) in
            try await writer.update(target, to: Routing(pointer: "6"), expecting: "")
        }
        #expect(unfenced?.kind == .invalid)
        #expect(http.sent.count == 1)
    }

    @Test func everyAttemptAsksTheGate() async throws {
        let gate = SeenGate()
        let http = ScriptedHTTP([.reply(.error(429, "TooManyRequestsException")), .reply(.json(Self.alias))])
        _ = try await LambdaReader(session: .scripted(http, gate: gate)).alias(target)
        #expect(gate.seen == ["lambda GetAlias poll", "lambda GetAlias poll"])
        #expect(gate.ends == [true, false])
    }

    @Test func aWrongClockIsCorrected() async throws {
        // AWS's clock is ten minutes ahead: the first signature is refused, the second is dated by its clock.
        let clock = ManualClock(Timestamp(rfc3339: "2026-11-20T22:00:00Z") ?? .epoch)
        let date = [("Date", "Fri, 20 Nov 2026 22:10:00 GMT")]
        let http = ScriptedHTTP([
            .reply(.error(403, "InvalidSignatureException", "Signature expired", date)),
            .reply(.json(Self.alias, status: 200, date)),
        ])
        let session = try AWSSession.scripted(http, clock: clock)
        _ = try await LambdaReader(session: session).alias(target)
        let dates = http.sent.map { $0.headers.first { $0.name == "X-Amz-Date" }?.value }
        #expect(dates == ["20261120T220000Z", "20261120T221000Z"])
        #expect(session.clockSkew == .seconds(600))
    }

    @Test func aSlightlyWrongClockIsLeftAlone() async throws {
        let clock = ManualClock(Timestamp(rfc3339: "2026-11-20T22:00:00Z") ?? .epoch)
        let date = [("date", "Fri, 20 Nov 2026 21:56:01 GMT")]
        let http = ScriptedHTTP(otherwise: { _ in .json(Self.alias, status: 200, date) })
        let session = try AWSSession.scripted(http, clock: clock)
        for _ in 0..<2 { _ = try await LambdaReader(session: session).alias(target) }
        #expect(http.sent.last?.headers.first { $0.name == "X-Amz-Date" }?.value == "20261120T220000Z")
        #expect(session.clockSkew == .seconds(-239))
    }

    @Test func httpDatesAreReadStrictly() {
        #expect(Timestamp(httpDate: "Fri, 20 Nov 2026 22:06:07 GMT")?.rfc3339 == "2026-11-20T22:06:07.000Z")
        for bad in [
            "", "Fri, 20 Nov 2026 22:06:07", "Fri, 32 Nov 2026 22:06:07 GMT", "Fri, 20 Nov 99999999999 22:06:07 GMT",
            "a b c d e GMT", "Fri, 20 Nov 2026 24:06:07 GMT",
        ] {
            #expect(Timestamp(httpDate: bad) == nil)
        }
    }

    @Test func secretsAreTakenOutOfErrorTexts() async throws {
        let message = #"The signature we calculated does not match.\n\nThe Canonical String was\nx-amz-security-token:TOKENTOKEN"#
        let http = ScriptedHTTP([
            .reply(.error(403, "SignatureDoesNotMatch", message)),
            .reply(.error(400, "InvalidParameterValueException", "not-a-real-secret is bad")),
        ])
        let reader = LambdaReader(session: try .scripted(http))
        let first = await failure { () async throws(CallFailure) in try await reader.alias(target) }
        #expect(first?.message.raw == "The signature we calculated does not match. (credentials: test)")
        let second = await failure { () async throws(CallFailure) in try await reader.alias(target) }
        #expect(second?.message.raw == "••• is bad")
    }
}

/// Admits everything and remembers.
final class SeenGate: RequestGate {
    private let state = Mutex<(seen: [String], ends: [Bool])>(([], []))
    var seen: [String] { state.withLock { $0.seen } }
    var ends: [Bool] { state.withLock { $0.ends } }
    func admit(service: String, operation: String, lane: RequestLane) async throws {
        state.withLock { $0.seen.append("\(service) \(operation) \(lane)") }
    }
    func finished(service: String, operation: String, lane: RequestLane, throttled: Bool) async {
        state.withLock { $0.ends.append(throttled) }
    }
}
