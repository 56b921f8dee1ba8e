import Foundation

/// CloudWatch's statistics of the AWS/Lambda metrics over a set of slices.
struct SliceStatistics {
    let slices: [TrafficSlice]
    /// Seconds the slices cover.
    let seconds: Double
    /// Mean executions at once, minute by minute, when some outlive the minute they began in.
    var inFlight: [Double] = []

    var invocations: Int { slices.reduce(0) { $0 + $1.invocations } }
    var errors: Int { slices.reduce(0) { $0 + $1.errors } }

    /// Nil when there is no datapoint: no request, or a metric Lambda does not send.
    func value(metric: String, statistic: MetricStatistic) -> Double? {
        let count = invocations
        if metric == "Throttles" {
            let turnedAway = slices.reduce(0) { $0 + $1.throttles }
            return count + turnedAway > 0 ? counted(Double(turnedAway), of: count + turnedAway, statistic) : nil
        }
        if metric == "ConcurrentExecutions", let peak = inFlight.max() {
            return concurrency(statistic, mean: average, peak: peak)
        }
        guard count > 0 else { return nil }
        switch metric {
        case "Invocations": return counted(Double(count), of: count, statistic)
        case "Errors": return counted(Double(errors), of: count, statistic)
        case "Duration": return duration(statistic, count: count)
        // Little's law.
        case "ConcurrentExecutions":
            let mean = Double(count) / seconds * meanDuration / 1000
            return concurrency(statistic, mean: mean, peak: mean)
        default: return nil
        }
    }

    /// Metrics sent as 0 or 1 per request.
    private func counted(_ sum: Double, of count: Int, _ statistic: MetricStatistic) -> Double {
        switch statistic {
        case .sum: sum
        case .average: sum / Double(count)
        case .sampleCount: Double(count)
        case .minimum: sum >= Double(count) ? 1 : 0
        case .maximum: sum > 0 ? 1 : 0
        case .percentile(let share): sum > Double(count) * (1 - share) ? 1 : 0
        }
    }

    private var meanDuration: Double {
        let sum = slices.reduce(0.0) { $0 + Double($1.invocations) * $1.median * exp($1.spread * $1.spread / 2) }
        return sum / Double(max(1, invocations))
    }

    private func duration(_ statistic: MetricStatistic, count: Int) -> Double {
        switch statistic {
        case .average: meanDuration
        case .sum: meanDuration * Double(count)
        case .sampleCount: Double(count)
        case .minimum: quantile(1 / Double(count + 1))
        case .maximum: quantile(Double(count) / Double(count + 1))
        case .percentile(let share): quantile(share)
        }
    }

    /// Milliseconds below which a share of the requests ends: closed for one slice, by bisection for a mixture.
    private func quantile(_ share: Double) -> Double {
        let wanted = min(max(share, 1e-9), 1 - 1e-9)
        let z = Distribution.normalQuantile(wanted)
        let single = slices.map { log($0.median) + z * $0.spread }
        guard var low = single.min(), var high = single.max() else { return 0 }
        if high - low < 1e-9 { return exp(low) }
        let total = Double(invocations)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let below = slices.reduce(0.0) {
                $0 + Double($1.invocations) * Distribution.normalShare(below: (middle - log($1.median)) / $1.spread)
            }
            if below < wanted * total { low = middle } else { high = middle }
        }
        return exp((low + high) / 2)
    }

    private var average: Double { inFlight.reduce(0, +) / Double(max(1, inFlight.count)) }

    /// The peak lies two deviations above the mean.
    private func concurrency(_ statistic: MetricStatistic, mean: Double, peak: Double) -> Double {
        let samples = Double(max(1, invocations))
        switch statistic {
        case .sampleCount: return samples
        case .sum: return mean * samples
        case .average: return mean
        case .minimum: return max(0, (mean - 2 * mean.squareRoot()).rounded(.down))
        case .maximum, .percentile: return max(1, (peak + 2 * peak.squareRoot()).rounded(.up))
        }
    }
}
