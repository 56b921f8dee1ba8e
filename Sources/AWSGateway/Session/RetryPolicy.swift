import HTTPTransport
import IncidentModel
import Synchronization

/// Standard retry mode of the AWS SDKs, for reads only: full jitter rand·min(2ⁿ, 20 s), a quota of 500 that a retry pays 5 into
/// (10 after a lost reply) and a first-try success refills by 1. Source: botocore's retries/standard.py as told in
/// `reference/terminal-aws-and-test-programme.md`.
final class RetryPolicy: Sendable {
    private static let full = 500
    /// A service that asks for a longer pause is left alone: the poller's scheduler knows better than a sleeping call.
    static let longestPause = Duration.seconds(20)
    /// The engine is waiting with a key pressed.
    static let operatorPause = Duration.seconds(1)

    let maxAttempts: Int
    private let random: @Sendable () -> Double
    private let quota = Mutex(full)

    /// - Parameter random: a number 0…1.
    init(maxAttempts: Int, random: @escaping @Sendable () -> Double) {
        self.maxAttempts = maxAttempts
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
        let cost: Int
        switch failure.kind {
        case .throttled, .unreachable: cost = 5
        case .lostReply: cost = 10
        default:
            guard FailureRules.isTransient(code: failure.code, status: failure.status) else { return .giveUp }
            cost = 5
        }
        var pause = Duration.milliseconds(Int64(random() * 1000 * min(Self.exponential(attempt - 1), 20)))
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

    /// A call succeeded; `cost` is what its last retry took, 0 for a first try.
    func succeeded(cost: Int) {
        quota.withLock { $0 = min(Self.full, $0 + max(1, cost)) }
    }

    var quotaLeft: Int { quota.withLock { $0 } }

    private static func exponential(_ n: Int) -> Double { n >= 5 ? 32 : Double(1 << max(0, n)) }
}
