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
                split(count, of: total, routing, function, stream: stream, minute: minute, at: from, into: &slices)
            }
            from = moment
        }
        return slices
    }

    /// Moments within a minute at which the routing or a version's behaviour changes.
    private func boundaries(_ function: FunctionRecord, _ alias: AliasRecord, begin: Int64, end: Int64) -> [Int64] {
        var moments: [Int64] = []
        for change in alias.history.reversed() {
            if change.at <= begin { break }
            if change.at < end { moments.append(change.at) }
        }
        for version in function.versions where version.behaviours.count > 1 {
            for behaviour in version.behaviours where behaviour.from > begin && behaviour.from < end {
                moments.append(behaviour.from)
            }
        }
        return moments.sorted()
    }

    private func split(
        _ count: Int, of total: Int, _ routing: Routing, _ function: FunctionRecord, stream: UInt64, minute: Int64,
        at moment: Int64, into slices: inout [TrafficSlice]
    ) {
        var toExtra = 0
        var ofWholeMinute = 0
        if let extra = routing.extra {
            let u = noise.uniform(stream, minute - startMinute, Salt.weight)
            let drawn = Distribution.binomialQuantile(u, trials: Double(total), probability: extra.weight)
            ofWholeMinute = Int(drawn)
            toExtra = Int(Double(count) * drawn / Double(total) + 1e-6)
            append(
                toExtra, of: ofWholeMinute, extra.version, function, stream: stream, minute: minute, at: moment, to: &slices)
        }
        append(
            count - toExtra, of: total - ofWholeMinute, routing.pointer, function, stream: stream, minute: minute, at: moment,
            to: &slices)
    }

    /// - Parameter whole: the requests of a whole minute under this routing, from which the minute's failure share is drawn.
    private func append(
        _ count: Int, of whole: Int, _ number: Int, _ function: FunctionRecord, stream: UInt64, minute: Int64,
        at moment: Int64, to slices: inout [TrafficSlice]
    ) {
        guard count > 0, let version = function.version(number) else { return }
        let behaviour = version.behaviour(at: moment)
        let index = minute - startMinute
        let trials = Double(max(whole, count))
        let u = noise.uniform(stream, index, Salt.failure + UInt64(number))
        let share = Distribution.binomialQuantile(u, trials: trials, probability: behaviour.failing) / trials
        let wobble = noise.gaussian(stream, index, Salt.duration + UInt64(number))
        slices.append(
            TrafficSlice(
                version: number, invocations: count, errors: Int(Double(count) * share + 1e-6),
                median: behaviour.median * exp(0.03 * wobble), spread: behaviour.spread))
    }
}
