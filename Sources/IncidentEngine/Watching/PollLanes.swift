/// The lanes' bookkeeping: what waits in each, which are held back, whose turn it is and how many polls of a quota are under way. Why a poll is in
/// a lane is not known here, nor which entry of a poll counts: whoever keeps its record says so.
struct PollLanes: Sendable {
    /// Whether an entry is its poll's present one.
    typealias Counts = (PollQueue.Entry) -> Bool

    private var queues = [PollQueue](repeating: PollQueue(), count: PollLane.allCases.count)
    /// Entries that count, by lane.
    private var waiting = [Int](repeating: 0, count: PollLane.allCases.count)
    private var heldUntil: [PollLane: Duration] = [:]
    private var fair: [PollLane.Quota: FairShare] = [:]
    private var running: [PollLane.Quota: Int] = [:]
    private var lastTicket: UInt64 = 0

    // MARK: - What waits

    /// Puts a poll in a lane. Returns the ticket of its entry, which `counts` must not know yet.
    mutating func enter(_ poll: Poll, _ lane: PollLane, due: Duration, _ counts: Counts) -> UInt64 {
        lastTicket += 1
        let ticket = lastTicket
        waiting[lane.rawValue] += 1
        queues[lane.rawValue].push(.init(due: due, ticket: ticket, poll: poll))
        if queues[lane.rawValue].count > 2 * waiting[lane.rawValue] + 64 {
            queues[lane.rawValue].compact { $0.ticket == ticket || counts($0) }
        }
        return ticket
    }

    /// An entry of the lane counts no more.
    mutating func leave(_ lane: PollLane) { waiting[lane.rawValue] -= 1 }

    /// No poll of the lane is started until then (uptime).
    mutating func hold(_ lane: PollLane, until: Duration) { heldUntil[lane] = until }

    /// Nothing is held back any more.
    mutating func release() { heldUntil = [:] }

    // MARK: - Turns

    /// The most important poll of a quota that is due; of `closed` none is.
    mutating func next(_ quota: PollLane.Quota, at now: Duration, closed: PollLane?, _ counts: Counts) -> Poll? {
        var ready: [PollLane] = []
        var first: [PollLane: Poll] = [:]
        for lane in PollLane.byQuota[quota] ?? [] where lane != closed && heldUntil[lane] ?? now <= now {
            guard let head = queues[lane.rawValue].first(where: counts), head.due <= now else { continue }
            if lane == .atOnce { return head.poll }
            ready.append(lane)
            first[lane] = head.poll
        }
        if first[.firstAliases] != nil || first[.firstVersions] != nil { ready.removeAll(where: \.isRepeat) }
        return (fair[quota] ?? FairShare()).choose(ready).flatMap { first[$0] }
    }

    /// When the next poll of a quota becomes due; nil when nothing waits but what is in `closed`. Polls under way are not waited for: their end
    /// wakes the watcher.
    mutating func nextDue(_ quota: PollLane.Quota, closed: PollLane?, _ counts: Counts) -> Duration? {
        var due: Duration?
        for lane in PollLane.byQuota[quota] ?? [] where lane != closed {
            guard let head = queues[lane.rawValue].first(where: counts) else { continue }
            let when = max(head.due, heldUntil[lane] ?? .zero)
            due = min(due ?? when, when)
        }
        return due
    }

    /// A poll of the lane is started.
    mutating func begin(_ lane: PollLane, cost: Double) {
        // Three rows are seen for each list of versions; when all rows have been seen, the lists have their share alone.
        let isBehind = lane == .firstVersions && waiting[PollLane.firstAliases.rawValue] > 0
        fair[lane.quota, default: FairShare()].charge(lane, isBehind ? 3 : cost)
        running[lane.quota, default: 0] += 1
    }

    /// A poll of the lane has ended.
    mutating func end(_ lane: PollLane) { running[lane.quota, default: 1] -= 1 }

    /// How many polls of a quota are under way.
    func running(_ quota: PollLane.Quota) -> Int { running[quota, default: 0] }
}
