import IncidentEngine
import IncidentModel

/// One series that is asked for: what of AWS/Lambda, of which slice of traffic, and where the answer belongs.
struct MetricQuery: Hashable, Sendable {
    enum Measure: String, CaseIterable, Sendable {
        case invocations = "Invocations"
        case errors = "Errors"
        case durationP95 = "Duration"
        case throttles = "Throttles"
        case concurrency = "ConcurrentExecutions"

        var statistic: String {
            switch self {
            case .invocations, .errors, .throttles: "Sum"
            case .durationP95: "p95"
            case .concurrency: "Maximum"
            }
        }

        func keyPath() -> WritableKeyPath<TrafficMetrics, MetricSeries> {
            switch self {
            case .invocations: \.invocations
            case .errors: \.errors
            case .durationP95: \.durationP95
            case .throttles: \.throttles
            case .concurrency: \.concurrency
            }
        }
    }

    var target: Target
    /// nil: the alias as a whole.
    var version: VersionID?
    var measure: Measure
    /// Only FunctionName: where AWS has a metric for the function and not for the alias.
    var functionWide = false
    /// Seconds.
    var period = 60

    /// A target's series (5) and each version's (3).
    static func all(of request: MetricRequest) -> [MetricQuery] {
        Measure.allCases.map { MetricQuery(target: request.target, measure: $0) }
            + request.versions.flatMap { version in
                [Measure.invocations, .errors, .durationP95].map {
                    MetricQuery(target: request.target, version: version, measure: $0)
                }
            }
    }

    /// The MetricDataQuery of the API, one value a period.
    func wire(id: String) -> JSONValue {
        var dimensions: [(String, String)] = [("FunctionName", target.function)]
        if !functionWide { dimensions.append(("Resource", target.description)) }
        if let version, !functionWide { dimensions.append(("ExecutedVersion", version.name)) }
        return [
            "Id": .string(id),
            "MetricStat": [
                "Metric": [
                    "Namespace": "AWS/Lambda", "MetricName": .string(measure.rawValue),
                    "Dimensions": .array(dimensions.map { ["Name": .string($0.0), "Value": .string($0.1)] }),
                ],
                "Period": JSONValue(period), "Stat": .string(measure.statistic),
            ],
            "ReturnData": true,
        ]
    }

    /// Of a whole function: how long its latest asynchronous events had waited, milliseconds.
    static func asyncEventAge(of function: String, id: String) -> JSONValue {
        [
            "Id": .string(id),
            "MetricStat": [
                "Metric": [
                    "Namespace": "AWS/Lambda", "MetricName": "AsyncEventAge",
                    "Dimensions": [["Name": "FunctionName", "Value": .string(function)]],
                ],
                "Period": 60, "Stat": "Maximum",
            ],
            "ReturnData": true,
        ]
    }
}
