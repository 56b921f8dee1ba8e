import ConsoleUI
import IncidentEngine
import IncidentModel

/// The engine's values as the console sees them: the picture, what the journal told, and what changed since they were judged. Pure;
/// the runner feeds it and has its judgements made.
struct EngineMirror {
    /// Some judgements follow from the time alone: figures grow old, guards end. Everything is judged again after as long.
    static let longestTrust = Duration.seconds(30)
    /// Versions, targets and history that are read for the first time come into the timeline together, this far apart: a large account has
    /// thousands, and is read for half an hour.
    static func tellingGap(targets: Int) -> Duration { .seconds(targets > 100 ? 30 : 10) }
    /// CloudTrail is about a quarter of an hour late; what is older than this is history that is being read.
    private static let trailNews = Duration.seconds(3600)

    private enum Retelling: Int {
        case no
        /// What is told is not news.
        case inTurn
        case atOnce
    }

    private(set) var picture: FleetPicture
    private var incidentLedger = IncidentLedger()
    /// Whether the record of an incident has changed, or whether it is shown.
    private var hasIncidentNews = true
    private(set) var record = RecordMirror()
    /// The newest part of a journal that is still being read: shown, and nothing else.
    private var preview: TimelineBook?
    /// Changes of aliases and alarms noticed between two polls.
    private var seen: [TimelineEntry] = []
    private var assessments: [Target: Assessment] = [:]
    private var troubled: Set<Target> = []
    private var looks = DetectorLooks()
    private var isProposing = false
    private var clocks: [String: Judgement.ClockReading] = [:]
    private var hasChanged = false
    private var unjudged: Judgement.Scope? {
        didSet { if unjudged != nil { hasChanged = true } }
    }
    /// Whether something that the timeline tells has changed since it was made.
    private var retelling = Retelling.no
    /// Uptime.
    private var judgedAllAt: Duration?
    private var toldAt: Duration?
    private let shows: @Sendable (Target) -> Bool
    private let planning: PlanOptions
    private let severity: SeverityRules
    private let detection: DetectionRules
    /// A journal that is half read would have incidents proposed that people know of, and show old ones as open.
    private var isRead = true

    init(
        region: String, planning: PlanOptions = PlanOptions(), severity: SeverityRules = .shipped,
        detection: DetectionRules = DetectionRules(), shows: @escaping @Sendable (Target) -> Bool
    ) {
        picture = FleetPicture(region: region)
        self.severity = severity
        self.detection = detection
        self.shows = shows
        self.planning = planning
    }

    var ledger: ActionLedger { record.book.ledger }
    /// In the order of their declaration; none while the journal is being read.
    var incidents: [Incident] { isRead ? incidentLedger.incidents : [] }
    /// No incident is open and none is proposed.
    var isCalm: Bool { openIncident == nil && !isProposing }
    var openIncident: Incident? { isRead ? incidentLedger.worstOpen : nil }

    /// Whether anything that is judged has changed since the last call.
    mutating func takeChange() -> Bool {
        defer { hasChanged = false }
        return hasChanged
    }

    /// All of them, when anything of them has changed since the last call.
    mutating func takeIncidents() -> [Incident]? {
        defer { hasIncidentNews = false }
        return hasIncidentNews ? incidents : nil
    }

    /// Returns whether it has brought anything but a new age.
    @discardableResult
    mutating func observe(_ update: WatcherUpdate) -> Bool {
        let before = picture
        picture.apply(update.observation, at: update.at, interval: update.interval)
        if case .aliases(let function, _) = update.observation {
            for target in picture.targets(of: function) where !shows(target) { picture.aliases[target] = nil }
        }
        let isNews = picture.hasNews(since: before, from: update.observation, at: update.at)
        // What is armed is made of the latest reading, however little it differs.
        guard isNews || openIncident != nil else { return false }
        switch update.observation {
        case .alias(let state):
            noticeAliases(of: state.target.function, from: before)
            touch([state.target])
        case .aliases(let function, let states):
            noticeAliases(of: function, from: before)
            let gone = before.targets(of: function).filter { picture.aliases[$0] == nil }
            touch(Set(states.map(\.target)).union(gone))
        case .metrics(let target, _): touch([target])
        case .versions(let function, _):
            let known = before.versions[function]?.value
            if known != picture.versions[function]?.value { retell(known == nil ? .inTurn : .atOnce) }
            touch(Set(picture.targets(of: function)))
        case .alarms(let alarms):
            guard before.alarms?.value != alarms else { break }
            noticeAlarms(from: before, alarms, at: update.at.time)
            if before.alarms?.value.map(\.name) != alarms.map(\.name) { retell(.atOnce) }
            if before.alarms == nil { unjudged = .all } else { touch(watched(by: changedAlarms(from: before), before)) }
        case .alarmHistory:
            if before.transitions?.value != picture.transitions?.value { changeAll() }
        case .version(let function, _), .provisioned(let function, _), .wiring(let function, _):
            touch(Set(picture.targets(of: function)))
        case .totals(let target, _): touch([target])
        case .deployments:
            if before.deployments == nil || before.failures[.deployments] != nil { unjudged = .all }
            if before.deployments?.value != picture.deployments?.value {
                retell(.atOnce)
                touch(Set(picture.aliases.keys.filter { before.deployments(of: $0) != picture.deployments(of: $0) }))
            }
        case .trail:
            let known = Set((before.trail?.value ?? []).map(\.id))
            let new = (picture.trail?.value ?? []).filter { !known.contains($0.id) }
            guard !new.isEmpty else { break }
            retell(new.contains { $0.at > update.at.time - Self.trailNews } ? .atOnce : .inTurn)
            touch(Set(Set(new.map(\.function)).flatMap { picture.targets(of: $0) }))
        case .limits:
            if before.limits?.value != picture.limits?.value { unjudged = .all }
        // Whether CodeDeploy can be searched is part of what a target's readiness says.
        case .failed(.deployments, let failure):
            if before.failures[.deployments] != failure { unjudged = .all }
        case .failed, .budget, .caller, .functions, .traces: break
        }
        return isNews
    }

    mutating func record(_ batch: [Event]) {
        for event in batch {
            record.apply(event)
            incidentLedger.apply(event)
        }
        hasIncidentNews = true
        // Nothing is judged by a part of the journal: its end brings it all.
        guard isRead else { return }
        retell(.atOnce)
        touch(Set(batch.compactMap(\.draft.target).flatMap { picture.targets(of: $0.function) }))
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
        record = RecordMirror()
        preview = nil
        incidentLedger = IncidentLedger()
        hasIncidentNews = true
        changeAll()
    }

    /// The journal is read from its beginning; until its end is reached these newest events are what is shown of it.
    mutating func begin(newest: [Event]) {
        isRead = false
        hasIncidentNews = true
        preview = newest.isEmpty ? nil : TimelineBook(newest)
        retell(.atOnce)
        hasChanged = true
    }

    mutating func endReading() {
        isRead = true
        hasIncidentNews = true
        preview = nil
        changeAll()
    }

    /// What has to be judged since the last call; nil when nothing has changed.
    /// - Parameter elsewhere: other regions with an open incident.
    mutating func takeJudgement(_ now: Now, elsewhere: Set<String> = []) -> Judgement? {
        let isOld = judgedAllAt.map { now.uptime - $0 >= Self.longestTrust } ?? false
        let isDue = toldAt.map { now.uptime - $0 >= Self.tellingGap(targets: picture.aliases.count) } ?? true
        let tells = retelling == .atOnce || retelling == .inTurn && isDue
        guard let scope = isOld ? .all : unjudged ?? (tells ? .some([]) : nil) else { return nil }
        if case .all = scope { judgedAllAt = now.uptime }
        if tells {
            toldAt = now.uptime
            retelling = .no
        }
        unjudged = nil
        return Judgement(
            picture: picture, ledger: ledger, scope: scope, assessments: assessments, troubled: troubled, looks: looks,
            sources: tells ? .init(book: preview ?? record.book, seen: seen) : nil, planning: planning, now: now,
            incidents: isRead
                ? .init(all: incidents, current: incidentLedger.current, dismissals: record.dismissals, clocks: clocks) : nil,
            severity: severity, detection: detection, elsewhere: elsewhere)
    }

    /// Judgements are made one at a time, so these are the newest.
    mutating func accept(_ findings: Judgement.Findings) {
        assessments = findings.assessments
        troubled = findings.troubled
        looks = findings.looks
        if let proposal = findings.proposal { isProposing = proposal != nil }
        if let clocks = findings.clocks { self.clocks = clocks }
    }

    /// What AWS did to the targets of incidents that are not closed, as far as their record does not have it.
    func unrecorded(by author: IncidentDrafts.Author) -> [EventDraft] {
        guard isRead else { return [] }
        return incidentLedger.unclosed(since: author.time - IncidentRecorder.after).flatMap {
            IncidentRecorder.drafts(incident: $0, picture: picture, author: author)
        }
    }

    var facts: RecordFacts { record.facts(clocks) }

    func context(_ now: Now, readOnly: Bool) -> PlanningContext {
        PlanningContext(picture: picture, ledger: ledger, now: now, readOnly: readOnly, options: planning)
    }

    private mutating func retell(_ how: Retelling) {
        if how.rawValue > retelling.rawValue { retelling = how }
    }

    private mutating func changeAll() {
        retell(.atOnce)
        unjudged = .all
    }

    private mutating func touch(_ targets: Set<Target>) {
        if unjudged == nil { unjudged = .some(targets) } else { unjudged?.add(targets) }
    }

    private mutating func noticeAliases(of function: String, from before: FleetPicture) {
        // A new target brings the alarms' lines their target.
        if before.aliases.count != picture.aliases.count { retell(.inTurn) }
        see(TimelineBuilder.changes(from: before, to: picture, of: picture.targets(of: function)))
    }

    private mutating func see(_ entries: [TimelineEntry]) {
        guard !entries.isEmpty else { return }
        retell(.atOnce)
        seen += entries
        if seen.count > 1000 { seen.removeFirst(seen.count - 1000) }
    }

    /// The names of the alarms that are not as they were.
    private func changedAlarms(from before: FleetPicture) -> Set<String> {
        func byName(_ picture: FleetPicture) -> [String: Alarm] {
            Dictionary((picture.alarms?.value ?? []).map { ($0.name.raw, $0) }, uniquingKeysWith: { $1 })
        }
        let (old, new) = (byName(before), byName(picture))
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    }

    /// The targets that these alarms watch, or did.
    private func watched(by names: Set<String>, _ before: FleetPicture) -> Set<Target> {
        guard !names.isEmpty else { return [] }
        return Set(
            picture.aliases.keys.filter { target in
                (before.alarms(of: target) + picture.alarms(of: target)).contains { names.contains($0.name.raw) }
            })
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
