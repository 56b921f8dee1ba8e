/// Which of AWS's request quotas a call counts against. Lambda's control plane shares 15 rps for the account, GetFunction has 100 rps of its
/// own; DescribeAlarms 9, DescribeAlarmHistory 3, GetMetricData 50, CloudTrail's LookupEvents 2 rps; CodeDeploy's and X-Ray's are not published
/// (`reference/aws-and-field-facts.md` 3.1, 3.3–3.5). Pollers take at most half of a quota: the deploy that is trying to fix things shares
/// it; of CloudTrail, which is slow, a call in 5 s.
enum BudgetBucket: Hashable, Sendable {
    case controlPlane, getFunction, describeAlarms, alarmHistory, metricData, codeDeploy, cloudTrail, xray
    case other(String)

    init(service: String, operation: String) {
        switch (service, operation) {
        case ("lambda", "GetFunction"): self = .getFunction
        case ("lambda", _): self = .controlPlane
        case ("monitoring", "DescribeAlarms"): self = .describeAlarms
        case ("monitoring", "DescribeAlarmHistory"): self = .alarmHistory
        case ("monitoring", "GetMetricData"): self = .metricData
        case ("codedeploy", _): self = .codeDeploy
        case ("cloudtrail", _): self = .cloudTrail
        case ("xray", _): self = .xray
        default: self = .other(service)
        }
    }

    /// Requests per second for pollers.
    func rate(controlPlane: Double) -> Double {
        switch self {
        case .controlPlane: controlPlane
        case .getFunction: 20
        case .describeAlarms: 4.5
        case .alarmHistory: 1.5
        case .metricData: 10
        case .codeDeploy: 2
        case .cloudTrail: 0.2
        case .xray: 1
        case .other: 5
        }
    }
}

/// A token bucket whose pace halves when the service throttles and comes back when it stops.
struct TokenBucket: Sendable {
    static let slowest = 1.0 / 8
    static let recovery = Duration.seconds(5)

    var tokens: Double
    var refilled: Duration
    /// 1 is full pace.
    var pace = 1.0
    var paceChanged = Duration.zero

    init(rate: Double, now: Duration) {
        tokens = Self.capacity(rate)
        refilled = now
    }

    /// A second's worth, at least one.
    static func capacity(_ rate: Double) -> Double { max(1, rate) }

    mutating func refill(rate: Double, now: Duration) {
        while pace < 1, now - paceChanged >= Self.recovery {
            pace = min(1, pace * 1.5)
            paceChanged += Self.recovery
        }
        let elapsed = max(0, (now - refilled).seconds)
        tokens = min(Self.capacity(rate * pace), tokens + elapsed * rate * pace)
        refilled = now
    }

    mutating func slowDown(now: Duration) {
        pace = max(Self.slowest, pace / 2)
        paceChanged = now
        tokens = min(tokens, 0)
    }

    /// Until a token is there, at the present pace, when some are for others; zero when it is.
    func wait(rate: Double, behind ahead: Int = 0) -> Duration {
        let missing = Double(ahead + 1) - tokens
        return missing <= 1e-9 ? .zero : max(.milliseconds(1), .nanoseconds(Int64(missing / (rate * pace) * 1e9)))
    }
}

extension Duration {
    /// With the fraction, for rates.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
