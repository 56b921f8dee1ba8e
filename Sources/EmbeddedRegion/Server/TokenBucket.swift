import Synchronization

/// A request quota: `rate` a second, `burst` at once.
struct TokenBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var filledAt: Double

    /// - Parameter burst: as many as the rate when nil.
    init(rate: Double, burst: Double? = nil) {
        self.rate = rate
        self.burst = burst ?? rate
        tokens = self.burst
        filledAt = 0
    }

    /// - Parameter seconds: real time since the region's start.
    mutating func take(at seconds: Double) -> Bool {
        tokens = min(burst, tokens + max(0, seconds - filledAt) * rate)
        filledAt = max(filledAt, seconds)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}

/// The account's quotas in requests a second (Lambda quotas page; CloudWatch service quotas).
final class Quotas: Sendable {
    enum Lane: Hashable, Sendable, CaseIterable {
        case lambdaControl, lambdaGetFunction, lambdaGetPolicy, describeAlarms, describeAlarmHistory, getMetricData,
            otherCloudWatch, lookupEvents, xray
        /// AWS does not publish CodeDeploy's request rates: low enough to show a poller that asks too often.
        case codeDeploy

        var rate: Double {
            switch self {
            case .lambdaControl, .lambdaGetPolicy: 15
            case .lambdaGetFunction: 100
            case .describeAlarms: 9
            case .describeAlarmHistory: 3
            case .getMetricData: 50
            case .otherCloudWatch: 25
            case .codeDeploy: 5
            case .lookupEvents: 2
            // AWS publishes no figure for X-Ray: this one is the region's.
            case .xray: 10
            }
        }

        var burst: Double { self == .codeDeploy ? 10 : rate }
    }

    private let buckets = Mutex<[Lane: TokenBucket]>([:])
    private let clock: RegionClock
    private let factor: Double

    /// - Parameter factor: how many times AWS's own quotas this account has.
    init(clock: RegionClock, factor: Int = 1) {
        self.clock = clock
        self.factor = Double(factor)
    }

    func take(_ lane: Lane) -> Bool {
        let seconds = clock.realSeconds()
        return buckets.withLock { buckets in
            buckets[lane, default: TokenBucket(rate: lane.rate * factor, burst: lane.burst * factor)].take(at: seconds)
        }
    }
}
