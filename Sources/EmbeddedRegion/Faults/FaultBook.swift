import Synchronization

/// The rules in force, how often each was met and fired, and the seeded choice among them.
final class FaultBook: Sendable {
    struct Entry: Sendable {
        var id: Int
        var rule: FaultRule
        /// Region milliseconds.
        var set: Int64
        /// Requests that the rule was for, whether it struck or not.
        var matched = 0
        var fired = 0
    }

    /// What befalls one request.
    struct Stroke: Sendable, Equatable {
        var rule: FaultRule
        /// 0…1, by the seed: for jitter.
        var chance: Double
    }

    private static let limit = 1_000

    private let entries: Mutex<(all: [Entry], next: Int)>
    private let noise: Noise
    private let clock: RegionClock

    init(_ rules: [FaultRule], noise: Noise, clock: RegionClock) {
        self.noise = noise
        self.clock = clock
        entries = Mutex((rules.enumerated().map { Entry(id: $0 + 1, rule: $1, set: clock.start) }, rules.count + 1))
    }

    /// All or none of them.
    func add(_ rules: [FaultRule]) throws(FaultError) -> [Entry] {
        let now = clock.now()
        let added: [Entry]? = entries.withLock { entries in
            guard entries.all.count + rules.count <= Self.limit else { return nil }
            let added = rules.enumerated().map { Entry(id: entries.next + $0, rule: $1, set: now) }
            entries.all += added
            entries.next += rules.count
            return added
        }
        guard let added else { throw FaultError("there are at most \(Self.limit) rules: DELETE /_region/faults clears them") }
        return added
    }

    func clear() { entries.withLock { $0.all = [] } }

    var isEmpty: Bool { entries.withLock { $0.all.isEmpty } }

    var all: [Entry] { entries.withLock { $0.all } }

    /// The faults of a request, in the order of their rules.
    /// - Parameter ordinal: 1 for the first request of its connection.
    func strokes(_ label: RequestLabel, ordinal: Int) -> [Stroke] {
        let now = clock.now()
        return entries.withLock { entries in
            var strokes: [Stroke] = []
            for index in entries.all.indices where Self.isMet(entries.all[index], label, ordinal: ordinal, now: now) {
                if let stroke = strike(&entries.all[index]) { strokes.append(stroke) }
            }
            return strokes
        }
    }

    /// Whether a connection is turned away before it says anything: by a `down` for all services.
    func turnsAway() -> Bool {
        let now = clock.now()
        return entries.withLock { entries in
            for index in entries.all.indices {
                let rule = entries.all[index].rule
                guard rule.fault == .down, rule.service == nil, rule.operation == nil, rule.access == nil,
                    rule.connectionRequest == nil, rule.fromConnectionRequest == nil, Self.isTime(entries.all[index], now)
                else { continue }
                if strike(&entries.all[index]) != nil { return true }
            }
            return false
        }
    }

    private func strike(_ entry: inout Entry) -> Stroke? {
        let rule = entry.rule
        if let count = rule.count, entry.fired >= count { return nil }
        let draw = Int64(entry.matched)
        entry.matched += 1
        guard entry.matched > rule.skip else { return nil }
        let stream = Noise.stream("fault/\(entry.id)")
        guard rule.probability >= 1 || noise.uniform(stream, draw) < rule.probability else { return nil }
        entry.fired += 1
        return Stroke(rule: rule, chance: noise.uniform(stream, draw, 1))
    }

    private static func isTime(_ entry: Entry, _ now: Int64) -> Bool {
        let age = now - entry.set
        return age >= entry.rule.begins && age < entry.rule.ends ?? .max
    }

    private static func isMet(_ entry: Entry, _ label: RequestLabel, ordinal: Int, now: Int64) -> Bool {
        let rule = entry.rule
        guard isTime(entry, now), rule.service ?? label.service == label.service,
            rule.operation ?? label.operation == label.operation, rule.connectionRequest ?? ordinal == ordinal,
            rule.fromConnectionRequest ?? 1 <= ordinal
        else { return false }
        return rule.access.map { ($0 == .read) == label.isRead } ?? true
    }
}
