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
            for target in aliasNames[function] ?? [] where !listed.contains(target) { aliases[target] = nil }
            aliasNames[function] = listed.isEmpty ? nil : listed
            for state in states { aliases[state.target] = Aged(completed(state), at: now, interval: interval) }
            failures[.aliases(function: function)] = nil
        case .alias(let state):
            aliasNames[state.target.function, default: []].insert(state.target)
            aliases[state.target] = Aged(completed(state), at: now, interval: interval)
            failures[.aliases(function: state.target.function)] = nil
        case .versions(let function, let list):
            let known = versionStates[function] ?? [:]
            versions[function] = Aged(
                list.map { listed in listed.state.isEmpty ? listed.withState(of: known[listed.version]?.value) : listed }
                    .sorted { $0.version > $1.version }, at: now, interval: interval)
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
        case .version(let function, let version):
            versionStates[function, default: [:]][version.version] = Aged(version, at: now, interval: interval)
            if let index = versions[function]?.value.firstIndex(where: { $0.version == version.version }) {
                versions[function]?.value[index] = version
            }
            failures[.version(function: function, version.version)] = nil
        case .deployments(let list):
            deployments = Aged(list.sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }, at: now, interval: interval)
            failures[.deployments] = nil
        case .provisioned(let function, let list):
            provisioned[function] = Aged(list, at: now, interval: interval)
            for target in targets(of: function) {
                aliases[target]?.value.provisioned = list[target.alias]
            }
            failures[.provisioned(function: function)] = nil
        case .wiring(let function, let found):
            wiring[function] = Aged(found, at: now, interval: interval)
            failures[.wiring(function: function)] = nil
        case .limits(let found):
            limits = Aged(found, at: now, interval: interval)
            failures[.limits] = nil
        case .trail(let events, let span):
            if let span { trailSpans = trailSpans.suffix(63) + [span] }
            var known: Set<String> = []
            let merged = ((trail?.value ?? []) + events).filter { known.insert($0.id).inserted }
            trail = Aged(
                Array(merged.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.suffix(Self.transitionCap)), at: now, interval: interval)
            failures[.trail] = nil
        case .traces(let function, let found):
            traces[function] = Aged(found, at: now, interval: interval)
            failures[.traces(function: function)] = nil
        case .totals(let target, let found):
            totals[target] = Aged(
                (totals[target]?.value ?? [:]).merging(found) { $1 }, at: now, interval: interval)
            failures[.totals(target)] = nil
        case .failed(let source, let failure):
            failures[source] = failure
            record(failure, at: source)
        case .budget(let status):
            budget = status
        }
    }

    /// ListAliases does not tell of provisioned concurrency: what was read of it by itself stays.
    private func completed(_ state: AliasState) -> AliasState {
        guard state.provisioned == nil, let known = provisioned[state.target.function] else { return state }
        var completed = state
        completed.provisioned = known.value[state.target.alias]
        return completed
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
        case .deployments: deployments?.failure = failure
        case .limits: limits?.failure = failure
        case .trail: trail?.failure = failure
        case .totals(let target): totals[target]?.failure = failure
        case .provisioned(let function): provisioned[function]?.failure = failure
        case .wiring(let function): wiring[function]?.failure = failure
        case .traces(let function): traces[function]?.failure = failure
        case .version(let function, let version): versionStates[function]?[version]?.failure = failure
        case .aliases(let function):
            for target in targets(of: function) { aliases[target]?.failure = failure }
        }
    }
}
