import IncidentModel

extension PollSchedule {
    /// The queue that a poll belongs in; nil when it is not to be read at present.
    func lane(of poll: Poll, _ record: Record) -> PollLane? {
        let hurried: PollLane? =
            switch record.hurry {
            case .none: nil
            case .changed: poll.function.map(isClose) == true ? nil : .changed
            case .atOnce: .atOnce
            }
        switch poll {
        case .caller, .alarms, .alarmHistory, .metrics, .deployments, .trail, .trailPast, .traces: return .other
        case .totals: return .totals
        case .functions, .limits: return hurried ?? .account
        case .aliases(let name):
            let lane = aliasLane(name)
            guard hurried == nil, !record.isSeen else { return hurried ?? lane }
            // An empty row on the screen before any row is read twice.
            return lane == .restAliases ? .firstAliases : lane == .focusedAliases ? lane : .emptyRows
        case .versions(let name):
            // Nor is anything of an incident read twice before it can be armed.
            if hurried == nil, !record.isSeen, visible.contains(name) || focused.contains(name) { return .emptyRows }
            return hurried ?? further(name, else: record.isSeen ? .restVersions : .firstVersions)
        case .provisioned(let name): return hurried ?? further(name, else: .visibleFurther)
        case .wiring(let name):
            let isOnlyVisible = visible.contains(name) && !alarmed.contains(name)
            return hurried ?? (isOnlyVisible ? .visibleWiring : further(name, else: .restWiring))
        case .states(let name): return isClose(name) || record.hurry != .none ? .closeStates : .restStates
        case .fingerprint(let target):
            // Its aliases are read every few seconds anyway.
            return focused.contains(target.function) || visible.contains(target.function) ? nil : .fingerprints
        }
    }

    func aliasLane(_ name: String) -> PollLane {
        if focused.contains(name) { return .focusedAliases }
        if visible.contains(name) { return .visibleAliases }
        return alarmed.contains(name) ? .alarmedAliases : .restAliases
    }

    private func further(_ name: String, else lane: PollLane) -> PollLane {
        if focused.contains(name) { return .focusedFurther }
        return visible.contains(name) || alarmed.contains(name) ? .visibleFurther : lane
    }

    /// When it should be read (uptime); the past when it never was.
    func due(_ poll: Poll, _ record: Record) -> Duration {
        guard record.hurry == .none, let started = record.started else { return record.notBefore }
        // What was tried and never came is tried again after its back-off; so is what everything else hangs on, whenever it fails.
        let isTriedAgain =
            poll == .functions || poll == .caller ? record.failures > 0 : !record.isSeen && poll.function != nil
        let pace = isTriedAgain ? min(pace(of: poll), configuration.visible) : pace(of: poll)
        return max(started + pace, record.notBefore)
    }

    /// How often it is meant to be read.
    func pace(of poll: Poll) -> Duration {
        switch poll {
        case .caller: isSessionEnding ? configuration.callerAtTheEnd : configuration.caller
        // A page has 50 names: the list of a large account takes a twentieth of the budget at most.
        case .functions: max(configuration.functions, .seconds(Int64(Double(rowsKnown) / 50 / 3 * 20)))
        case .alarms: configuration.alarms
        case .alarmHistory: configuration.alarmHistory
        case .metrics: isIncident ? configuration.metricsInIncident : configuration.metrics
        case .deployments: isIncident || isDeploying ? configuration.deploymentsInHaste : configuration.deployments
        case .limits: configuration.limits
        case .trail: isIncident ? configuration.trailInIncident : configuration.trail
        case .trailPast: configuration.trailPast
        case .traces: configuration.traces
        case .totals: configuration.totals
        case .fingerprint: configuration.fingerprints
        case .aliases(let name): aliasPace(name)
        case .versions(let name): focused.contains(name) ? configuration.versions : configuration.restVersions
        case .provisioned(let name):
            !isWarming(name)
                ? configuration.provisioned : focused.contains(name) ? configuration.focused : configuration.visible
        case .wiring(let name): focused.contains(name) ? configuration.wiringFocused : configuration.wiring
        case .states(let name): isClose(name) ? configuration.states : configuration.restStates
        }
    }

    private func aliasPace(_ name: String) -> Duration {
        switch aliasLane(name) {
        case .focusedAliases: configuration.focused
        case .visibleAliases: configuration.visible
        default: configuration.rest
        }
    }

    /// 1, 2, 4 … seconds, up to the cap. A throttled read of Lambda goes again when the bucket, which has slowed down, lets it: were it
    /// sent to the back of the queue, what nobody looks at would be read in its place. Denied, what the console can do without
    /// waits for minutes.
    func backOff(_ poll: Poll, _ failures: Int, _ failure: CallFailure) -> Duration {
        let doubled = Duration.seconds(1 << min(10, max(0, failures - 1)))
        var wait = min(configuration.backOffCap, doubled)
        if failure.kind == .throttled, records[poll]?.lane.quota != .other { wait = .seconds(1) }
        if failure.kind == .denied, poll.isFurther { wait = min(configuration.deniedCap, doubled * 60) }
        guard let asked = failure.retryAfter else { return wait }
        return max(wait, min(asked, configuration.deniedCap))
    }
}
