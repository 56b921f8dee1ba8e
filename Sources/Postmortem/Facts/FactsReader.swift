import IncidentEngine
package import IncidentModel

extension PostmortemFacts {
    /// The share of requests from which a minute counts as bad: the first source's alarm, "error rate > 5 %" (section 6).
    package static let threshold = 0.05
    /// How long before the detection a change may be told of.
    static let leadIn = Duration.seconds(3600)

    /// - Parameters:
    ///   - journal: the whole journal: what belongs to the incident is found in it, other accounts' and drills' events are left out.
    ///   - now: while the incident goes on, its end.
    package init(_ incident: Incident, journal: [Event], now: Timestamp, threshold: Double = PostmortemFacts.threshold) {
        let reader = FactsReader(incident, journal, now: now)
        let moves = reader.moves
        let snapshots = reader.events.compactMap { MetricSnapshot($0.draft) }
        let targets = reader.targets
        let metrics = Dictionary(grouping: snapshots, by: \.target).mapValues { MetricSnapshot.merged($0) }
        let clocks = IncidentClocks.of(incident)
        let start = incident.impactStart ?? incident.detectedAt
        let end = clocks.restore.map { start + $0 } ?? incident.resolvedAt ?? now
        self.init(
            incident: incident, madeAt: now, account: reader.place.account, region: reader.place.region,
            isDrill: reader.place.drill != nil, clocks: clocks,
            impact: Impact(metrics, targets: targets, from: start, to: end, threshold: threshold), moves: moves,
            timeline: reader.timeline(moves), alarms: reader.alarms, checklists: reader.checklists, approvals: reader.approvals,
            foreign: reader.foreign, snapshots: snapshots,
            courses: targets.map { reader.course($0, moves, metrics[$0] ?? TargetMetrics(), start: start, end: end, now: now) }
                .filter {
                    !$0.isEmpty
                },
            journal: reader.journalEntries)
    }
}

/// Finds in a journal what belongs to one incident.
struct FactsReader {
    struct Place: Hashable {
        var account: String?
        var region: String?
        var drill: String?

        init(_ events: [Event]) {
            account = events.lazy.compactMap { $0.draft.account }.first { !$0.isEmpty }
            region = events.lazy.compactMap(\.draft.region).first
            drill = events.lazy.compactMap { $0.draft.details[JournalScope.drillKey]?.string }.first
        }

        func holds(_ draft: EventDraft) -> Bool {
            guard draft.details[JournalScope.drillKey]?.string == drill else { return false }
            if let region, let other = draft.region, region != other { return false }
            if let account, let other = draft.account, !other.isEmpty, account != other { return false }
            return true
        }
    }

    let incident: Incident
    let place: Place
    /// In the journal's order.
    let events: [Event]
    /// Numbers of the events that tell an alarm's change once more.
    let retold: Set<Int>
    let targets: [Target]

    init(_ incident: Incident, _ journal: [Event], now: Timestamp) {
        self.incident = incident
        let own = Set(incident.events.map(\.seq))
        let place = Place(incident.events)
        let actions = Set(incident.events.compactMap(\.draft.action))
        var targets = incident.targets
        for target in incident.events.compactMap({ $0.draft.kind == .aliasMove ? $0.draft.target : nil })
        where !targets.contains(target) {
            targets.append(target)
        }
        let from = min(incident.impactStart ?? incident.detectedAt, incident.detectedAt) - PostmortemFacts.leadIn
        let to = incident.closedAt ?? incident.resolvedAt.map { $0 + PostmortemFacts.leadIn } ?? now
        func belongs(_ draft: EventDraft) -> Bool {
            if let action = draft.action, actions.contains(action) { return true }
            guard draft.incident == nil, place.holds(draft) else { return false }
            let at = Self.time(draft)
            guard at >= from, at <= to else { return false }
            switch draft.kind {
            case .trailForeign, .alarmChanged, .deploymentEnded, .metricSnapshot, .approvalRequested, .approvalGranted:
                return draft.target.map { targets.contains($0) } ?? Self.names(draft).contains { targets.contains($0) }
            default: return false
            }
        }
        self.place = place
        self.targets = targets
        events = journal.filter { own.contains($0.seq) || belongs($0.draft) }
        retold = AlarmChange.retold(events)
    }

    /// When it happened, where that is not when it was written down.
    static func time(_ draft: EventDraft) -> Timestamp {
        switch draft.kind {
        case .trailForeign, .alarmChanged: draft.details["at"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
        default: draft.time
        }
    }

    private static func names(_ draft: EventDraft) -> [Target] {
        draft.details["targets"]?.array?.compactMap { $0.string.flatMap { Target($0) } } ?? []
    }

    static func text(_ name: String, _ draft: EventDraft) -> DisplayText { DisplayText(draft.details[name]?.string ?? "") }
}
