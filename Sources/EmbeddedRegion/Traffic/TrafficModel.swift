import Foundation

/// Makes any minute of traffic from the seed: a daily and weekly shape, noise, routing by weight, failures and durations per
/// version. Nothing is remembered per request, and a minute in progress only ever grows towards what it will be when complete.
struct TrafficModel: Sendable {
    let noise: Noise
    /// Minute of the region's start since 1970.
    let startMinute: Int64

    private enum Salt {
        static let demand: UInt64 = 1
        static let slow: UInt64 = 2
        static let weight: UInt64 = 3
        static let failure: UInt64 = 100
        static let duration: UInt64 = 1_000_000
    }

    init(noise: Noise, start: Int64) {
        self.noise = noise
        startMinute = start.flooredDivision(60_000)
    }

    /// Requests that a whole minute brings to an alias.
    func demand(_ alias: AliasRecord, stream: UInt64, minute: Int64) -> Int {
        let index = minute - startMinute
        let knot = index.flooredDivision(15)
        let blend = Double(index - knot * 15) / 15
        let drift =
            noise.gaussian(stream, knot, Salt.slow) * (1 - blend) + noise.gaussian(stream, knot + 1, Salt.slow) * blend
        let mean = alias.requestsPerMinute * Self.shape(minute: minute) * max(0.2, 1 + 0.04 * drift)
        return Int(Distribution.poissonQuantile(noise.uniform(stream, index, Salt.demand), mean: mean))
    }

    /// Busiest in the early afternoon, calm at night and at the weekend; 1 on average over a working day.
    static func shape(minute: Int64) -> Double {
        let days = minute.flooredDivision(1440)
        let ofDay = Double(minute - days * 1440) / 1440
        let weekday = (days + 4) - (days + 4).flooredDivision(7) * 7
        let ofWeek = [0.74, 0.99, 1.01, 1.02, 1.01, 1.03, 0.8][Int(weekday)]
        return ofWeek * (1 + 0.3 * cos(2 * .pi * (ofDay - 0.604)) + 0.06 * cos(4 * .pi * (ofDay - 0.5)))
    }

    /// What happened in `minute` (since 1970) up to the moment `until`.
    func slices(_ function: FunctionRecord, _ alias: AliasRecord, minute: Int64, until: Int64) -> [TrafficSlice] {
        let begin = minute * 60_000
        let end = min(begin + 60_000, until, alias.trafficEnds ?? .max)
        guard begin < end, let first = alias.history.first, first.at < end else { return [] }
        let stream = Noise.stream(function.name + ":" + alias.name)
        let total = demand(alias, stream: stream, minute: minute)
        guard total > 0 else { return [] }
        var moments = boundaries(function, alias, begin: begin, end: end)
        moments.append(end)
        var slices: [TrafficSlice] = []
        var from = begin
        var counted = 0
        for moment in moments {
            let reached = Int(Double(total) * Double(moment - begin) / 60_000)
            let count = reached - counted
            counted = reached
            if let routing = alias.routing(at: from), count > 0 {
                split(
                    Segment(count: count, total: total, at: from, limit: limit(alias, function, at: from)), routing, function,
                    stream: stream, minute: minute, into: &slices)
            }
            from = moment
        }
        return slices
    }

    /// A part of a minute without a change in it.
    private struct Segment {
        var count: Int
        /// Requests of the whole minute.
        var total: Int
        var at: Int64
        /// Simultaneous executions the alias gets at most.
        var limit: Double?
    }

    /// An alias' part of the function's reserved concurrency, by the requests it usually has.
    private func limit(_ alias: AliasRecord, _ function: FunctionRecord, at moment: Int64) -> Double? {
        guard let reserved = function.wiring.reservations.last(where: { $0.at <= moment })?.limit else { return nil }
        let all = function.aliases.values.reduce(0) { $0 + $1.requestsPerMinute }
        return all > 0 ? Double(reserved) * alias.requestsPerMinute / all : Double(reserved)
    }

    /// Moments within a minute at which the routing, the reserved concurrency or a version's behaviour changes.
    private func boundaries(_ function: FunctionRecord, _ alias: AliasRecord, begin: Int64, end: Int64) -> [Int64] {
        var moments: [Int64] = []
        for change in alias.history.reversed() {
            if change.at <= begin { break }
            if change.at < end { moments.append(change.at) }
        }
        for change in function.wiring.reservations where change.at > begin && change.at < end { moments.append(change.at) }
        for version in function.versions where version.behaviours.count > 1 {
            for behaviour in version.behaviours where behaviour.from > begin && behaviour.from < end {
                moments.append(behaviour.from)
            }
        }
        return moments.sorted()
    }

    private func split(
        _ segment: Segment, _ routing: Routing, _ function: FunctionRecord, stream: UInt64, minute: Int64,
        into slices: inout [TrafficSlice]
    ) {
        var toExtra = 0
        var ofWholeMinute = 0
        if let extra = routing.extra {
            let u = noise.uniform(stream, minute - startMinute, Salt.weight)
            let drawn = Distribution.binomialQuantile(u, trials: Double(segment.total), probability: extra.weight)
            ofWholeMinute = Int(drawn)
            toExtra = Int(Double(segment.count) * drawn / Double(segment.total) + 1e-6)
            append(toExtra, of: ofWholeMinute, segment, extra.version, function, stream: stream, minute: minute, to: &slices)
        }
        append(
            segment.count - toExtra, of: segment.total - ofWholeMinute, segment, routing.pointer, function, stream: stream,
            minute: minute, to: &slices)
    }

    /// - Parameter whole: the requests of a whole minute under this routing, from which the minute's failure share is drawn.
    private func append(
        _ count: Int, of whole: Int, _ segment: Segment, _ number: Int, _ function: FunctionRecord, stream: UInt64, minute: Int64,
        to slices: inout [TrafficSlice]
    ) {
        guard count > 0, let version = function.version(number) else { return }
        let behaviour = version.behaviour(at: segment.at)
        let index = minute - startMinute
        let trials = Double(max(whole, count))
        let u = noise.uniform(stream, index, Salt.failure + UInt64(number))
        let share = Distribution.binomialQuantile(u, trials: trials, probability: behaviour.failing) / trials
        let wobble = noise.gaussian(stream, index, Salt.duration + UInt64(number))
        let admitted = Int(Double(count) * admittedShare(trials, of: segment, behaviour) + 1e-6)
        slices.append(
            TrafficSlice(
                version: number, invocations: admitted, errors: Int(Double(admitted) * share + 1e-6),
                median: behaviour.median * exp(0.03 * wobble), spread: behaviour.spread, throttles: count - admitted,
                from: segment.at))
    }

    /// Little's law: what a limit lets through of requests that would need more than it.
    private func admittedShare(_ requests: Double, of segment: Segment, _ behaviour: Behaviour) -> Double {
        guard let limit = segment.limit else { return 1 }
        let seconds = behaviour.median * exp(behaviour.spread * behaviour.spread / 2) / 1000
        let wanted = requests / 60 * seconds
        return min(1, limit * requests / Double(max(1, segment.total)) / max(wanted, 1e-9))
    }
}
