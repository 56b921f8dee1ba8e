import ConsoleUI
import IncidentEngine
import IncidentModel

/// One judging of the fleet, a value that is carried off the main actor: a thousand targets take longer than a key may wait.
struct Judgement: Sendable {
    /// The targets to be judged anew.
    enum Scope: Sendable {
        case some(Set<Target>), all

        mutating func add(_ targets: Set<Target>) {
            if case .some(let old) = self { self = .some(old.union(targets)) }
        }
    }

    /// What the timeline is made of.
    struct Sources: Sendable {
        var book: TimelineBook
        var seen: [TimelineEntry]
    }

    /// What the journal says of incidents.
    struct Incidents: Sendable {
        var all: [Incident]
        /// Those whose clocks are shown.
        var current: [Incident]
        /// Proposals that were put aside.
        var dismissals: [Event]
        /// As read before; an incident without new events is not read again.
        var clocks: [String: ClockReading]
    }

    struct ClockReading: Sendable {
        /// How many events the incident had.
        var events: Int
        var shown: RecordFacts.Clocks
    }

    /// What was found.
    struct Findings: Sendable {
        var assessments: [Target: Assessment]
        /// Those of them that are suspect or bad.
        var troubled: Set<Target>
        /// Those that were judged anew; nil: all.
        var changed: Set<Target>?
        var suggestion: SeveritySuggestion?
        /// Nil while the journal is still being read.
        var proposal: IncidentProposal??
        var clocks: [String: ClockReading]?
        /// Oldest first; nil when nothing of it has changed.
        var timeline: TimelineListing?
        var looks = DetectorLooks()

        var messages: [Message] {
            var messages: [Message] = [.assessed(assessments, suggestion: suggestion, changed: changed)]
            if let proposal { messages.append(.proposed(proposal)) }
            if let timeline { messages.append(.timeline(Timeline(count: timeline.count) { timeline[$0] })) }
            return messages
        }
    }

    var picture: FleetPicture
    var ledger: ActionLedger
    var scope: Scope
    /// What was found last time, and which targets were suspect or bad.
    var assessments: [Target: Assessment]
    var troubled: Set<Target> = []
    var looks = DetectorLooks()
    /// Nil when the timeline stays as it is.
    var sources: Sources?
    var planning = PlanOptions()
    var now: Now
    /// Nil while the journal is still being read.
    var incidents: Incidents?
    var severity = SeverityRules.shipped
    var detection = DetectionRules()
    /// Other regions with an open incident.
    var elsewhere: Set<String> = []

    func findings() -> Findings {
        var (assessments, troubled) = (assessments, troubled)
        var changed: Set<Target>?
        switch scope {
        case .all:
            assessments = Assessor.assess(picture, ledger: ledger, options: planning, now: now)
            troubled = Set(assessments.values.lazy.filter { $0.trouble >= .suspect }.map(\.target))
        case .some(let targets):
            changed = targets
            for target in targets {
                let found =
                    picture.aliases[target] == nil
                    ? nil : Assessor.assess(target, picture, ledger: ledger, options: planning, now: now)
                assessments[target] = found
                if let found, found.trouble >= .suspect { troubled.insert(target) } else { troubled.remove(target) }
            }
        }
        let timeline = sources.map {
            TimelineBuilder.listing($0.book, picture: picture, seen: $0.seen, options: planning)
        }
        var findings = Findings(
            assessments: assessments, troubled: troubled, changed: changed,
            suggestion: SeverityMatrix.suggest(
                assessments, troubled: troubled, picture: picture, rules: severity, elsewhere: elsewhere, now: now),
            timeline: timeline)
        findings.looks = looks
        findings.looks.look(at: changed, picture: picture, ledger: ledger, rules: detection, now: now)
        guard let incidents else { return findings }
        findings.clocks = clocks(incidents)
        findings.proposal = .some(
            IncidentDetector.propose(
                looks: findings.looks, picture: picture, assessments: assessments, ledger: ledger, incidents: incidents.all,
                events: incidents.dismissals, severity: severity, detection: detection, elsewhere: elsewhere, now: now))
        return findings
    }

    private func clocks(_ incidents: Incidents) -> [String: ClockReading] {
        var read: [String: ClockReading] = [:]
        for incident in incidents.current {
            if let known = incidents.clocks[incident.id], known.events == incident.events.count {
                read[incident.id] = known
                continue
            }
            let decided = incident.events.first { event in
                event.draft.kind == .aliasMove && event.draft.phase == .intent
                    && (event.draft.command == "rollback" || event.draft.command == "abort")
            }
            read[incident.id] = ClockReading(
                events: incident.events.count,
                shown: .init(IncidentClocks.of(incident), decidedAt: decided?.draft.time))
        }
        return read
    }
}
