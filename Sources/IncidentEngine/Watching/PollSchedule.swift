import IncidentModel

/// What to read next, and when. A value without a clock: the watcher tells it the uptime.
struct PollSchedule: Sendable {
    enum Poll: Hashable, Sendable {
        case caller, functions, alarms, alarmHistory, metrics
        case aliases(String)
        case versions(String)

        /// Whether it spends Lambda's control-plane budget.
        var isLambda: Bool {
            switch self {
            case .functions, .aliases, .versions: true
            case .caller, .alarms, .alarmHistory, .metrics: false
            }
        }
    }

    struct Record: Sendable {
        var started: Duration?
        var failures = 0
        var notBefore = Duration.zero
        var isRunning = false
        /// Read again as soon as possible, whatever the interval says.
        var isUrgent = false
    }

    let configuration: WatcherConfiguration
    private var records: [Poll: Record] = [:]
    private(set) var focused: [String] = []
    private(set) var visible: [String] = []
    /// All other functions; the one that was read longest ago first.
    private var rest: [String] = []
    private var restVersions: [String] = []
    private var known: [String] = []
    private(set) var running = 0
    private(set) var lambdaRunning = 0
    /// Lambda polls started so far.
    private var turn = 0
    /// Control-plane requests per second that the budget allows now.
    var rate = 3.0
    var isIncident = false

    init(_ configuration: WatcherConfiguration) { self.configuration = configuration }

    mutating func setFunctions(_ names: [String]) {
        known = names
        arrangeRest()
    }

    mutating func setFocus(focused: [String], visible: [String]) {
        self.focused = Self.distinct(focused)
        let first = Set(focused)
        self.visible = Self.distinct(visible.filter { !first.contains($0) })
        arrangeRest()
    }

    /// As soon as possible, but not sooner after its last start than `gap`: several reasons to hurry make one poll.
    mutating func hurry(_ poll: Poll, gap: Duration = .zero) {
        var record = records[poll] ?? Record()
        record.isUrgent = true
        if let started = record.started { record.notBefore = max(record.notBefore, started + gap) }
        records[poll] = record
    }

    /// Everything is read again, in the order of its importance.
    mutating func forgetAges() {
        for poll in records.keys {
            records[poll]?.started = nil
            records[poll]?.notBefore = .zero
        }
    }

    mutating func started(_ poll: Poll, at now: Duration) {
        records[poll, default: Record()].started = now
        records[poll]?.isRunning = true
        records[poll]?.isUrgent = false
        running += 1
        if poll.isLambda {
            lambdaRunning += 1
            turn += 1
        }
        switch poll {
        case .aliases(let name): Self.toBack(name, &rest)
        case .versions(let name): Self.toBack(name, &restVersions)
        default: break
        }
    }

    mutating func finished(_ poll: Poll, at now: Duration, failed: Bool) {
        var record = records[poll] ?? Record()
        if record.isRunning {
            running -= 1
            if poll.isLambda { lambdaRunning -= 1 }
        }
        record.isRunning = false
        record.failures = failed ? record.failures + 1 : 0
        record.notBefore = failed ? now + backOff(record.failures) : .zero
        records[poll] = record
    }

    /// 1, 2, 4 … seconds, up to the cap.
    func backOff(_ failures: Int) -> Duration {
        min(configuration.backOffCap, .seconds(1 << min(10, max(0, failures - 1))))
    }

    /// The most important poll that is due.
    func next(at now: Duration, lambdaOpen: Bool) -> Poll? {
        order.first { (!$0.isLambda || lambdaOpen) && due($0) <= now && records[$0]?.isRunning != true }
    }

    /// When the next poll becomes due; nil when nothing is known to poll. Polls under way are not waited for: their end wakes the watcher.
    func nextDue(lambdaOpen: Bool) -> Duration? {
        order.filter { (!$0.isLambda || lambdaOpen) && records[$0]?.isRunning != true }.map { due($0) }.min()
    }

    /// When it should be read (uptime); the past when it never was.
    private func due(_ poll: Poll) -> Duration {
        guard let record = records[poll] else { return .zero }
        if record.isUrgent { return record.notBefore }
        guard let started = record.started else { return record.notBefore }
        return max(started + pace(of: poll), record.notBefore)
    }

    /// Most important first. Of the rest only the head of each queue can be due. Every fourth Lambda poll goes to the background first, so
    /// that a screen that could eat the whole budget does not starve what is not on it.
    private var order: [Poll] {
        var polls = records.filter { $0.value.isUrgent }.map(\.key).filter(\.isLambda).sorted { "\($0)" < "\($1)" }
        polls += focused.map { .aliases($0) }
        polls += [.alarms, .metrics, .caller, .functions, .alarmHistory]
        polls += focused.map { .versions($0) }
        let screen = visible.map { Poll.aliases($0) }
        let queues: [[Poll]] = [
            visible.map { .versions($0) }, rest.prefix(1).map { .aliases($0) }, restVersions.prefix(1).map { .versions($0) },
        ]
        let first = turn / 4 % queues.count
        let background = (queues[first...] + queues[..<first]).flatMap { $0 }
        return polls + (turn % 4 == 3 ? background + screen : screen + background)
    }

    private func pace(of poll: Poll) -> Duration {
        switch poll {
        case .caller: configuration.caller
        case .functions: configuration.functions
        case .alarms: configuration.alarms
        case .alarmHistory: configuration.alarmHistory
        case .metrics: isIncident ? configuration.metricsInIncident : configuration.metrics
        case .aliases(let name):
            focused.contains(name) ? configuration.focused : visible.contains(name) ? configuration.visible : configuration.rest
        case .versions(let name): focused.contains(name) ? configuration.versions : configuration.restVersions
        }
    }

    /// How often it can really be expected to be read, with the budget there is: what ages are judged by.
    func interval(of poll: Poll) -> Duration {
        guard case .aliases(let name) = poll else { return pace(of: poll) }
        let urgent = Double(focused.count) / configuration.focused.seconds
        if focused.contains(name) { return max(configuration.focused, .milliseconds(Int64(Double(focused.count) / rate * 1000))) }
        let afterFocused = max(rate * 0.1, rate - urgent)
        if visible.contains(name) {
            return max(configuration.visible, .milliseconds(Int64(Double(visible.count) / afterFocused * 1000)))
        }
        let afterVisible = max(rate * 0.1, afterFocused - Double(visible.count) / configuration.visible.seconds)
        return max(configuration.rest, .milliseconds(Int64(Double(rest.count) / afterVisible * 1000)))
    }

    private mutating func arrangeRest() {
        let first = Set(focused + visible)
        let names = known.filter { !first.contains($0) }
        // Swift's sort is stable only in practice; the name makes the order certain.
        rest = names.sorted { (age(.aliases($0)), $0) < (age(.aliases($1)), $1) }
        restVersions = names.sorted { (age(.versions($0)), $0) < (age(.versions($1)), $1) }
        let all = Set(known).union(first)
        for poll in records.keys {
            switch poll {
            case .aliases(let name), .versions(let name):
                if !all.contains(name), records[poll]?.isRunning != true { records[poll] = nil }
            default: break
            }
        }
    }

    private func age(_ poll: Poll) -> Duration { records[poll]?.started ?? .zero - .seconds(1) }

    private static func toBack(_ name: String, _ queue: inout [String]) {
        guard let index = queue.firstIndex(of: name) else { return }
        queue.append(queue.remove(at: index))
    }

    private static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
