extension FleetPicture {
    /// Whether the observation, which made this picture of the one before, has brought anything but a new age: another value, one that was not
    /// known, was stale or could not be read, or another failure.
    package func hasNews(since before: FleetPicture, from observation: Observation, at now: Now) -> Bool {
        func differs<Value>(_ part: (FleetPicture) -> Aged<Value>?) -> Bool {
            guard let old = part(before), let new = part(self) else { return true }
            return old.failure != nil || old.freshness(now) == .stale || old.value != new.value
        }
        switch observation {
        case .caller: return differs(\.caller)
        case .functions: return differs(\.functions)
        case .aliases(let function, let states):
            return Set(before.targets(of: function)) != Set(targets(of: function))
                || states.contains { state in aliases[state.target] != nil && differs { $0.aliases[state.target] } }
                || before.failures[.aliases(function: function)] != nil
        case .alias(let state): return differs { $0.aliases[state.target] }
        case .versions(let function, _): return differs { $0.versions[function] }
        case .alarms: return differs(\.alarms)
        case .alarmHistory: return differs(\.transitions)
        case .metrics(let target, _): return differs { $0.metrics[target] }
        case .version(let function, let version): return differs { $0.versionStates[function]?[version.version] }
        case .deployments: return differs(\.deployments)
        case .provisioned(let function, _): return differs { $0.provisioned[function] }
        case .wiring(let function, _): return differs { $0.wiring[function] }
        case .limits: return differs(\.limits)
        case .trail: return differs(\.trail)
        case .traces(let function, _): return differs { $0.traces[function] }
        case .totals(let target, _): return differs { $0.totals[target] }
        case .failed(let source, let failure): return before.failures[source] != failure
        // Calls a second are another number each time, which nobody waits for.
        case .budget: return before.budget.throttled != budget.throttled
        }
    }
}
