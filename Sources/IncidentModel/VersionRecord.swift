/// How many requests a version answered through an alias in a stretch of time (CloudWatch, ExecutedVersion).
package struct VersionTotals: Hashable, Sendable {
    package var requests: Double
    package var errors: Double
    package var from: Timestamp
    package var to: Timestamp

    package init(requests: Double, errors: Double, from: Timestamp, to: Timestamp) {
        self.requests = requests
        self.errors = errors
        self.from = from
        self.to = to
    }

    /// 0…1; nil without requests.
    package var errorRate: Double? { requests > 0 ? min(1, max(0, errors) / requests) : nil }
}

/// One row of a target's ledger: what is known of a version's time on this alias, and what was made of it.
package struct VersionRecord: Hashable, Sendable {
    package enum Verdict: String, Sendable { case chosen, passedOver, leaving, older }
    /// Where the time served is known from, the surest first.
    package enum Source: String, Sendable, CaseIterable { case journal, trail, deployment, inferred }

    package var version: VersionID
    package var verdict: Verdict
    /// The sum of all stretches; nil when it never served as far as is known.
    package var served: Duration?
    package var firstServed: Timestamp?
    package var lastServed: Timestamp?
    package var source: Source?
    package var totals: VersionTotals?
    /// Alarms that fired while it was served.
    package var alarms: [DisplayText]
    /// Why it was passed over, or what speaks for it.
    package var reason: String

    package init(
        version: VersionID, verdict: Verdict, served: Duration? = nil, firstServed: Timestamp? = nil,
        lastServed: Timestamp? = nil,
        source: Source? = nil, totals: VersionTotals? = nil, alarms: [DisplayText] = [], reason: String = ""
    ) {
        self.version = version
        self.verdict = verdict
        self.served = served
        self.firstServed = firstServed
        self.lastServed = lastServed
        self.source = source
        self.totals = totals
        self.alarms = alarms
        self.reason = reason
    }
}
