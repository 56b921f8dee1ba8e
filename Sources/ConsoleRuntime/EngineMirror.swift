import ConsoleUI
import IncidentEngine
import IncidentModel

/// The engine's values as the console sees them: the picture, what the journal told, and what changed since they were judged. Pure;
/// the runner feeds it and has its judgements made.
struct EngineMirror {
    private(set) var picture: FleetPicture
    private(set) var ledger = ActionLedger([])
    private(set) var incidents: [Incident] = []
    private var events: [Event] = []
    /// Changes of aliases and alarms noticed between two polls.
    private var seen: [TimelineEntry] = []
    private var assessments: [Target: Assessment] = [:]
    private var hasChanged = false
    private var unjudged: Judgement.Scope? {
        didSet { if unjudged != nil { hasChanged = true } }
    }
    /// Whether something that the timeline tells has changed since it was made.
    private var retell = false
    private let shows: @Sendable (Target) -> Bool
    private let planning: PlanOptions

    init(region: String, planning: PlanOptions = PlanOptions(), shows: @escaping @Sendable (Target) -> Bool) {
        picture = FleetPicture(region: region)
        self.shows = shows
        self.planning = planning
    }

    var openIncident: Incident? { incidents.last { $0.isOpen } }

    /// Whether anything that is judged has changed since the last call.
    mutating func takeChange() -> Bool {
        defer { hasChanged = false }
        return hasChanged
    }

    mutating func observe(_ update: WatcherUpdate) {
        let before = picture
        picture.apply(update.observation, at: update.at, interval: update.interval)
        switch update.observation {
        case .alias(let state):
            noticeAliases(from: before)
            touch([state.target])
        case .aliases(let function, let states):
            for target in picture.targets(of: function) where !shows(target) {
                picture.aliases[target] = nil
            }
            noticeAliases(from: before)
            let gone = before.targets(of: function).filter { picture.aliases[$0] == nil }
            touch(Set(states.map(\.target)).union(gone))
        case .metrics(let target, _): touch([target])
        case .versions(let function, _):
            if before.versions[function]?.value != picture.versions[function]?.value { retell = true }
            touch(Set(picture.targets(of: function)))
        case .alarms(let alarms):
            noticeAlarms(from: before, alarms, at: update.at.time)
            if before.alarms?.value.map(\.name) != alarms.map(\.name) { retell = true }
            unjudged = .all
        case .alarmHistory:
            retell = true
            unjudged = .all
        case .version(let function, _), .provisioned(let function, _), .wiring(let function, _):
            touch(Set(picture.targets(of: function)))
        case .totals(let target, _): touch([target])
        case .deployments, .trail:
            retell = true
            unjudged = .all
        case .limits: unjudged = .all
        // Whether CodeDeploy can be searched is part of what a target's readiness says.
        case .failed(.deployments, _): unjudged = .all
        case .failed, .budget, .caller, .functions, .traces: break
        }
    }

    mutating func record(_ batch: [Event]) {
        events += batch
        for event in batch { ledger.apply(event) }
        incidents = IncidentReducer.reduce(events)
        retell = true
        unjudged = .all
    }

    /// What our own action read back is known at once, not with the next poll: an undo pressed now must not take it for somebody else's move.
    mutating func take(_ results: [ActionResult], at now: Now) {
        for result in results where result.outcome == .verified {
            guard let revision = result.revision, var state = picture.aliases[result.target]?.value else { continue }
            state.routing = result.after
            state.revision = revision
            let interval = picture.aliases[result.target]?.interval ?? .seconds(2)
            observe(WatcherUpdate(observation: .alias(state), at: now, interval: interval))
        }
    }

    /// The journal will be read anew.
    mutating func forgetJournal() {
        events = []
        ledger = ActionLedger([])
        incidents = []
        retell = true
        unjudged = .all
    }

    /// What has to be judged since the last call; nil when nothing has changed.
    mutating func takeJudgement(_ now: Now) -> Judgement? {
        guard let unjudged else { return nil }
        defer {
            self.unjudged = nil
            retell = false
        }
        return Judgement(
            picture: picture, ledger: ledger, scope: unjudged, assessments: assessments,
            sources: retell ? .init(events: events, seen: seen) : nil, planning: planning, now: now)
    }

    /// Judgements are made one at a time, so these are the newest.
    mutating func accept(_ findings: Judgement.Findings) { assessments = findings.assessments }

    func context(_ now: Now, readOnly: Bool) -> PlanningContext {
        PlanningContext(picture: picture, ledger: ledger, now: now, readOnly: readOnly, options: planning)
    }

    private mutating func touch(_ targets: Set<Target>) {
        if unjudged == nil { unjudged = .some(targets) } else { unjudged?.add(targets) }
    }

    private mutating func noticeAliases(from before: FleetPicture) {
        // A new target brings the alarms' lines their target.
        if before.aliases.count != picture.aliases.count { retell = true }
        see(TimelineBuilder.changes(from: before, to: picture))
    }

    private mutating func see(_ entries: [TimelineEntry]) {
        guard !entries.isEmpty else { return }
        retell = true
        seen += entries
        if seen.count > 1000 { seen.removeFirst(seen.count - 1000) }
    }

    private mutating func noticeAlarms(from before: FleetPicture, _ alarms: [Alarm], at: Timestamp) {
        guard let old = before.alarms?.value else { return }
        let states = Dictionary(old.map { ($0.name.raw, $0.state) }, uniquingKeysWith: { $1 })
        for alarm in alarms {
            guard let was = states[alarm.name.raw], was != alarm.state else { continue }
            see([
                TimelineEntry(
                    at: alarm.since ?? at, who: "AWS", category: .alarm,
                    text: DisplayText("\(alarm.name.raw) \(was.rawValue) → \(alarm.state.rawValue)"), evidence: "seen")
            ])
        }
    }
}
