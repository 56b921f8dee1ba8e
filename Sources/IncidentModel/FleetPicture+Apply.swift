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
            transitions = Aged(Self.merged(transitions?.value ?? [], list), at: now, interval: interval)
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

    /// How many transitions are kept, newest last; a console runs for weeks.
    package static let transitionCap = 2000

    /// The same change may be seen between two polls and come again from the history in other words: alarm, moment and new state name
    /// it, and the telling that knows where it came from wins.
    private static func merged(_ known: [AlarmTransition], _ new: [AlarmTransition]) -> [AlarmTransition] {
        struct Key: Hashable {
            var alarm: String
            var at: Timestamp
            var to: Alarm.State
        }
        var byKey: [Key: AlarmTransition] = [:]
        for transition in known + new {
            let key = Key(alarm: transition.alarm.raw, at: transition.at, to: transition.to)
            guard let other = byKey[key] else {
                byKey[key] = transition
                continue
            }
            if other.from == nil || other.reason.raw.isEmpty && !transition.reason.raw.isEmpty { byKey[key] = transition }
        }
        let sorted = byKey.values.sorted {
            ($0.at, $0.alarm.raw, $0.to.rawValue) < ($1.at, $1.alarm.raw, $1.to.rawValue)
        }
        return Array(sorted.suffix(transitionCap))
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
