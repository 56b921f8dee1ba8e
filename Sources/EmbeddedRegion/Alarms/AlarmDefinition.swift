/// An alarm as somebody once defined it.
struct AlarmDefinition: Sendable {
    enum Comparison: String, Sendable {
        case greater = "GreaterThanThreshold"
        case greaterOrEqual = "GreaterThanOrEqualToThreshold"
        case less = "LessThanThreshold"
        case lessOrEqual = "LessThanOrEqualToThreshold"

        func isBreached(_ value: Double, _ threshold: Double) -> Bool {
            switch self {
            case .greater: value > threshold
            case .greaterOrEqual: value >= threshold
            case .less: value < threshold
            case .lessOrEqual: value <= threshold
            }
        }

        /// As StateReason puts it.
        var words: String {
            switch self {
            case .greater: "greater than"
            case .greaterOrEqual: "greater than or equal to"
            case .less: "less than"
            case .lessOrEqual: "less than or equal to"
            }
        }
    }

    enum Missing: String, Sendable {
        case missing, ignore, breaching, notBreaching
    }

    struct MetricRule: Sendable {
        /// One metric, or an expression first and then its metrics.
        var queries: [MetricQuery]
        /// Seconds.
        var period: Int
        var evaluationPeriods: Int
        var datapointsToAlarm: Int
        var threshold: Double
        var comparison: Comparison
        var missing: Missing
    }

    enum Source: Sendable {
        case metric(MetricRule)
        case composite(CompositeRule)
    }

    var name: String
    var description: String
    /// Region milliseconds.
    var created: Int64
    /// ARNs told when the alarm fires.
    var actions: [String]
    var actionsEnabled: Bool
    var source: Source
}

enum AlarmState: String, Sendable {
    case ok = "OK"
    case alarm = "ALARM"
    case insufficientData = "INSUFFICIENT_DATA"
}
