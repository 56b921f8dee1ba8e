package import IncidentModel
import Synchronization

/// The session's credentials, shared by every call: one refresh at a time, early and behind the callers' backs while the old ones
/// are still good (botocore's windows: from 15 minutes before expiry in the background, from 10 minutes the caller waits), and
/// read again when AWS refuses them, so that a login in another window heals a running console.
package actor CredentialStore {
    typealias Load = @Sendable () async throws(CredentialFailure) -> AWSCredentials
    private typealias Outcome = Result<AWSCredentials, CredentialFailure>

    private static let advisory = Duration.seconds(15 * 60)
    private static let mandatory = Duration.seconds(10 * 60)
    /// Reading anew more often than this helps nobody: every poller would run credential_process.
    private static let pause = Duration.seconds(5)
    /// A refresh that brings keys which are near their end too is not repeated before this.
    private static let behindPause = Duration.seconds(60)

    private let load: Load
    private let now: @Sendable () -> Timestamp
    private var current: AWSCredentials?
    private var lastLoad: (at: Timestamp, failure: CredentialFailure?)?
    private var loading = false
    private var waiters: [Int: CheckedContinuation<Outcome?, Never>] = [:]
    private var nextWaiter = 0
    private nonisolated let shown = Mutex<CredentialStatus?>(nil)

    init(load: @escaping Load, now: @escaping @Sendable () -> Timestamp) {
        self.load = load
        self.now = now
    }

    /// What the header shows; nil before the first load. Never waits.
    package nonisolated var status: CredentialStatus? { shown.withLock { $0 } }

    /// Finds the credentials without calling a service (but STS for a role): for `doctor`, and for a clear word before the first
    /// poll.
    package func resolve() async throws(CredentialFailure) -> CredentialStatus {
        let found = try await credentials(urgent: false)
        return CredentialStatus(provider: found.provider, expiresAt: found.expiresAt)
    }

    /// - Parameter urgent: do not wait for a refresh as long as the keys are good for another minute.
    func credentials(urgent: Bool) async throws(CredentialFailure) -> AWSCredentials {
        guard let current else { return try await refreshed() }
        guard let expiry = current.expiresAt else { return current }
        let left = expiry - now()
        if left > Self.advisory { return current }
        let waits = left <= (urgent ? .seconds(60) : Self.mandatory)
        if waits, !loadedWithin(left > .zero ? Self.behindPause : Self.pause) {
            do { return try await refreshed() } catch {
                if left > .zero { return current }
                throw error
            }
        }
        if left <= .zero {
            throw lastLoad?.failure
                ?? CredentialFailure("the credentials from \(current.provider) expired at \(expiry.rfc3339); sign in again")
        }
        if !loadedWithin(Self.behindPause) { start() }
        return current
    }

    /// AWS refused these. Reads the sources again, unless somebody just did; nil when they still give the same keys.
    func replacement(for refused: AWSCredentials) async -> AWSCredentials? {
        if let current, !current.isSame(as: refused) { return current }
        guard !loadedWithin(Self.pause), let fresh = try? await refreshed() else { return nil }
        return fresh.isSame(as: refused) ? nil : fresh
    }

    private func loadedWithin(_ span: Duration) -> Bool {
        guard let lastLoad else { return false }
        let age = now() - lastLoad.at
        return age >= .zero && age < span
    }

    private func refreshed() async throws(CredentialFailure) -> AWSCredentials {
        if current == nil, !loading, loadedWithin(Self.pause), let failure = lastLoad?.failure { throw failure }
        let id = nextWaiter
        nextWaiter += 1
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Outcome?, Never>) in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiters[id] = continuation
                    start()
                }
            }
        } onCancel: {
            Task { await self.leave(id) }
        }
        guard let outcome else {
            throw CredentialFailure(
                "cancelled", call: CallFailure(kind: .cancelled, service: "sts", operation: "Credentials", message: "cancelled"))
        }
        return try outcome.get()
    }

    private func start() {
        guard !loading else { return }
        loading = true
        // On its own: it outlives the caller that happened to come first.
        Task.detached { [load] in
            let outcome: Outcome
            do throws(CredentialFailure) { outcome = .success(try await load()) } catch { outcome = .failure(error) }
            await self.finish(outcome)
        }
    }

    private func finish(_ outcome: Outcome) {
        loading = false
        switch outcome {
        case .success(let credentials):
            current = credentials
            lastLoad = (now(), nil)
            shown.withLock { $0 = CredentialStatus(provider: credentials.provider, expiresAt: credentials.expiresAt) }
        case .failure(let failure):
            lastLoad = (now(), failure)
        }
        let all = waiters.values
        waiters = [:]
        for waiter in all { waiter.resume(returning: outcome) }
    }

    private func leave(_ id: Int) { waiters.removeValue(forKey: id)?.resume(returning: nil) }
}

/// Which provider won and when its credentials end.
package struct CredentialStatus: Hashable, Sendable {
    package var provider: String
    package var expiresAt: Timestamp?
    package init(provider: String, expiresAt: Timestamp? = nil) {
        self.provider = provider
        self.expiresAt = expiresAt
    }
}
