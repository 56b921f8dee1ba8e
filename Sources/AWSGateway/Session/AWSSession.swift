package import AWSSigning
import HTTPTransport
import IncidentEngine
import IncidentModel

/// One account and region: settings, credentials, the connection and the rules by which calls are repeated. Shared by all readers
/// and the writer.
package final class AWSSession: Sendable {
    package let settings: AWSSettings
    package let credentials: CredentialStore
    private let runner: CallRunner

    /// With credentials found and refreshed as the AWS CLI finds them.
    package init(settings: AWSSettings, chain: CredentialChain, ports: SessionPorts, version: String) {
        let runner = CallRunner(settings: settings, ports: ports, version: version)
        self.settings = settings
        self.runner = runner
        credentials = CredentialStore(
            load: { () async throws(CredentialFailure) -> AWSCredentials in
                let found = try await chain.load(
                    CredentialCalls(
                        assumeRole: { (request, keys) async throws(CallFailure) -> AWSCredentials in
                            try await AssumeRole.call(request, with: keys, through: runner)
                        },
                        webIdentity: { (request, token) async throws(CallFailure) -> AWSCredentials in
                            try await AssumeRole.call(request, token: token, through: runner)
                        },
                        send: { (request) async throws(TransportError) -> HTTPResponse in try await ports.http.send(request) },
                        now: { runner.correctedNow }))
                ports.keysFound(found.keys.reveal())
                return found
            }, now: { runner.correctedNow })
    }

    /// With keys that are known and stay (the embedded region, tests).
    package init(settings: AWSSettings, keys: SigningCredentials, provider: String, ports: SessionPorts, version: String) {
        let runner = CallRunner(settings: settings, ports: ports, version: version)
        let fixed = AWSCredentials(keys, provider: provider)
        self.settings = settings
        self.runner = runner
        credentials = CredentialStore(
            load: { () async throws(CredentialFailure) -> AWSCredentials in fixed }, now: { runner.correctedNow })
    }

    /// How far AWS's clock is ahead of ours (±1 s); nil before the first reply. Over 4 minutes signatures are dated by AWS's
    /// clock.
    package var clockSkew: Duration? { runner.skew.latest }

    /// The time at AWS, as far as it is known.
    var now: Timestamp { runner.correctedNow }

    /// Opens or keeps the connection to a service without making a call.
    package func touch(_ service: AWSService) async { await runner.touch(service) }

    /// A read: retried by the standard rules, and once more when AWS refuses the keys and the sources now give other ones.
    func read(_ call: ServiceCall) async throws(CallFailure) -> ServiceReply {
        let keys = try await keys(for: call)
        do { return try await runner.read(call, with: keys) } catch {
            guard error.kind == .credentials, let fresh = await credentials.replacement(for: keys) else {
                throw told(error, keys)
            }
            do { return try await runner.read(call, with: fresh) } catch { throw told(error, fresh) }
        }
    }

    /// A write: sent once and never again. When AWS refuses the keys, the sources are read again for the next call.
    func write(_ call: ServiceCall) async throws(CallFailure) -> ServiceReply {
        let keys = try await keys(for: call)
        do { return try await runner.sendOnce(call, with: keys) } catch {
            // Behind the caller's back: a credential_process may take its time, and the operator is waiting for the outcome.
            if error.kind == .credentials { Task.detached { [credentials] in _ = await credentials.replacement(for: keys) } }
            throw told(error, keys)
        }
    }

    private func keys(for call: ServiceCall) async throws(CallFailure) -> AWSCredentials {
        do { return try await credentials.credentials(urgent: RequestLane.current == .operator) } catch {
            if var failure = error.call {
                failure.message = DisplayText(failure.kind == .cancelled ? "cancelled" : error.text, limit: 600)
                throw failure
            }
            throw CallFailure(
                kind: .credentials, service: call.service.rawValue, operation: call.operation,
                message: DisplayText(error.text, limit: 600))
        }
    }

    /// A refusal of the keys names whose keys they were.
    private func told(_ failure: CallFailure, _ keys: AWSCredentials) -> CallFailure {
        guard failure.kind == .credentials else { return failure }
        var failure = failure
        failure.message = DisplayText("\(failure.message.raw) (credentials: \(keys.provider))", limit: 600)
        return failure
    }
}
