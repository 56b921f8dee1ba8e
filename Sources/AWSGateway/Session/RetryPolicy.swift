import HTTPTransport
import IncidentModel
import Synchronization

/// Retry modes of the AWS SDKs, for reads only. Standard: full jitter rand·min(2ⁿ, 20 s), a quota of 500 that a retry pays 5 into
/// (10 after a lost reply) and a first-try success refills by 1. The mode of 2026 (AWS_NEW_RETRIES_2026): rand·min(base·2ⁿ, 20 s) with a
/// base of 50 ms after a transient failure and 1 s after a throttle, which cost 14 and 5, and x-amz-retry-after taken between t and t + 5 s.
/// Source: botocore's retries/standard.py as told in `reference/terminal-aws-and-test-programme.md`. Adaptive mode retries as standard;
/// its client-side pace is the request budget's, for pollers only: it may delay a first request, which no rollback may wait for.
final class RetryPolicy: Sendable {
    private static let full = 500
    /// A service that asks for a longer pause is left alone: the poller's scheduler knows better than a sleeping call.
    static let longestPause = Duration.seconds(20)
    /// The engine is waiting with a key pressed.
    static let operatorPause = Duration.seconds(1)

    enum Mode: String, Sendable, CaseIterable { case standard, adaptive, new2026 }

    let maxAttempts: Int
    private let mode: Mode
    private let random: @Sendable () -> Double
    private let quota = Mutex(full)

    /// - Parameter random: a number 0…1.
    init(maxAttempts: Int, mode: Mode = .standard, random: @escaping @Sendable () -> Double) {
        self.maxAttempts = maxAttempts
        self.mode = mode
        self.random = random
    }

    enum Verdict: Equatable {
        case giveUp
        /// Pause, and what was taken from the quota; given back when the retry succeeds.
        case retry(after: Duration, cost: Int)
    }

    /// - Parameter attempt: the attempt that failed, from 1.
    func verdict(_ failure: CallFailure, mayRepeat: Bool, attempt: Int, urgent: Bool) -> Verdict {
        guard attempt < maxAttempts, mayRepeat else { return .giveUp }
        guard let cost = cost(failure) else { return .giveUp }
        let base = mode == .new2026 && failure.kind != .throttled ? 0.05 : 1
        var pause = Duration.milliseconds(Int64(random() * 1000 * min(base * Self.exponential(attempt - 1), 20)))
        if let asked = failure.retryAfter {
            guard asked <= Self.longestPause else { return .giveUp }
            pause = max(asked, min(pause, asked + .seconds(5)))
        }
        if urgent { pause = min(pause, Self.operatorPause) }
        let paid = quota.withLock { left in
            guard left >= cost else { return false }
            left -= cost
            return true
        }
        return paid ? .retry(after: pause, cost: cost) : .giveUp
    }

    /// What a retry takes from the quota; nil when this failure is not retried.
    private func cost(_ failure: CallFailure) -> Int? {
        let isNew = mode == .new2026
        switch failure.kind {
        case .throttled: return 5
        case .unreachable: return isNew ? 14 : 5
        case .lostReply: return isNew ? 14 : 10
        default:
            guard FailureRules.isTransient(code: failure.code, status: failure.status) else { return nil }
            return isNew ? 14 : 5
        }
    }

    /// A call succeeded; `cost` is what its last retry took, 0 for a first try.
    func succeeded(cost: Int) {
        quota.withLock { $0 = min(Self.full, $0 + max(1, cost)) }
    }

    var quotaLeft: Int { quota.withLock { $0 } }

    private static func exponential(_ n: Int) -> Double { n >= 10 ? 1024 : Double(1 << max(0, n)) }
}
