package import IncidentModel

/// Figures over the incidents of a journal: clocks with their spread, and DORA's change-failure rate and time to restore.
///
/// - A *change* is a version that came newly to a target (`VersionChange`). Known are: verified moves of the journal, deployments and
///   CloudTrail changes that the journal recorded, versions that a move of ours found and took away, and those that the caller adds.
///   Changes that others made and that nobody recorded are not known: where flipback is not what moves releases forward, the rate is
///   an upper bound.
/// - A change *failed* when an incident's record has a verified rollback or abort that took its version away, or a deployment of it that
///   failed. A fix that went forward is not told from any other change.
/// - *Time to restore* is the clock `restore` (`IncidentClocks.of`) of the incidents with a failed change.
package struct IncidentStatistics: Hashable, Sendable {
    /// Durations of some incidents.
    package struct Spread: Hashable, Sendable {
        /// The middle one; of an even number, half way between the middle two.
        package var median: Duration
        /// The smallest that at least nine in ten do not exceed (nearest rank).
        package var p90: Duration
        package var count: Int

        /// Nil for none.
        package init?(_ durations: [Duration]) {
            let sorted = durations.sorted()
            guard let last = sorted.last else { return nil }
            let half = sorted.count / 2
            median = sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
            let rank = (sorted.count * 9 + 9) / 10
            p90 = rank >= 1 && rank <= sorted.count ? sorted[rank - 1] : last
            count = sorted.count
        }
    }

    /// Incidents that are over; the clocks are theirs.
    package var past: Int
    package var open: Int
    package var detect: Spread?
    package var acknowledge: Spread?
    package var contain: Spread?
    package var recover: Spread?
    package var restore: Spread?
    package var changes: Int
    package var failedChanges: Int
    /// `restore` of the incidents with a failed change.
    package var restoreAfterChange: Spread?

    /// Failed ÷ all, 0…1; nil where no change is known.
    package var changeFailureRate: Double? { changes > 0 ? Double(failedChanges) / Double(changes) : nil }

    /// - Parameters:
    ///   - incidents: of the events; drills and real ones are not for one statistic.
    ///   - events: of the whole journal in its order, those outside incidents among them.
    ///   - also: changes that are known from elsewhere, such as `VersionChanges.seen`.
    package init(incidents: [Incident], events: [Event], also: [VersionChange] = []) {
        let over = incidents.filter { !$0.isOpen }
        past = over.count
        open = incidents.count - over.count
        let clocks = over.map { (incident: $0, clocks: IncidentClocks.of($0)) }
        func spread(_ clock: (IncidentClocks) -> Duration?) -> Spread? { Spread(clocks.compactMap { clock($0.clocks) }) }
        detect = spread(\.detect)
        acknowledge = spread(\.acknowledge)
        contain = spread(\.contain)
        recover = spread(\.recover)
        restore = spread(\.restore)
        var known = VersionChanges(events)
        for change in also { known.add(change.target, change.version, at: change.at) }
        let failed = incidents.map { VersionChanges.failed($0) }
        for changes in failed { for change in changes { known.add(change.target, change.version, at: change.at) } }
        changes = known.all.count
        failedChanges = Set(failed.joined().map { VersionChanges.Key(target: $0.target, version: $0.version) }).count
        restoreAfterChange = Spread(
            clocks.compactMap { VersionChanges.failed($0.incident).isEmpty ? nil : $0.clocks.restore })
    }
}
