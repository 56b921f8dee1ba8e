import Foundation

/// Makes the traces that X-Ray has of a function from the same traffic that CloudWatch counts. Nothing is kept: a trace is a place in a minute,
/// and a minute has its traces once it is over.
struct TraceModel: Sendable {
    /// The traced requests of one slice of traffic.
    struct Batch: Sendable {
        var function: FunctionRecord
        var alias: String
        var version: Int
        /// Region milliseconds.
        var from: Int64
        var to: Int64
        var count: Int
        var faults: Int
        /// Milliseconds.
        var median: Double
        var spread: Double
        var stream: UInt64

        /// Whether the trace at an index failed: the failed ones lie evenly among the others.
        func fails(_ index: Int) -> Bool { (index + 1) * faults / count > index * faults / count }

        /// The number among the failed ones of a failed trace.
        func faultNumber(_ index: Int) -> Int { index * faults / count }

        /// Which downstream service the failed trace of this number failed by; nil when the function failed by itself.
        func culprit(_ number: Int) -> Int? {
            let place = (Double(number) + 0.5) / Double(max(1, faults))
            var reached = 0.0
            for (index, downstream) in function.downstream.enumerated() {
                reached += downstream.faults[version] ?? 0
                if place < reached { return index }
            }
            return nil
        }

        /// Whether the trace at an index called a service. A failed one calls those up to its culprit.
        func calls(_ service: Int, _ index: Int) -> Bool {
            if fails(index) { return culprit(faultNumber(index)).map { $0 >= service } ?? true }
            let share = function.downstream[service].share
            return Int(Double(index + 1) * share + 1e-9) > Int(Double(index) * share + 1e-9)
        }

        func at(_ index: Int) -> Int64 { from + Int64((Double(index) + 0.5) / Double(count) * Double(to - from)) }
    }

    let traffic: TrafficModel

    /// X-Ray's default rule: the first request of each second, and 5 % of the others.
    static func sampled(_ requests: Int) -> Int { min(requests, 60) + max(0, requests - 60) / 20 }

    /// Oldest first. Only minutes that were over by `now` have traces.
    func batches(_ function: FunctionRecord, from: Int64, to: Int64, now: Int64) -> [Batch] {
        guard !function.downstream.isEmpty else { return [] }
        let first = from.flooredDivision(60_000)
        let last = min(to.flooredDivision(60_000), now.flooredDivision(60_000) - 1)
        guard first <= last else { return [] }
        var batches: [Batch] = []
        for minute in first...last {
            for alias in function.aliases.values.sorted(by: { $0.name < $1.name }) {
                batches += self.batches(function, alias, minute: minute, now: now)
            }
        }
        return batches
    }

    private func batches(_ function: FunctionRecord, _ alias: AliasRecord, minute: Int64, now: Int64) -> [Batch] {
        let slices = traffic.slices(function, alias, minute: minute, until: now)
        let all = slices.reduce(0) { $0 + $1.invocations }
        guard all > 0 else { return [] }
        let share = Double(Self.sampled(all)) / Double(all)
        let end = (minute + 1) * 60_000
        return slices.enumerated().compactMap { index, slice in
            let stream = Noise.stream("trace/\(function.name):\(alias.name)/\(minute)/\(index)")
            // Rounded by chance, so that what is rare is rare and not absent.
            let wanted = Double(slice.invocations) * share
            let count = min(slice.invocations, Int(wanted + traffic.noise.uniform(stream, 0, 1)))
            guard count > 0 else { return nil }
            let failed = Double(slice.errors) / Double(slice.invocations) * Double(count)
            let faults = min(count, slice.errors, Int(failed + traffic.noise.uniform(stream, 0, 2)))
            let to = slices.first { $0.from > slice.from }?.from ?? min(end, alias.trafficEnds ?? end)
            return Batch(
                function: function, alias: alias.name, version: slice.version, from: slice.from, to: max(to, slice.from),
                count: count, faults: faults, median: slice.median, spread: slice.spread, stream: stream)
        }
    }

    /// `1-5f84c7a1-24 digits`, the time of the trace in it.
    func id(_ batch: Batch, _ index: Int) -> String {
        let seconds = String(UInt64(max(0, batch.at(index) / 1000)) + 0x1_0000_0000, radix: 16).dropFirst()
        let rest = traffic.noise.bytes(batch.stream, Int64(index), count: 12)
            .map { String(String(Int($0) + 256, radix: 16).dropFirst()) }
        return "1-\(seconds)-\(rest.joined())"
    }

    /// Seconds.
    func duration(_ batch: Batch, _ index: Int) -> Double {
        let drawn = batch.median * exp(batch.spread * traffic.noise.gaussian(batch.stream, Int64(index), 3)) / 1000
        return (drawn * 1000).rounded() / 1000
    }
}
