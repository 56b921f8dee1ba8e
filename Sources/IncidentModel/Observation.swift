/// One thing the watcher learned, or failed to learn.
package enum Observation: Sendable {
    /// What was polled; also the key of failures and ages.
    package enum Source: Hashable, Sendable {
        case caller, functions, alarms, alarmHistory
        case aliases(function: String)
        case versions(function: String)
        case metrics(Target)
    }

    case caller(CallerIdentity)
    case functions([String])
    /// All aliases of one function (ListAliases): aliases of the function that are not listed no longer exist.
    case aliases(function: String, [AliasState])
    /// One alias (GetAlias).
    case alias(AliasState)
    case versions(function: String, [FunctionVersion])
    case alarms([Alarm])
    case alarmHistory([AlarmTransition])
    case metrics(Target, TargetMetrics)
    case failed(Source, CallFailure)
    case budget(BudgetStatus)
}

/// What the poll scheduler spends.
package struct BudgetStatus: Hashable, Sendable {
    /// Control-plane requests per second, averaged over the last 10 s, and the limit in force.
    package var requestsPerSecond: Double
    package var limit: Double
    package var callsPerMinute: Int
    /// GetMetricData's price at the present pace ($0.01 per 1,000 metrics requested).
    package var dollarsPerDay: Double
    /// Set while the pollers back off because a service throttles.
    package var throttled: Bool

    package init(
        requestsPerSecond: Double = 0, limit: Double = 3, callsPerMinute: Int = 0, dollarsPerDay: Double = 0,
        throttled: Bool = false
    ) {
        self.requestsPerSecond = requestsPerSecond
        self.limit = limit
        self.callsPerMinute = callsPerMinute
        self.dollarsPerDay = dollarsPerDay
        self.throttled = throttled
    }
}
