import Synchronization

/// Gives the traffic behind a metric's dimensions, period by period; keeps complete recent minutes, because dashboards ask for
/// them again and again.
final class MetricSource: Sendable {
    /// The traffic a metric counts; nil members are not restricted.
    struct Selection: Sendable, Hashable {
        var function: String?
        var alias: String?
        var version: Int?
    }

    fileprivate struct Lane: Hashable {
        var function: String
        var alias: String
    }

    /// The minutes that one call has asked for: it asks for several versions of the same traffic, over days that no cache keeps.
    final class Memo {
        fileprivate struct Key: Hashable {
            var lane: Lane
            var minutes: ClosedRange<Int64>
        }

        fileprivate var minutes: [Key: [(Int64, [TrafficSlice])]] = [:]
    }

    /// Complete minutes older than this are made anew each time.
    private static let keptMinutes: Int64 = 240

    private let model: TrafficModel
    private let cache = Mutex<[Lane: [Int64: [TrafficSlice]]]>([:])

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

    /// The traffic of the periods that begin within [start, end), oldest first, keyed by the period's beginning in milliseconds;
    /// periods without a request are left out.
    /// - Parameter period: seconds, a multiple of 60.
    func traffic(
        _ selection: Selection, period: Int64, start: Int64, end: Int64, in world: World, now: Int64, memo: Memo = Memo()
    ) -> [(at: Int64, statistics: SliceStatistics)] {
        let sources = sources(selection, in: world)
        guard let oldest = sources.compactMap({ $0.alias.history.first?.at }).min() else { return [] }
        let length = period * 1000
        let first = max(start, oldest, now - Self.retention(period: period)).flooredDivision(length) * length
        var last = min(end - 1, now)
        last = last.flooredDivision(length) * length
        guard first <= last else { return [] }
        let minutes = (first / 60_000)...min((last + length) / 60_000 - 1, now / 60_000)
        var bins: [Int64: [TrafficSlice]] = [:]
        for source in sources {
            for (minute, slices) in self.minutes(minutes, source.function, source.alias, now: now, memo) {
                let at = (minute * 60_000).flooredDivision(length) * length
                for slice in slices where selection.version == nil || selection.version == slice.version {
                    bins[at, default: []].append(slice)
                }
            }
        }
        let inFlight = inFlight(selection, sources, minutes: minutes, length: length, now: now, memo)
        for at in inFlight.keys where bins[at] == nil { bins[at] = [] }
        return bins.sorted { $0.key < $1.key }.map { at, slices in
            (
                at,
                SliceStatistics(
                    slices: slices, seconds: Double(min(length, max(1000, now - at))) / 1000, inFlight: inFlight[at] ?? [])
            )
        }
    }

    /// Mean executions at once, minute by minute, by the period's beginning; empty where every execution ends in its own minute.
    private func inFlight(
        _ selection: Selection, _ sources: [(function: FunctionRecord, alias: AliasRecord)], minutes: ClosedRange<Int64>,
        length: Int64, now: Int64, _ memo: Memo
    ) -> [Int64: [Double]] {
        guard sources.contains(where: { InFlight.isSlow($0.function) }) else { return [:] }
        let first = minutes.lowerBound - InFlight.minutes
        var means: [Int64: Double] = [:]
        for source in sources {
            for (minute, slices) in self.minutes(
                first...minutes.upperBound, source.function, source.alias, now: now, memo)
            {
                for slice in slices where selection.version == nil || selection.version == slice.version {
                    for later in 0...(InFlight.isSlow(slice.median, slice.spread) ? InFlight.minutes : 0)
                    where minutes.contains(minute + later) {
                        let seconds = min(60, Double(now - (minute + later) * 60_000) / 1000)
                        means[minute + later, default: 0] += InFlight.mean(slice, later: later, seconds: seconds)
                    }
                }
            }
        }
        var periods: [Int64: [Double]] = [:]
        for (minute, mean) in means where mean >= 0.5 {
            periods[(minute * 60_000).flooredDivision(length) * length, default: []].append(mean)
        }
        return periods
    }

    /// How far back CloudWatch has datapoints of a period, in milliseconds (GetMetricData: 15, 63 and 455 days).
    private static func retention(period: Int64) -> Int64 {
        let days: Int64 =
            switch period {
            case ..<300: 15
            case ..<3600: 63
            default: 455
            }
        return days * 86_400_000
    }

    private func sources(_ selection: Selection, in world: World) -> [(function: FunctionRecord, alias: AliasRecord)] {
        let functions =
            selection.function.map { world.functions[$0].map { [$0] } ?? [] }
            ?? world.functions.values.sorted { $0.name < $1.name }
        return functions.flatMap { function in
            let aliases =
                selection.alias.map { function.aliases[$0].map { [$0] } ?? [] }
                ?? function.aliases.values.sorted { $0.name < $1.name }
            return aliases.map { (function, $0) }
        }
    }

    private func minutes(
        _ wanted: ClosedRange<Int64>, _ function: FunctionRecord, _ alias: AliasRecord, now: Int64, _ memo: Memo
    ) -> [(Int64, [TrafficSlice])] {
        let lane = Lane(function: function.name, alias: alias.name)
        if let known = memo.minutes[.init(lane: lane, minutes: wanted)] { return known }
        let kept = (now / 60_000 - Self.keptMinutes)..<(now / 60_000)
        let known = kept.overlaps(wanted) ? cache.withLock { $0[lane] ?? [:] } : [:]
        var made: [Int64: [TrafficSlice]] = [:]
        var found: [(Int64, [TrafficSlice])] = []
        found.reserveCapacity(wanted.count)
        for minute in wanted {
            if let slices = known[minute] {
                found.append((minute, slices))
                continue
            }
            let slices = model.slices(function, alias, minute: minute, until: now)
            found.append((minute, slices))
            if kept.contains(minute) { made[minute] = slices }
        }
        if !made.isEmpty {
            cache.withLock { cache in
                var minutes = cache[lane] ?? [:]
                if minutes.count > 2 * Int(Self.keptMinutes) { minutes = minutes.filter { $0.key >= kept.lowerBound } }
                cache[lane] = minutes.merging(made) { first, _ in first }
            }
        }
        memo.minutes[.init(lane: lane, minutes: wanted)] = found
        return found
    }
}
