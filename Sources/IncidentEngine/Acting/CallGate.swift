import IncidentModel
import Synchronization

/// Lambda's control plane answers 15 requests a second for the whole account, GetAlias and UpdateAlias among them (Lambda quotas). A group asks
/// here before each call: writes go before reads, each kind in the order of asking, so that every alias is moved before the first is
/// read back.
final class CallGate: Sendable {
    enum Kind: Sendable { case write, read }

    private struct State {
        var tokens: Double
        var refilledAt: Duration
        var writes: [CheckedContinuation<Void, Never>] = []
        var reads: [CheckedContinuation<Void, Never>] = []
        var isPumping = false
    }

    private let quota: ControlPlaneQuota
    private let clock: any EngineClock
    private let executor: (any TaskExecutor)?
    private let state: Mutex<State>

    init(_ quota: ControlPlaneQuota, clock: any EngineClock, executor: (any TaskExecutor)?) {
        self.quota = quota
        self.clock = clock
        self.executor = executor
        state = Mutex(State(tokens: quota.burst, refilledAt: clock.now.uptime))
    }

    func admit(_ kind: Kind) async {
        await withCheckedContinuation { continuation in
            let (isAdmitted, startsPump) = state.withLock { state in
                refill(&state)
                if state.writes.isEmpty, state.reads.isEmpty, state.tokens >= 1 {
                    state.tokens -= 1
                    return (true, false)
                }
                switch kind {
                case .write: state.writes.append(continuation)
                case .read: state.reads.append(continuation)
                }
                defer { state.isPumping = true }
                return (false, !state.isPumping)
            }
            if isAdmitted { continuation.resume() }
            if startsPump { Task(executorPreference: executor) { await self.pump() } }
        }
    }

    /// Admits one waiter for each token, until nobody waits.
    private func pump() async {
        while true {
            let (next, wait) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Duration?) in
                refill(&state)
                guard !state.writes.isEmpty || !state.reads.isEmpty else {
                    state.isPumping = false
                    return (nil, nil)
                }
                guard state.tokens >= 1 else {
                    return (nil, .milliseconds(Int64(((1 - state.tokens) / quota.perSecond * 1000).rounded(.up))))
                }
                state.tokens -= 1
                return (state.writes.isEmpty ? state.reads.removeFirst() : state.writes.removeFirst(), nil)
            }
            if let next {
                next.resume()
            } else if let wait {
                try? await clock.sleep(for: max(.milliseconds(1), wait))
            } else {
                return
            }
        }
    }

    private func refill(_ state: inout State) {
        let now = clock.now.uptime
        let earned = (now - state.refilledAt) / .seconds(1) * quota.perSecond
        guard earned > 0 else { return }
        state.tokens = min(quota.burst, state.tokens + earned)
        state.refilledAt = now
    }
}

/// A request quota: so many at once, and so many a second.
package struct ControlPlaneQuota: Hashable, Sendable {
    package let perSecond: Double
    package let burst: Double

    /// - Parameters: what is not above zero or not finite becomes the smallest that still moves, one.
    ///   - burst: half of Lambda's 15 by default: the pollers may just have spent the rest (8 rps in an incident), and a write that is
    ///     throttled goes again only after seconds.
    package init(perSecond: Double = 15, burst: Double = 7) {
        self.perSecond = perSecond.isFinite && perSecond > 0 ? min(perSecond, 10_000) : 1
        self.burst = burst.isFinite && burst >= 1 ? min(burst, 10_000) : 1
    }
}
