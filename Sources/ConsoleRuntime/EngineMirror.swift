import ConsoleUI
import IncidentEngine
import IncidentModel

/// The engine's values as the console sees them: the picture, what the journal told, and the judgements made of both. Pure; the runner
/// feeds it and posts the messages it returns.
struct EngineMirror {
    private(set) var picture: FleetPicture
    private(set) var ledger = ActionLedger([])
    private(set) var incidents: [Incident] = []
    private var events: [Event] = []
    /// Changes of aliases and alarms noticed between two polls.
    private var seen: [TimelineEntry] = []
    /// Those of `seen` that are alarms.
    private var noticed: [TimelineEntry: Told] = [:]
    private var assessments: [Target: Assessment] = [:]
    private var dirty: Dirty = .nothing
    private let shows: @Sendable (Target) -> Bool

    private enum Dirty {
        case nothing, some(Set<Target>), all
        mutating func add(_ targets: Set<Target>) {
            switch self {
            case .nothing: self = .some(targets)
            case .some(let old): self = .some(old.union(targets))
            case .all: break
            }
        }
    }

    init(region: String, shows: @escaping @Sendable (Target) -> Bool) {
        picture = FleetPicture(region: region)
        self.shows = shows
    }

    var openIncident: Incident? { incidents.last { $0.isOpen } }

    mutating func observe(_ update: WatcherUpdate) {
        let before = picture
        picture.apply(update.observation, at: update.at, interval: update.interval)
        if case .aliases = update.observation {
            for target in picture.aliases.keys where !shows(target) { picture.aliases[target] = nil }
        }
        seen += TimelineBuilder.changes(from: before, to: picture)
        if seen.count > 1000 {
            for old in seen.prefix(seen.count - 1000) { noticed[old] = nil }
            seen.removeFirst(seen.count - 1000)
        }
        switch update.observation {
        case .alias(let state):
            dirty.add([state.target])
        case .aliases(_, let states):
            dirty.add(Set(states.map(\.target)))
        case .metrics(let target, _): dirty.add([target])
        case .versions(let function, _): dirty.add(Set(picture.aliases.keys.filter { $0.function == function }))
        case .alarms(let alarms):
            noticeAlarms(from: before, alarms, at: update.at.time)
            dirty = .all
        case .alarmHistory: dirty = .all
        case .failed, .budget, .caller, .functions: break
        }
    }

    mutating func record(_ batch: [Event]) {
        events += batch
        for event in batch { ledger.apply(event) }
        incidents = IncidentReducer.reduce(events)
        dirty = .all
    }

    /// Judges what changed since the last call.
    mutating func judge(_ now: Now) -> [Message] {
        switch dirty {
        case .nothing: return []
        case .some(let targets):
            for target in targets {
                assessments[target] =
                    picture.aliases[target] == nil ? nil : Assessor.assess(target, picture, ledger: ledger, now: now)
            }
        case .all: assessments = Assessor.assess(picture, ledger: ledger, now: now)
        }
        dirty = .nothing
        let suggestion = SeverityMatrix.suggest(assessments, picture: picture, now: now)
        let timeline = TimelineBuilder.entries(events: events, picture: picture, seen: unexplained)
        return [
            .assessed(assessments, suggestion: suggestion), .timeline(timeline.suffix(2000)), .incidents(incidents),
        ]
    }

    func context(_ now: Now, readOnly: Bool) -> PlanningContext {
        PlanningContext(picture: picture, ledger: ledger, now: now, readOnly: readOnly)
    }

    /// What was noticed between two polls, without the changes of alarms that CloudWatch's own history tells by now.
    private var unexplained: [TimelineEntry] {
        let told = Set(
            (picture.transitions?.value ?? []).map {
                Told(alarm: $0.alarm.raw, to: $0.to, minute: $0.at.milliseconds / 60_000)
            })
        return seen.filter { entry in
            guard let alarm = noticed[entry] else { return true }
            let minute = entry.at.milliseconds / 60_000
            return !(minute - 1...minute + 1).contains { told.contains(Told(alarm: alarm.alarm, to: alarm.to, minute: $0)) }
        }
    }

    private struct Told: Hashable {
        var alarm: String
        var to: Alarm.State
        var minute: Int64
    }

    private mutating func noticeAlarms(from before: FleetPicture, _ alarms: [Alarm], at: Timestamp) {
        guard let old = before.alarms?.value else { return }
        let states = Dictionary(old.map { ($0.name.raw, $0.state) }, uniquingKeysWith: { $1 })
        for alarm in alarms {
            guard let was = states[alarm.name.raw], was != alarm.state else { continue }
            let entry = TimelineEntry(
                at: alarm.since ?? at, who: "AWS", category: .alarm,
                text: DisplayText("\(alarm.name.raw) \(was.rawValue) → \(alarm.state.rawValue)"), evidence: "seen")
            seen.append(entry)
            noticed[entry] = Told(alarm: alarm.name.raw, to: alarm.state, minute: 0)
        }
    }
}
