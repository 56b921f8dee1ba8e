import IncidentModel

/// What to read next, and when. A value without a clock: the watcher tells it the uptime. Finding the next poll takes time by the logarithm
/// of the fleet, not by its size.
struct PollSchedule: Sendable {
    /// Which parts there is a port for. What is false is never polled.
    struct Parts: Sendable {
        var deployments = false
        var provisioned = false
        var probing = false
        var wiring = false
        var trail = false
    }

    enum Hurry: Sendable {
        case none
        /// Something has changed: before what is read in turn.
        case changed
        /// A person waits for it: before everything.
        case atOnce
    }

    struct Record: Sendable {
        var started: Duration?
        /// Read at least once (since the last standstill).
        var isSeen = false
        var failures = 0
        var notBefore = Duration.zero
        var isRunning = false
        var hurry = Hurry.none
        /// The entry in the queues that counts; nil while it is in none.
        var ticket: UInt64?
        var lane = PollLane.other
        var due = Duration.zero
        /// False once its function is gone: it is forgotten when it ends.
        var isWanted = true
    }

    let configuration: WatcherConfiguration
    let parts: Parts
    private(set) var records: [Poll: Record] = [:]
    private var queues = [PollQueue](repeating: PollQueue(), count: PollLane.allCases.count)
    /// Entries that count, by lane.
    private var waiting = [Int](repeating: 0, count: PollLane.allCases.count)
    private var heldUntil: [PollLane: Duration] = [:]
    private var fair: [PollLane.Quota: FairShare] = [:]
    private var lastTicket: UInt64 = 0
    private var known: Set<String> = []
    private(set) var focused: Set<String> = []
    private(set) var visible: Set<String> = []
    private(set) var alarmed: Set<String> = []
    /// Functions whose provisioned concurrency is on the move.
    private var warming: Set<String> = []
    /// By function, once its aliases have been read.
    private var targets: [String: Set<Target>] = [:]
    private var running: [PollLane.Quota: Int] = [:]
    /// Functions whose aliases have been read, and those whose aliases there are to read.
    private(set) var rowsSeen = 0
    private(set) var rowsKnown = 0
    private var outlook: PollOutlook?
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
    mutating func hold(_ lane: PollLane, until: Duration) { heldUntil[lane] = until }

    /// Everything is read again, in the order of its importance.
    mutating func forgetAges() {
        rowsSeen = 0
        heldUntil = [:]
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
        // Three rows are seen for each list of versions; when all rows have been seen, the lists have their share alone.
        let isBehind = record.lane == .firstVersions && waiting[PollLane.firstAliases.rawValue] > 0
        fair[record.lane.quota, default: FairShare()].charge(record.lane, isBehind ? 3 : max(1, cost ?? poll.cost))
        running[record.lane.quota, default: 0] += 1
    }

    mutating func finished(_ poll: Poll, at now: Duration, failure: CallFailure? = nil) {
        guard var record = records[poll], record.isRunning else { return }
        record.isRunning = false
        running[record.lane.quota, default: 1] -= 1
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
        var ready: [PollLane] = []
        var first: [PollLane: Poll] = [:]
        for lane in PollLane.byQuota[quota] ?? [] where !isHeld(lane, at: now) {
            guard let head = head(lane), head.due <= now else { continue }
            if lane == .atOnce { return head.poll }
            ready.append(lane)
            first[lane] = head.poll
        }
        if first[.firstAliases] != nil || first[.firstVersions] != nil { ready.removeAll(where: \.isRepeat) }
        return (fair[quota] ?? FairShare()).choose(ready).flatMap { first[$0] }
    }

    /// When the next poll of a quota becomes due; nil when nothing waits. Polls under way are not waited for: their end wakes the watcher.
    mutating func nextDue(_ quota: PollLane.Quota) -> Duration? {
        var due: Duration?
        for lane in PollLane.byQuota[quota] ?? [] {
            if lane == .fingerprints, !isSweeping { continue }
            guard let head = head(lane) else { continue }
            let when = max(head.due, heldUntil[lane] ?? .zero)
            due = min(due ?? when, when)
        }
        return due
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
        return running[quota, default: 0] >= limit
    }

    private mutating func isHeld(_ lane: PollLane, at now: Duration) -> Bool {
        if lane == .fingerprints, !isSweeping { return true }
        return heldUntil[lane].map { $0 > now } ?? false
    }

    private mutating func head(_ lane: PollLane) -> PollQueue.Entry? {
        queues[lane.rawValue].first { records[$0.poll]?.ticket == $0.ticket }
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
        waiting[record.lane.rawValue] -= 1
    }

    /// Puts the poll where it belongs now; one under way is put when it ends.
    private mutating func place(_ poll: Poll) {
        guard var record = records[poll], record.isWanted, !record.isRunning else { return }
        unplace(&record)
        guard let lane = lane(of: poll, record) else {
            records[poll] = record
            return
        }
        lastTicket += 1
        record.ticket = lastTicket
        record.lane = lane
        record.due = due(poll, record)
        records[poll] = record
        waiting[lane.rawValue] += 1
        queues[lane.rawValue].push(.init(due: record.due, ticket: lastTicket, poll: poll))
        if queues[lane.rawValue].count > 2 * waiting[lane.rawValue] + 64 {
            queues[lane.rawValue].compact { records[$0.poll]?.ticket == $0.ticket }
        }
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

    // MARK: - What to expect

    /// How often it can really be expected to be read, with the budget there is: what ages are judged by.
    mutating func interval(of poll: Poll) -> Duration {
        let pace = pace(of: poll)
        guard case .aliases(let name) = poll else { return pace }
        return max(pace, expected().round[aliasLane(name)] ?? .zero)
    }

    /// Whether the sweep of fingerprints finds changes sooner than reading the aliases in turn does.
    private var isSweeping: Bool {
        mutating get { parts.probing && expected().round[.restAliases] ?? .zero > configuration.fingerprints }
    }

    private mutating func expected() -> PollOutlook {
        if let outlook { return outlook }
        let onlyAlarmed = alarmed.subtracting(focused).subtracting(visible).count
        let made = PollOutlook(
            focused: focused.count, visible: visible.count, alarmed: onlyAlarmed,
            rest: max(0, rowsKnown - focused.count - visible.count - onlyAlarmed), unseen: rowsKnown - rowsSeen, rate: rate,
            configuration,
            parts)
        outlook = made
        return made
    }
}
