/// A `Stat` of CloudWatch, as far as the region computes it.
enum MetricStatistic: Sendable, Equatable, Hashable {
    case average, sum, minimum, maximum, sampleCount
    /// Share 0…1: `p95` is 0.95.
    case percentile(Double)

    init?(_ text: String) {
        switch text {
        case "Average": self = .average
        case "Sum": self = .sum
        case "Minimum": self = .minimum
        case "Maximum": self = .maximum
        case "SampleCount": self = .sampleCount
        default:
            guard text.first == "p", let percent = Double(text.dropFirst()), (0...100).contains(percent) else { return nil }
            self = .percentile(percent / 100)
        }
    }
}
