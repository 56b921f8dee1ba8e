import IncidentModel

/// One thing that can be read, over and over.
enum Poll: Hashable, Sendable {
    case caller, functions, alarms, alarmHistory, metrics, deployments, limits
    /// CloudTrail's latest minutes, and a slice of the days before the start.
    case trail, trailPast
    case aliases(String)
    case versions(String)
    case provisioned(String)
    case wiring(String)
    /// The states of the versions that matter of a function.
    case states(String)
    case traces(String)
    case fingerprint(Target)
    case totals(Target)

    /// The function that it is about.
    var function: String? {
        switch self {
        case .caller, .functions, .alarms, .alarmHistory, .metrics, .deployments, .limits, .trail, .trailPast: nil
        case .aliases(let name), .versions(let name), .provisioned(let name), .wiring(let name), .states(let name),
            .traces(let name):
            name
        case .fingerprint(let target), .totals(let target): target.function
        }
    }

    /// The console can do without it: when access is denied it is asked for again after minutes only.
    var isFurther: Bool {
        switch self {
        case .caller, .functions, .alarms, .alarmHistory, .metrics, .aliases, .versions: false
        case .deployments, .limits, .trail, .trailPast, .provisioned, .wiring, .states, .traces, .fingerprint, .totals: true
        }
    }

    /// Calls of Lambda that it takes at least. Wiring: ListEventSourceMappings, ListFunctionUrlConfigs, GetFunctionConcurrency and two
    /// GetPolicy.
    var cost: Double {
        if case .wiring = self { return 5 }
        return 1
    }
}
