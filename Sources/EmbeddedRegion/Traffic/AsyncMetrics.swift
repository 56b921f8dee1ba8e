/// AWS/Lambda's metrics of a function's asynchronous queue: `AsyncEventsReceived` and `AsyncEventAge`.
struct AsyncMetrics {
    static let names = ["AsyncEventAge", "AsyncEventsReceived"]
    /// Age of an event while the queue is not behind, milliseconds.
    private static let calmAge = 180.0

    let queue: FunctionWiring.AsyncQueue
    let stream: UInt64
    let noise: Noise
    /// Region milliseconds of the start: the queue is as old as the scenario says from then on.
    let start: Int64

    /// Nil when the metric is another one, or the function has no such queue under these dimensions.
    init?(_ metric: String, dimensions: [String: String], in world: World) {
        guard Self.names.contains(metric), let selection = MetricSource.selection(dimensions: dimensions),
            selection.version == nil,
            let name = selection.function, let queue = world.functions[name]?.wiring.asyncQueue
        else { return nil }
        guard selection.alias == nil || selection.alias == queue.qualifier else { return nil }
        self.queue = queue
        stream = Noise.stream("async/" + name)
        noise = world.noise
        start = world.start
    }

    /// Datapoints of the periods that begin within [start, end), oldest first.
    func series(
        _ metric: String, _ statistic: MetricStatistic, period: Int64, start: Int64, end: Int64, now: Int64
    ) -> [(at: Int64, value: Double)] {
        let length = period * 1000
        let first = max(start, self.start - 86_400_000).flooredDivision(length) * length
        let last = min(end - 1, now).flooredDivision(length) * length
        guard first <= last else { return [] }
        return stride(from: first, through: last, by: Int(length)).compactMap { at in
            let received = received(from: at, to: min(at + length, now))
            guard received > 0 || metric == "AsyncEventAge" && at + length > self.start else { return nil }
            return (at, metric == "AsyncEventAge" ? age(at, statistic) : count(received, statistic))
        }
    }

    private func received(from: Int64, to: Int64) -> Double {
        var sum = 0.0
        var minute = from / 60_000
        while minute * 60_000 < to {
            let whole = Distribution.poissonQuantile(noise.uniform(stream, minute), mean: queue.perMinute)
            let share = Double(min(to, (minute + 1) * 60_000) - minute * 60_000) / 60_000
            sum += (whole * share).rounded(.down)
            minute += 1
        }
        return sum
    }

    private func count(_ received: Double, _ statistic: MetricStatistic) -> Double {
        switch statistic {
        case .sum, .sampleCount: received
        default: 1
        }
    }

    private func age(_ at: Int64, _ statistic: MetricStatistic) -> Double {
        let wobble = 1 + 0.05 * noise.gaussian(stream, at / 60_000, 1)
        let oldest =
            at + 60_000 > start - queue.oldest ? Double(queue.oldest) * max(0.5, wobble) : Self.calmAge * max(0.5, wobble)
        return switch statistic {
        case .maximum, .percentile: oldest
        case .minimum: Self.calmAge
        case .average: (oldest + Self.calmAge) / 2
        case .sum: (oldest + Self.calmAge) / 2 * max(1, queue.perMinute)
        case .sampleCount: max(1, queue.perMinute)
        }
    }
}
