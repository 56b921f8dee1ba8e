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
        var events: [Event]
        var seen: [TimelineEntry]
    }

    /// What was found.
    struct Findings: Sendable {
        var assessments: [Target: Assessment]
        /// Those of them that are suspect or bad.
        var troubled: Set<Target>
        /// Those that were judged anew; nil: all.
        var changed: Set<Target>?
        var suggestion: SeveritySuggestion?
        /// Oldest first; nil when nothing of it has changed.
        var timeline: [TimelineEntry]?

        var messages: [Message] {
            var messages: [Message] = [.assessed(assessments, suggestion: suggestion, changed: changed)]
            if let timeline { messages.append(.timeline(timeline)) }
            return messages
        }
    }

    /// How many of its newest entries the timeline shows.
    private static let timelineLimit = 2000

    var picture: FleetPicture
    var ledger: ActionLedger
    var scope: Scope
    /// What was found last time, and which targets were suspect or bad.
    var assessments: [Target: Assessment]
    var troubled: Set<Target> = []
    /// Nil when the timeline stays as it is.
    var sources: Sources?
    var planning = PlanOptions()
    var now: Now

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
            TimelineBuilder.entries(
                events: $0.events, picture: picture, seen: $0.seen, options: planning, newest: Self.timelineLimit)
        }
        return Findings(
            assessments: assessments, troubled: troubled, changed: changed,
            suggestion: SeverityMatrix.suggest(assessments, troubled: troubled, picture: picture, now: now), timeline: timeline)
    }
}
