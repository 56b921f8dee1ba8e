/// One thing the watcher learned, or failed to learn.
package enum Observation: Sendable {
    /// What was polled; also the key of failures and ages.
    package enum Source: Hashable, Sendable {
        case caller, functions, alarms, alarmHistory, deployments, limits, trail
        case aliases(function: String)
        case versions(function: String)
        case metrics(Target)
        case totals(Target)
        case provisioned(function: String)
        case wiring(function: String)
        case traces(function: String)
        /// One version, with its state (GetFunction).
        case version(function: String, VersionID)
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
    /// One version with its state, which the version list does not tell.
    case version(function: String, FunctionVersion)
    /// Deployments that run, and those that ended lately. The whole list: what is missing from it is over and forgotten.
    case deployments([Deployment])
    /// Provisioned concurrency by qualifier, an alias or a version. The whole list of the function.
    case provisioned(function: String, [String: ProvisionedConcurrency])
    case wiring(function: String, FunctionWiring)
    case limits(AccountLimits)
    /// Changes since the last look; merged into what is known. `span`: what was searched for them.
    case trail([TrailEvent], span: TrailSpan? = nil)
    case traces(function: String, TraceFindings)
    /// Of versions that were asked for; merged into what is known.
    case totals(Target, [VersionID: VersionTotals])
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
    /// Functions whose aliases have been read since the start (or since the last standstill), and functions whose aliases there are to
    /// read: equal once every row has been seen.
    package var rowsSeen: Int
    package var rowsKnown: Int

    package init(
        requestsPerSecond: Double = 0, limit: Double = 3, callsPerMinute: Int = 0, dollarsPerDay: Double = 0,
        throttled: Bool = false, rowsSeen: Int = 0, rowsKnown: Int = 0
    ) {
        self.requestsPerSecond = requestsPerSecond
        self.limit = limit
        self.callsPerMinute = callsPerMinute
        self.dollarsPerDay = dollarsPerDay
        self.throttled = throttled
        self.rowsSeen = rowsSeen
        self.rowsKnown = rowsKnown
    }
}
