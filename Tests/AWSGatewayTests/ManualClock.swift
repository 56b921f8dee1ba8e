import AWSSigning
import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization

@testable import AWSGateway

/// A clock that moves when told to; sleeping is remembered and takes no time.
final class ManualClock: Sendable {
    private let state: Mutex<(now: Timestamp, slept: [Duration])>
    init(_ start: Timestamp = Timestamp(milliseconds: 1_795_212_500_000)) { state = Mutex((start, [])) }

    var now: Timestamp { state.withLock { $0.now } }
    var slept: [Duration] { state.withLock { $0.slept } }
    func advance(_ span: Duration) { state.withLock { $0.now = $0.now + span } }
    func sleep(_ span: Duration) {
        state.withLock {
            $0.slept.append(span)
            $0.now = $0.now + span
        }
    }
}

extension AWSSession {
    /// Fixed keys, eu-west-1 on loopback, the clock given, jitter always at its most.
    static func scripted(
        _ http: ScriptedHTTP, clock: ManualClock = ManualClock(), maxAttempts: Int = 3, gate: (any RequestGate)? = nil
    ) throws -> AWSSession {
        var settings = try AWSSettings(region: "eu-west-1", endpointURL: "http://127.0.0.1:9/")
        settings.maxAttempts = maxAttempts
        return AWSSession(
            settings: settings, keys: SigningCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "not-a-real-secret"),
            provider: "test", ports: .scripted(http, clock: clock, gate: gate), version: "0.0")
    }
}

extension SessionPorts {
    static func scripted(_ http: ScriptedHTTP, clock: ManualClock, gate: (any RequestGate)? = nil) -> SessionPorts {
        SessionPorts(
            http: http, clock: { clock.now }, sleep: { clock.sleep($0) }, gate: gate, random: { 1 },
            invocationID: { "11111111-2222-4333-8444-555555555555" })
    }
}

/// Runs a call that must fail, and gives the failure.
func failure<T>(_ body: () async throws(CallFailure) -> T) async -> CallFailure? {
    do {
        _ = try await body()
        return nil
    } catch { return error }
}
