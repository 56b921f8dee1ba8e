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
        let long = all.compactMap { measure in
            latest(measure.stretches.filter { $0.isEnough(measure.rule) }, before: detectedAt, latch: rules.latch)
        }
        return long.min() ?? all.compactMap { latest($0.stretches, before: detectedAt, latch: brief) }.min()
    }

    private static func latest(_ stretches: [BadStretch], before detectedAt: Timestamp, latch: Duration) -> Timestamp? {
        stretches.last { $0.from <= detectedAt && $0.last + BadStretch.minute + latch >= detectedAt }?.from
    }

    /// Of each measure of a target, oldest first.
    private static func stretches(_ metrics: TargetMetrics) -> [(rule: DetectionRules.Breach, stretches: [BadStretch])] {
        var all: [(rule: DetectionRules.Breach, stretches: [BadStretch])] = []
        if let rule = rules.failing {
            all += ([metrics.whole] + metrics.byVersion.values).map { traffic in
                (rule, BadStretch.all(counted: traffic.errors, among: traffic.invocations.points, over: rule.share))
            }
        }
        if let rule = rules.throttled {
            all.append(
                (rule, BadStretch.all(counted: metrics.whole.throttles, among: metrics.whole.asked, over: rule.share)))
        }
        return all
    }
}
