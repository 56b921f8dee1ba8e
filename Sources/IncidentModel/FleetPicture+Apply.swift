extension FleetPicture {
    /// Replaces the part that was read. A failure keeps the old part and is recorded beside it.
    package mutating func apply(_ observation: Observation, at now: Now, interval: Duration) {
        switch observation {
        case .caller(let identity):
            caller = Aged(identity, at: now, interval: interval)
            failures[.caller] = nil
        case .functions(let names):
            functions = Aged(names, at: now, interval: interval)
            failures[.functions] = nil
        case .aliases(let function, let states):
            let listed = Set(states.map(\.target))
            for target in aliases.keys where target.function == function && !listed.contains(target) {
                aliases[target] = nil
            }
            for state in states { aliases[state.target] = Aged(state, at: now, interval: interval) }
            failures[.aliases(function: function)] = nil
        case .alias(let state):
            aliases[state.target] = Aged(state, at: now, interval: interval)
            failures[.aliases(function: state.target.function)] = nil
        case .versions(let function, let list):
            versions[function] = Aged(list.sorted { $0.version > $1.version }, at: now, interval: interval)
            failures[.versions(function: function)] = nil
        case .alarms(let list):
            alarms = Aged(list, at: now, interval: interval)
            failures[.alarms] = nil
        case .alarmHistory(let list):
            let known = Set(transitions?.value ?? [])
            let merged = known.union(list).sorted { ($0.at, $0.alarm) < ($1.at, $1.alarm) }
            transitions = Aged(merged, at: now, interval: interval)
            failures[.alarmHistory] = nil
        case .metrics(let target, let series):
            metrics[target] = Aged(series, at: now, interval: interval)
            failures[.metrics(target)] = nil
        case .failed(let source, let failure):
            failures[source] = failure
            record(failure, at: source)
        case .budget(let status):
            budget = status
        }
    }

    private mutating func record(_ failure: CallFailure, at source: Observation.Source) {
        switch source {
        case .caller: caller?.failure = failure
        case .functions: functions?.failure = failure
        case .alarms: alarms?.failure = failure
        case .alarmHistory: transitions?.failure = failure
        case .versions(let function): versions[function]?.failure = failure
        case .metrics(let target): metrics[target]?.failure = failure
        case .aliases(let function):
            for target in aliases.keys where target.function == function { aliases[target]?.failure = failure }
        }
    }
}
