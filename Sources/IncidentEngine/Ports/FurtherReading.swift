package import IncidentModel

/// Cheap and single reads of Lambda that count against GetFunction's own quota (100 rps) and not against the control plane's 15.
package protocol FunctionProbing: Sendable {
    /// GetFunction with the alias as qualifier: changes when the pointer does; whether it does when only weights change is not
    /// documented, so it can hurry a read but never replace one.
    func fingerprint(_ target: Target) async throws(CallFailure) -> AliasFingerprint
    /// One version with its state and reason codes, which the list does not tell.
    func version(_ version: VersionID, of function: String) async throws(CallFailure) -> FunctionVersion
}

package struct AliasFingerprint: Hashable, Sendable {
    package var version: VersionID
    package var revision: RevisionID

    package init(version: VersionID, revision: RevisionID) {
        self.version = version
        self.revision = revision
    }
}

/// What else sends work to a function, and what is left on a version.
package protocol WiringReading: Sendable {
    /// Event-source mappings, URLs, reserved concurrency, and the resource policies of the function, its aliases and the versions named.
    /// A part that cannot be read is named in `unread`; throws only when nothing could be read.
    func wiring(of function: String, qualifiers: [String]) async throws(CallFailure) -> FunctionWiring
    func limits() async throws(CallFailure) -> AccountLimits
    /// Running durable executions of one version (ListDurableExecutionsByFunction, Statuses RUNNING).
    func durableExecutions(of function: String, version: VersionID) async throws(CallFailure) -> [StrandedWork.DurableExecution]
}

/// CloudTrail's event history. Slow (4 s and more) and late (5 to 15 minutes): never on the hot path, at most a call in 5 s.
package protocol TrailReading: Sendable {
    /// UpdateAlias and PublishVersion since a moment, oldest first.
    func changes(since: Timestamp, to: Timestamp) async throws(CallFailure) -> [TrailEvent]
}

/// X-Ray.
package protocol TraceReading: Sendable {
    func traces(of function: String, from: Timestamp, to: Timestamp) async throws(CallFailure) -> TraceFindings
}

/// Sums over long stretches, for the ledger.
package protocol TotalReading: Sendable {
    /// Requests and errors of versions served through an alias, each over its own stretch, hour by hour (GetMetricData).
    func totals(_ questions: [TotalsQuestion]) async throws(CallFailure) -> [TotalsQuestion: VersionTotals]
    /// The age of the oldest queued asynchronous event of a function in the latest minute; nil when nothing is queued.
    func oldestAsyncEvent(of function: String, at: Timestamp) async throws(CallFailure) -> Duration?
    /// Executions of a version that ran at the same time through the alias, in the latest minute that CloudWatch knows of the ten before;
    /// nil when it knows none.
    func inFlight(on version: VersionID, of target: Target, at: Timestamp) async throws(CallFailure) -> MetricSeries.Point?
}

package struct TotalsQuestion: Hashable, Sendable {
    package var target: Target
    package var version: VersionID
    package var from: Timestamp
    package var to: Timestamp

    package init(target: Target, version: VersionID, from: Timestamp, to: Timestamp) {
        self.target = target
        self.version = version
        self.from = from
        self.to = to
    }
}

/// The reads that the console can do without. What is nil is not asked for, and what needs it says that it is not known.
package struct FurtherReading: Sendable {
    package var deployments: (any DeploymentReading)?
    package var provisioned: (any ProvisionedReading)?
    package var probing: (any FunctionProbing)?
    package var wiring: (any WiringReading)?
    package var trail: (any TrailReading)?
    package var traces: (any TraceReading)?
    package var totals: (any TotalReading)?

    package init(
        deployments: (any DeploymentReading)? = nil, provisioned: (any ProvisionedReading)? = nil,
        probing: (any FunctionProbing)? = nil, wiring: (any WiringReading)? = nil, trail: (any TrailReading)? = nil,
        traces: (any TraceReading)? = nil, totals: (any TotalReading)? = nil
    ) {
        self.deployments = deployments
        self.provisioned = provisioned
        self.probing = probing
        self.wiring = wiring
        self.trail = trail
        self.traces = traces
        self.totals = totals
    }
}
