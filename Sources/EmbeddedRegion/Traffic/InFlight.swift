import Foundation

/// Executions that run at the same time, when they may outlive the minute they began in: after an alias moved, what the old version
/// still has to finish.
enum InFlight {
    /// Lambda ends an execution after 15 minutes.
    static let minutes: Int64 = 15
    private static let steps = 8

    /// Whether a minute's executions may still run in a later one, by more than a few.
    static func isSlow(_ median: Double, _ spread: Double) -> Bool { median * exp(3 * spread) > 5_000 }

    static func isSlow(_ function: FunctionRecord) -> Bool {
        function.versions.contains { $0.behaviours.contains { isSlow($0.median, $0.spread) } }
    }

    /// How many of a minute's executions run on average within a later minute.
    /// - Parameters:
    ///   - later: minutes later; 0 is the same minute.
    ///   - seconds: how much of the later minute has passed.
    static func mean(_ slice: TrafficSlice, later: Int64, seconds: Double) -> Double {
        guard slice.invocations > 0, seconds > 0 else { return 0 }
        let count = Double(slice.invocations)
        guard isSlow(slice.median, slice.spread) else {
            return later == 0 ? count / seconds * lived(.infinity, slice) : 0
        }
        let rate = count / (later == 0 ? seconds : 60)
        var sum = 0.0
        for step in 0...steps {
            let moment = seconds * Double(step) / Double(steps) + 60 * Double(later)
            let weight: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
            sum += weight * (lived(moment, slice) - (later == 0 ? 0 : lived(moment - 60, slice)))
        }
        return rate * sum / Double(3 * steps)
    }

    /// Seconds that an execution runs on average within its first `age` seconds.
    private static func lived(_ age: Double, _ slice: TrafficSlice) -> Double {
        let (location, spread) = (log(slice.median / 1000), slice.spread)
        let whole = exp(location + spread * spread / 2)
        guard age.isFinite else { return whole }
        guard age > 0 else { return 0 }
        let limited = min(age, 60 * Double(minutes))
        let z = (log(limited) - location) / spread
        return limited * (1 - Distribution.normalShare(below: z)) + whole * Distribution.normalShare(below: z - spread)
    }
}
