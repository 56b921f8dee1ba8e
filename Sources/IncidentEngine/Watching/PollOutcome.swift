import IncidentModel

/// What came of one poll.
struct PollOutcome: Sendable {
    enum Answer: Sendable {
        case plain(Observation)
        case metrics(MetricRequest, TargetMetrics, MetricKeeper.Question)
        case history([AlarmTransition], until: Timestamp)
        case fingerprint(Target, AliasFingerprint)
        case trail([TrailEvent], TrailReach.Slice)
        case totals(TotalsInquiry, [TotalsQuestion: VersionTotals])
    }

    var answers: [Answer] = []
    var failure: CallFailure?
    /// What stays old because of the failure.
    var failedSources: [Observation.Source] = []
}

/// The sums that are wanted of a target, and those of them that have to be asked for.
struct TotalsInquiry: Sendable {
    var target: Target
    var wanted: [TotalsQuestion]
    var open: [TotalsQuestion]
}
