import IncidentModel

/// When the impact of an incident began, found afterwards: who declares one in its first minute does so before CloudWatch has that minute.
///
/// It is told by the figures that the incident's record keeps (`metrics.snapshot`), and by nothing else, so that every reader of a journal
/// finds the same; what was said at the declaration counts before it. A minute is bad in which more of the requests of a target, or of one
/// of its versions, failed than the shipped `DetectionRules` allow (5 %), or more of a target's were throttled (20 %): the settings' own
/// shares are not in the journal. Bad minutes on end are a stretch. The impact began with the first minute of the latest stretch that
/// began before the detection and was not over for longer than the rules' latch then; of several targets and versions, the earliest such.
/// The stretch must be as long and have as many requests as the rules want, minutes after the detection among them; where none is, one that
/// is shorter counts, when it was not over for ten minutes: somebody saw something. No such stretch: it stays unknown.
enum ImpactStart {
    private static let rules = DetectionRules()
    private static let brief = Duration.seconds(600)
    private static let minute = Duration.seconds(60)

    /// Sets what is not said, as the record tells it now.
    static func fill(_ incident: inout Incident) {
        guard said(incident) == nil else { return }
        incident.impactStart = find(incident.events.compactMap { MetricSnapshot($0.draft) }, detectedAt: incident.detectedAt)
    }

    /// What the declaration says.
    static func said(_ incident: Incident) -> Timestamp? {
        incident.events.first?.draft.details["impactStart"]?.string.flatMap { Timestamp(rfc3339: $0) }
    }

    static func find(_ snapshots: [MetricSnapshot], detectedAt: Timestamp) -> Timestamp? {
        let all = Dictionary(grouping: snapshots, by: \.target).values.flatMap { stretches(MetricSnapshot.merged($0)) }
        let long = all.compactMap { latest($0.filter(\.isEnough), before: detectedAt, latch: rules.latch) }
        return long.min() ?? all.compactMap { latest($0, before: detectedAt, latch: brief) }.min()
    }

    private struct Stretch {
        var from: Timestamp
        /// The beginning of its last minute.
        var last: Timestamp
        var minutes = 1
        var requests: Double
        var rule: DetectionRules.Breach

        var isEnough: Bool { minutes >= rule.minutes && requests >= rule.requests }
    }

    private static func latest(_ stretches: [Stretch], before detectedAt: Timestamp, latch: Duration) -> Timestamp? {
        stretches.last { $0.from <= detectedAt && $0.last + minute + latch >= detectedAt }?.from
    }

    /// Of each measure of a target, oldest first.
    private static func stretches(_ metrics: TargetMetrics) -> [[Stretch]] {
        var all: [[Stretch]] = []
        if let rule = rules.failing {
            all += ([metrics.whole] + metrics.byVersion.values).map { traffic in
                stretches(counted: traffic.errors, among: traffic.invocations.points, rule)
            }
        }
        if let rule = rules.throttled {
            // Throttled requests are not among the invocations.
            let requests = (metrics.whole.invocations.points + metrics.whole.throttles.points).map { ($0.at, max(0, $0.value)) }
            let among = Dictionary(requests, uniquingKeysWith: +).map { MetricSeries.Point(at: $0.key, value: $0.value) }
            all.append(stretches(counted: metrics.whole.throttles, among: among.sorted { $0.at < $1.at }, rule))
        }
        return all
    }

    private static func stretches(
        counted: MetricSeries, among: [MetricSeries.Point], _ rule: DetectionRules.Breach
    ) -> [Stretch] {
        let amounts = Dictionary(counted.points.map { ($0.at, max(0, $0.value)) }, uniquingKeysWith: { $1 })
        var found: [Stretch] = []
        for point in among where point.value > 0 && (amounts[point.at] ?? 0) / point.value > rule.share {
            if let last = found.last, point.at - last.last <= minute {
                found[found.count - 1].last = point.at
                found[found.count - 1].minutes += 1
                found[found.count - 1].requests += point.value
            } else {
                found.append(Stretch(from: point.at, last: point.at, requests: point.value, rule: rule))
            }
        }
        return found
    }
}
