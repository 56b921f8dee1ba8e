import IncidentModel

/// What to read next, and when. A value without a clock: the watcher tells it the uptime. Finding the next poll takes time by the logarithm
/// of the fleet, not by its size.
struct PollSchedule: Sendable {
    let configuration: WatcherConfiguration
    let parts: Parts
    private(set) var records: [Poll: Record] = [:]
    private var lanes = PollLanes()
    private var known: Set<String> = []
    private(set) var focused: Set<String> = []
    private(set) var visible: Set<String> = []
    private(set) var alarmed: Set<String> = []
    /// Functions whose provisioned concurrency is on the move.
    private var warming: Set<String> = []
    /// By function, once its aliases have been read.
    private var targets: [String: Set<Target>] = [:]
    /// Functions whose aliases have been read, and those whose aliases there are to read.
    private(set) var rowsSeen = 0
    private(set) var rowsKnown = 0
    var outlook: PollOutlook?
    /// Control-plane requests per second that the budget allows now.
    var rate = 3.0 {
        didSet { if rate != oldValue { outlook = nil } }
    }
    var isIncident = false {
        didSet {
            guard isIncident != oldValue else { return }
            for poll in [Poll.metrics, .deployments, .trail] { place(poll) }
        }
    }
    /// A deployment runs on a target that somebody looks at.
    var isDeploying = false {
        didSet { if isDeploying != oldValue { place(.deployments) } }
    }
    /// The session that signs is near its end, as far as is known: a renewal is to be seen soon.
    var isSessionEnding = false {
        didSet { if isSessionEnding != oldValue { place(.caller) } }
    }

    init(_ configuration: WatcherConfiguration, parts: Parts = Parts()) {
        self.configuration = configuration
        self.parts = parts
        for poll in [Poll.caller, .functions, .alarms, .alarmHistory, .metrics] { add(poll) }
        if parts.deployments { add(.deployments) }
        if parts.wiring { add(.limits) }
        if parts.trail {
            add(.trail)
            add(.trailPast)
        }
    }

    // MARK: - What there is to read

    mutating func setFunctions(_ names: [String]) {
        let before = known
        known = Set(names)
        for name in names where !before.contains(name) { follow(name) }
        for name in before.subtracting(known) { forgetUnlessWatched(name) }
        // Its pace goes by the size of the fleet.
        place(.functions)
    }

    mutating func setFocus(focused: [String], visible: [String]) {
        let first = Set(focused)
        change {
            $0.focused = first
            $0.visible = Set(visible).subtracting(first)
        }
    }

    mutating func setAlarmed(_ names: Set<String>) { change { $0.alarmed = names } }

    /// The function's aliases as they were just read: what hangs on them can be polled.
    mutating func setTargets(_ list: Set<Target>, of function: String) {
        guard targets[function] != list, records[.aliases(function)] != nil else { return }
        let before = targets[function] ?? []
        targets[function] = list.isEmpty ? nil : list
        if parts.wiring { list.isEmpty ? drop(.wiring(function)) : add(.wiring(function)) }
        if parts.provisioned { list.isEmpty || !isClose(function) ? drop(.provisioned(function)) : add(.provisioned(function)) }
        guard parts.probing else { return }
        list.isEmpty ? drop(.states(function)) : add(.states(function))
        for target in list.subtracting(before) { add(.fingerprint(target)) }
        for target in before.subtracting(list) { drop(.fingerprint(target)) }
        outlook = nil
    }

    /// Polls of which only some are wanted at a time, `traces` and `totals`: these, and no others of the kind.
    mutating func setWanted(_ wanted: Set<Poll>, instead before: Set<Poll>) {
        for poll in before.subtracting(wanted) { drop(poll) }
        for poll in wanted.subtracting(before) { add(poll) }
    }

    mutating func setWarming(_ isWarming: Bool, _ function: String) {
        guard warming.contains(function) != isWarming else { return }
        if isWarming { warming.insert(function) } else { warming.remove(function) }
        place(.provisioned(function))
    }

    /// As soon as possible, but not sooner after its last start than `gap`: several reasons to hurry make one poll.
    mutating func hurry(_ poll: Poll, _ how: Hurry = .atOnce, gap: Duration = .zero) {
        if records[poll] == nil {
            guard case .aliases = poll else { return }
            add(poll)
        }
        guard var record = records[poll] else { return }
        if record.hurry != .atOnce { record.hurry = how }
        if let started = record.started { record.notBefore = max(record.notBefore, started + gap) }
        records[poll] = record
        place(poll)
    }

    /// No poll of the lane is started until then.
    mutating func hold(_ lane: PollLane, until: Duration) { lanes.hold(lane, until: until) }

    /// Everything is read again, in the order of its importance.
    mutating func forgetAges() {
        rowsSeen = 0
        lanes.release()
        for poll in records.keys {
            records[poll]?.started = nil
            records[poll]?.isSeen = false
            records[poll]?.notBefore = .zero
            place(poll)
        }
    }

    // MARK: - Turns

    mutating func started(_ poll: Poll, at now: Duration, cost: Double? = nil) {
        guard var record = records[poll], !record.isRunning else { return }
        unplace(&record)
        record.started = now
        record.isRunning = true
        record.hurry = .none
        records[poll] = record
        lanes.begin(record.lane, cost: max(1, cost ?? poll.cost))
    }

    mutating func finished(_ poll: Poll, at now: Duration, failure: CallFailure? = nil) {
        guard var record = records[poll], record.isRunning else { return }
        record.isRunning = false
        lanes.end(record.lane)
        record.failures = failure == nil ? 0 : min(1000, record.failures + 1)
        record.notBefore = failure.map { now + backOff(poll, record.failures, $0) } ?? .zero
        if failure == nil, !record.isSeen {
            record.isSeen = true
            if case .aliases = poll {
                rowsSeen += 1
                if rowsSeen == rowsKnown { outlook = nil }
            }
        }
        if let failure, failure.kind == .denied, [.fingerprints, .restStates, .restWiring].contains(record.lane) {
            // The permission is missing for all of them, as a rule.
            hold(record.lane, until: now + configuration.deniedCap)
        }
        records[poll] = record
        if record.isWanted { place(poll) } else { forget(poll) }
    }

    /// The most important poll of a quota that is due.
    mutating func next(_ quota: PollLane.Quota, at now: Duration) -> Poll? {
        let closed = closed(quota)
        return lanes.next(quota, at: now, closed: closed) { records[$0.poll]?.ticket == $0.ticket }
    }

    /// When the next poll of a quota becomes due; nil when nothing waits. Polls under way are not waited for: their end wakes the watcher.
    mutating func nextDue(_ quota: PollLane.Quota) -> Duration? {
        let closed = closed(quota)
        return lanes.nextDue(quota, closed: closed) { records[$0.poll]?.ticket == $0.ticket }
    }

    /// The quota that a poll under way spends.
    func quota(of poll: Poll) -> PollLane.Quota? { records[poll].map(\.lane.quota) }

    /// Whether as many polls are under way as the quota may have.
    func isFull(_ quota: PollLane.Quota) -> Bool {
        let limit =
            switch quota {
            case .controlPlane: configuration.lambdaInFlight
            case .getFunction: configuration.probesInFlight
            case .totals: configuration.totalsInFlight
            case .other: Int.max
            }
        return lanes.running(quota) >= limit
    }

    /// The lane of a quota that is not read from at present.
    private mutating func closed(_ quota: PollLane.Quota) -> PollLane? {
        quota == PollLane.fingerprints.quota && !isSweeping ? .fingerprints : nil
    }

    // MARK: - Records

    private mutating func add(_ poll: Poll) {
        if var record = records[poll] {
            guard !record.isWanted else { return }
            record.isWanted = true
            records[poll] = record
        } else {
            records[poll] = Record()
            if case .aliases = poll {
                rowsKnown += 1
                outlook = nil
            }
        }
        place(poll)
    }

    private mutating func drop(_ poll: Poll) {
        guard var record = records[poll] else { return }
        record.isWanted = false
        unplace(&record)
        records[poll] = record
        if !record.isRunning { forget(poll) }
    }

    private mutating func forget(_ poll: Poll) {
        guard let record = records.removeValue(forKey: poll) else { return }
        guard case .aliases = poll else { return }
        rowsKnown -= 1
        outlook = nil
        if record.isSeen { rowsSeen -= 1 }
    }

    private mutating func unplace(_ record: inout Record) {
        guard record.ticket != nil else { return }
        record.ticket = nil
        lanes.leave(record.lane)
    }

    /// Puts the poll where it belongs now; one under way is put when it ends.
    private mutating func place(_ poll: Poll) {
        guard var record = records[poll], record.isWanted, !record.isRunning else { return }
        unplace(&record)
        guard let lane = lane(of: poll, record) else {
            records[poll] = record
            return
        }
        record.lane = lane
        record.due = due(poll, record)
        records[poll] = record
        let ticket = lanes.enter(poll, lane, due: record.due) { records[$0.poll]?.ticket == $0.ticket }
        records[poll]?.ticket = ticket
    }

    // MARK: - Functions

    private mutating func change(_ edit: (inout PollSchedule) -> Void) {
        let before = (focused, visible, alarmed)
        edit(&self)
        let touched = focused.symmetricDifference(before.0).union(visible.symmetricDifference(before.1))
            .union(alarmed.symmetricDifference(before.2))
        for name in touched.sorted(by: { (aliasLane($0).rawValue, $0) < (aliasLane($1).rawValue, $1) }) {
            if isClose(name) { follow(name) }
            forgetUnlessWatched(name)
            rearrange(name)
        }
    }

    /// Whether anybody looks at it or an alarm tells of it.
    func isClose(_ function: String) -> Bool {
        focused.contains(function) || visible.contains(function) || alarmed.contains(function)
    }

    func isWarming(_ function: String) -> Bool { warming.contains(function) }

    private mutating func follow(_ name: String) {
        add(.aliases(name))
        add(.versions(name))
        outlook = nil
    }

    private mutating func forgetUnlessWatched(_ name: String) {
        guard !known.contains(name), !focused.contains(name), !visible.contains(name) else { return }
        setTargets([], of: name)
        for poll in [Poll.aliases(name), .versions(name), .provisioned(name)] { drop(poll) }
        outlook = nil
    }

    private mutating func rearrange(_ name: String) {
        outlook = nil
        if parts.provisioned, targets[name] != nil {
            isClose(name) ? add(.provisioned(name)) : drop(.provisioned(name))
        }
        for poll in [Poll.aliases(name), .versions(name), .provisioned(name), .wiring(name), .states(name)] { place(poll) }
        for target in targets[name] ?? [] where parts.probing { place(.fingerprint(target)) }
    }
}
