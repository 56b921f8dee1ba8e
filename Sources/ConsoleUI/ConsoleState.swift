import IncidentModel
package import TerminalCanvas

/// The whole console as a value: messages go in, effects and canvases come out. No clock, no files, no tasks.
package struct ConsoleState: Sendable {
    package let options: ConsoleOptions
    package internal(set) var size: Size

    var live = Scene()
    /// What the panes show while PAUSED.
    var frozen: Scene?
    var incidents: [Incident] = [] {
        didSet {
            openIncident = incidents.worstOpen
            recordedIncident = openIncident ?? incidents.last { $0.closedAt == nil }
        }
    }
    /// Each frame asks for it many times, and there may be thousands of incidents.
    private(set) var openIncident: Incident?
    /// The incident that roles, stages, ticks and links go to: the open one, else the last that is not closed.
    private(set) var recordedIncident: Incident?
    /// What flipback proposes; shown while no incident is open.
    var proposal: IncidentProposal?
    var facts = RecordFacts()
    var past = IncidentHistory()
    /// The journal is still being read.
    var readsJournal = false
    var armed: ArmedPlans?
    var disarmed = false
    var writeBlocked: String?
    /// Data read before this uptime is stale: the program was stopped meanwhile.
    var resumedAt: Duration?

    var group: ActionGroup?
    /// What is left behind, by the target that was moved.
    var stranded: [Target: StrandedWork] = [:]
    /// The question of the frame on screen: no other one is answered.
    var shownQuestion: PendingQuestion?
    /// The question whose sheet was put aside; the bar goes on asking it.
    var questionAside: PendingQuestion?
    /// Undos asked for at once in a SEV-1: executed when every plan has come back as shown.
    var pendingUndo: PendingUndo?
    /// What the frame on screen listed in the armed bar; `R` acts on nothing else.
    var shownBar: [BarItem] = []
    /// The plan in the sheet of the frame on screen; `enter` commits nothing else.
    var shownPlan: Plan?
    /// The row of INCIDENT under the cursor in the frame on screen: no other one is ticked or run.
    var shownBoardRow: IncidentBoard.Row?
    private(set) var framesReported = false

    var focus = Pane.aliases
    /// Whether TRACES was asked for.
    var tracesOpen = false
    /// What was last asked for of the panes that share a place on small screens.
    var beside: Pane?
    /// The lower pane of the stacked layout.
    var stacked = Pane.versions
    var selected: Target?
    /// Until the first key the selection follows the worst target.
    var touched = false
    var filter = ""
    /// The filtered order.
    var rows: [Target] = []
    var scroll = 0
    var paneRow: [Pane: Int] = [:]

    var overlay: Overlay?
    var history: [String] = []
    var log: [Notice] = []
    var unread = 0
    /// What the status line says until the next key.
    var status: Notice?
    var themeIndex = 0
    private var lastFocus: Effect?
    /// The function whose traces the runtime was told to read.
    private var lastTraced: String?
    /// The versions that are back, by target.
    var guardTrips: [GuardTrip] = []
    /// Versions that were put back and have been told, each once.
    var toldGuards: Set<GuardKey> = []
    /// When a revision that put a version back was first seen.
    var guardSeen: [RevisionID: Timestamp] = [:]
    private var alarming: Set<String> = []
    /// The filter that the rows are by.
    private var listed = ""

    package init(options: ConsoleOptions, size: Size) {
        self.options = options
        self.size = size
    }

    /// The only way the state changes.
    package mutating func update(_ message: Message) -> [Effect] {
        var effects: [Effect] = []
        switch message {
        case .key(let key): effects = press(key)
        case .paste(let text): paste(text)
        case .resized(let size):
            self.size = size
            follow()
        case .resumed:
            resumedAt = live.now?.uptime
            warn(Wording.resumed)
        case .tick(let now):
            live.now = now
            noteRecovery()
            if !framesReported { shownBar = barItems }
        case .picture(let picture, let now): effects = apply(picture, now)
        case .assessed(let assessments, let suggestion, let changed):
            let differs = live.take(assessments, changed: changed)
            effects = noticeGuards(changed)
            live.suggestion = suggestion
            noteRecovery()
            resort(ifNeeded: differs)
            fillIncidentSheet()
        case .proposed(let proposed): propose(proposed)
        case .timeline(let entries):
            // New entries come in above the row under the hand, and a journal that is read comes in below it.
            if frozen == nil, let row = paneRow[.timeline], row > 0, row < live.timeline.count {
                let entry = live.timeline[live.timeline.count - 1 - row]
                paneRow[.timeline] = max(0, entries.count - 1 - entries.place(of: entry))
            }
            live.timeline = entries
        case .incidents(let list): take(list)
        case .record(let facts):
            self.facts = facts
            effects = recheckSheet()
        case .history(let history): past = history
        case .readingJournal(let reads): readsJournal = reads
        case .armed(let plans): armed = plans
        case .planned(let command, let answer): effects = receive(command, answer)
        case .progress(let progress): follow(progress)
        case .finished(let results): effects = finish(results)
        case .stranded(let work): stranded[work.target] = work
        case .notice(let notice): log(notice)
        case .writeBlocked(let reason): writeBlocked = reason
        }
        return effects + raiseQuestion() + traceEffect() + focusEffect()
    }

    /// To be called after a canvas was shown: `R` acts only on what an operator could have seen. A runtime that never calls it is
    /// served by `tick` instead.
    package mutating func presented() {
        framesReported = true
        shownBar = barItems
        shownQuestion = isTooSmall ? nil : pendingQuestion
        if case .plan(let sheet)? = overlay { shownPlan = sheet.ready } else { shownPlan = nil }
        shownBoardRow = boardRow
    }

    // MARK: What the panes ask

    var scene: Scene { frozen ?? live }
    var now: Timestamp { live.now?.time ?? .epoch }

    var isTooSmall: Bool { size.columns < 80 || size.rows < 24 }
    var actionRuns: Bool { group?.isRunning ?? false }

    func isStale(_ target: Target) -> Bool {
        guard let now = live.now, let alias = live.picture?.aliases[target] else { return true }
        return isStale(alias, now)
    }

    func isStale<Value>(_ part: Aged<Value>, _ now: Now) -> Bool {
        if let resumedAt, part.uptime <= resumedAt { return true }
        return part.freshness(now) == .stale
    }

    // MARK: Messages

    private mutating func apply(_ picture: FleetPicture, _ now: Now) -> [Effect] {
        let anchor = rowAnchor
        live.picture = picture
        defer { restore(anchor) }
        live.now = now
        noteRecovery()
        resort(ifNeeded: false)
        var effects = ringForNewAlarms(picture)
        effects += recheckSheet()
        return effects
    }

    /// What the rows under the hand are, by identity: lists change under them.
    private var rowAnchor: (version: VersionID?, alarm: String?) {
        let versions = selected.flatMap { scene.picture?.versions[$0.function]?.value } ?? []
        let version = paneRow[.versions].flatMap { versions.indices.contains($0) ? versions[$0].version : nil }
        guard let row = paneRow[.alarms] else { return (version, nil) }
        let alarms = AlarmsPane.sorted(self)
        return (version, alarms.indices.contains(row) ? alarms[row].name.raw : nil)
    }

    private mutating func restore(_ anchor: (version: VersionID?, alarm: String?)) {
        if let version = anchor.version, let list = selected.flatMap({ scene.picture?.versions[$0.function]?.value }) {
            paneRow[.versions] = list.firstIndex { $0.version == version }
        }
        if let alarm = anchor.alarm { paneRow[.alarms] = AlarmsPane.sorted(self).firstIndex { $0.name.raw == alarm } }
    }

    private mutating func ringForNewAlarms(_ picture: FleetPicture) -> [Effect] {
        guard picture.alarms != nil else { return [] }
        let index = picture.alarmIndex
        let ringing = Set(index.ringing.map { index.alarms[$0].name.text })
        defer { alarming = ringing }
        let fresh = ringing.subtracting(alarming).sorted()
        guard !fresh.isEmpty else { return [] }
        if frozen != nil { for name in fresh { warn(Wording.alarmWhilePaused(name)) } }
        return options.wall ? [] : [.bell]
    }

    /// Sorts anew. The selected target keeps its place under the hand: the list moves around it.
    mutating func resort() {
        live.order = live.sorted(incidentTargets: Set(openIncident?.targets ?? []))
        refilter()
    }

    /// Most readings change no rank and bring no target: then a thousand rows stay where they are.
    mutating func resort(ifNeeded hasChanged: Bool) {
        if hasChanged || !live.isOrderComplete { resort() } else { follow() }
    }

    mutating func refilter() {
        let line = selected.flatMap { rows.firstIndex(of: $0) }.map { $0 - scroll }
        let order = scene.order
        let needle = filter.lowercased()
        rows = needle.isEmpty ? order : order.filter { $0.description.lowercased().contains(needle) }
        if !touched { selected = rows.first }
        if selected == nil || (selected.map { !rows.contains($0) } ?? false) { selected = rows.first }
        if needle != listed {
            // Another list: it begins at its top, where the worst is, as far as the selection is seen there.
            listed = needle
            scroll = 0
        } else if let selected, let line, let index = rows.firstIndex(of: selected) {
            scroll = index - line
        }
        follow()
    }

    /// Keeps the selection inside the window.
    mutating func follow() {
        let window = max(1, Dashboard.aliasRows(self))
        if let selected, let index = rows.firstIndex(of: selected) {
            if index < scroll { scroll = index }
            if index >= scroll + window { scroll = index - window + 1 }
        }
        scroll = max(0, min(scroll, rows.count - window))
    }

    private mutating func paste(_ text: String) {
        guard var overlay, overlay.takesText, !isTooSmall else { return warn(Wording.pasteDropped) }
        overlay.insert(text)
        self.overlay = overlay
        applyFilterWhileTyping()
    }

    /// X-Ray is read only while somebody looks.
    private mutating func traceEffect() -> [Effect] {
        let wanted = tracesOpen ? selected?.function : nil
        guard wanted != lastTraced else { return [] }
        lastTraced = wanted
        return [.traces(function: wanted)]
    }

    private mutating func focusEffect() -> [Effect] {
        let window = Dashboard.aliasRows(self)
        let visible = Array(rows.dropFirst(scroll).prefix(max(1, window)))
        guard !visible.isEmpty else { return [] }
        let effect = Effect.focus(visible: visible, selected: selected)
        guard effect != lastFocus else { return [] }
        lastFocus = effect
        return [effect]
    }

    // MARK: The message log

    mutating func log(_ notice: Notice) {
        log.append(notice)
        if log.count > 500 { log.removeFirst(log.count - 500) }
        unread += 1
        status = notice
    }

    mutating func warn(_ text: String) { log(Notice(at: now, level: .warning, text: DisplayText(text))) }
    /// Says something for the moment only: it answers a key and is no event worth keeping.
    mutating func say(_ text: String) { status = Notice(at: now, level: .info, text: DisplayText(text)) }
}
