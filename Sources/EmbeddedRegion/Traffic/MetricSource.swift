import Synchronization

/// Answers metric queries from the traffic model; keeps complete recent minutes, because dashboards ask for them again and again.
final class MetricSource: Sendable {
    /// One metric with its dimensions resolved to the slices it counts.
    struct Selection: Sendable, Hashable {
        var function: String?
        var alias: String?
        var version: Int?
    }

    private struct Slot: Hashable {
        var function: String
        var alias: String
        var minute: Int64
    }

    /// Complete minutes older than this are made anew each time.
    private static let keptMinutes: Int64 = 240
    private static let cacheLimit = 60_000

    private let model: TrafficModel
    private let cache = Mutex<[Slot: [TrafficSlice]]>([:])

    init(model: TrafficModel) { self.model = model }

    /// The dimension sets AWS Lambda sends: none, FunctionName, + Resource (`fn:alias`), + ExecutedVersion. Nil for any other.
    static func selection(dimensions: [String: String]) -> Selection? {
        var rest = dimensions
        let function = rest.removeValue(forKey: "FunctionName")
        let resource = rest.removeValue(forKey: "Resource")
        let version = rest.removeValue(forKey: "ExecutedVersion")
        guard rest.isEmpty else { return nil }
        guard let function else { return resource == nil && version == nil ? Selection() : nil }
        guard let resource else { return version == nil ? Selection(function: function) : nil }
        let prefix = function + ":"
        guard resource.hasPrefix(prefix) else { return nil }
        let alias = String(resource.dropFirst(prefix.count))
        guard let version else { return Selection(function: function, alias: alias) }
        guard let number = version == "$LATEST" ? 0 : Int(version) else { return nil }
        return Selection(function: function, alias: alias, version: number)
    }

    /// Datapoints of the periods that begin within [start, end), oldest first, keyed by the period's beginning in milliseconds.
    func series(
        _ selection: Selection, metric: String, statistic: MetricStatistic, period: Int64, start: Int64, end: Int64,
        in world: World, now: Int64
    ) -> [(at: Int64, value: Double)] {
        let length = period * 1000
        var at = start.flooredDivision(length) * length
        at = max(at, oldest(selection, in: world).flooredDivision(length) * length)
        var points: [(at: Int64, value: Double)] = []
        while at < end, at <= now {
            let covered = Double(min(length, max(1000, now - at))) / 1000
            let slices = slices(selection, from: at, to: at + length, in: world, now: now)
            if let value = SliceStatistics(slices: slices, seconds: covered).value(metric: metric, statistic: statistic) {
                points.append((at, value))
            }
            at += length
        }
        return points
    }

    /// When the selected traffic can have begun; the far future when nothing matches.
    private func oldest(_ selection: Selection, in world: World) -> Int64 {
        let moments = sources(selection, in: world).compactMap { $0.alias.history.first?.at }
        return moments.min() ?? .max / 2
    }

    private func sources(_ selection: Selection, in world: World) -> [(function: FunctionRecord, alias: AliasRecord)] {
        let functions =
            selection.function.map { world.functions[$0].map { [$0] } ?? [] } ?? Array(world.functions.values)
        return functions.flatMap { function in
            let aliases =
                selection.alias.map { function.aliases[$0].map { [$0] } ?? [] } ?? Array(function.aliases.values)
            return aliases.map { (function, $0) }
        }
    }

    private func slices(_ selection: Selection, from: Int64, to: Int64, in world: World, now: Int64) -> [TrafficSlice] {
        var found: [TrafficSlice] = []
        for source in sources(selection, in: world) {
            var minute = from / 60_000
            while minute * 60_000 < to, minute * 60_000 <= now {
                for slice in slices(source.function, source.alias, minute: minute, now: now)
                where selection.version == nil || selection.version == slice.version {
                    found.append(slice)
                }
                minute += 1
            }
        }
        return found
    }

    private func slices(_ function: FunctionRecord, _ alias: AliasRecord, minute: Int64, now: Int64) -> [TrafficSlice] {
        let isComplete = (minute + 1) * 60_000 <= now
        let nowMinute = now / 60_000
        guard isComplete, nowMinute - minute <= Self.keptMinutes else {
            return model.slices(function, alias, minute: minute, until: now)
        }
        let slot = Slot(function: function.name, alias: alias.name, minute: minute)
        if let known = cache.withLock({ $0[slot] }) { return known }
        let made = model.slices(function, alias, minute: minute, until: now)
        cache.withLock { cache in
            if cache.count >= Self.cacheLimit {
                cache = cache.filter { nowMinute - $0.key.minute <= Self.keptMinutes / 2 }
                if cache.count >= Self.cacheLimit { cache = [:] }
            }
            cache[slot] = made
        }
        return made
    }
}
