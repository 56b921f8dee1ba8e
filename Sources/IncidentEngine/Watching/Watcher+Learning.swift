import IncidentModel

extension Watcher {
    func take(_ poll: Poll, _ outcome: PollOutcome) async {
        let now = clock.now
        schedule.finished(poll, at: now.uptime, failure: outcome.failure)
        let interval = schedule.interval(of: poll)
        for answer in outcome.answers { take(answer, of: poll, now, interval) }
        if let failure = outcome.failure, failure.kind != .cancelled {
            for source in outcome.failedSources { emit(.failed(source, failure), now, interval) }
            // Its alias is gone, perhaps: the list of aliases knows.
            if case .fingerprint(let target) = poll, failure.kind == .notFound {
                schedule.hurry(.aliases(target.function), .changed)
            }
        }
        if poll == .trailPast, trail.isComplete { schedule.setWanted([], instead: [.trailPast]) }
        await tellBudget(now)
    }

    private func take(_ answer: PollOutcome.Answer, of poll: Poll, _ now: Now, _ interval: Duration) {
        switch answer {
        case .metrics(let request, let metrics, let question):
            let merged = keeper.merge(request.target, metrics, versions: request.versions, to: question)
            emit(.metrics(request.target, merged), now, interval)
        case .history(let transitions, let until):
            historyUntil = until
            emit(.alarmHistory(transitions), now, interval)
        case .trail(let events, let slice):
            trail.answered(slice)
            if poll == .trail { trailReadAt = now }
            // A slice of the past does not make the latest minutes younger.
            let span = TrailSpan(from: slice.from, to: slice.to, at: slice.to)
            emit(.trail(events, span: poll == .trail ? span : nil), trailReadAt ?? now, schedule.pace(of: .trail))
        case .fingerprint(let target, let found): compare(target, found)
        case .totals(let inquiry, let found):
            let sums = totals.take(found, to: inquiry.open, of: inquiry.target, wanted: inquiry.wanted)
            emit(.totals(inquiry.target, sums), now, interval)
        case .plain(let observation):
            let before = picture.deployments?.value
            let old = oldAliases(observation)
            learn(observation)
            emit(observation, now, interval)
            settle(observation, old, before)
        }
    }

    /// The aliases that the answer is about, as they were.
    private func oldAliases(_ observation: Observation) -> [Target: Aged<AliasState>] {
        guard case .aliases(let function, _) = observation else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: picture.targets(of: function).compactMap { target in
                picture.aliases[target].map { (target, $0) }
            })
    }

    /// What the schedule must know of an answer, before the picture takes it in.
    private func learn(_ observation: Observation) {
        switch observation {
        case .caller(let caller):
            schedule.isSessionEnding = caller.expiresAt.map { $0 - clock.now.time < configuration.caller * 2 } ?? false
        case .functions(let names): schedule.setFunctions(names)
        case .aliases(let function, let states): learn(states, of: function)
        default: break
        }
    }

    private func learn(_ states: [AliasState], of function: String) {
        let isNew = states.contains { picture.aliases[$0.target] == nil }
        let moved = states.filter { state in
            picture.aliases[state.target].map { $0.value.routing != state.routing } ?? false
        }
        let list = picture.versions[function]?.value
        let unseen = states.contains { state in
            list != nil && !state.routing.versions.allSatisfy { id in list?.contains { $0.version == id } == true }
        }
        schedule.setTargets(Set(states.map(\.target)), of: function)
        if !moved.isEmpty || unseen { schedule.hurry(.versions(function), .changed) }
        if !moved.isEmpty {
            schedule.hurry(.provisioned(function), .changed)
            schedule.hurry(.states(function), .changed)
            for state in moved { schedule.hurry(.totals(state.target), .changed) }
        }
        let matters = states.contains { state in
            focusedTargets.contains(state.target) || visibleTargets.contains(state.target)
                || alarmedTargets.contains(state.target)
        }
        if !moved.isEmpty || (isNew && matters) { schedule.hurry(.metrics, gap: configuration.metricsGap) }
    }

    /// What follows from an answer, once the picture has it.
    private func settle(_ observation: Observation, _ old: [Target: Aged<AliasState>], _ deployments: [Deployment]?) {
        switch observation {
        case .aliases(let function, let states):
            for target in old.keys where picture.aliases[target] == nil { forget(target) }
            let new = states.map(\.target).filter { old[$0] == nil }
            if new.contains(where: { picture.alarms(of: $0).contains { $0.state == .alarm } }) { noticeAlarms() }
            if !focusedTargets.isDisjoint(with: new) { wantSome() }
            noticeWarming(function)
        case .provisioned(let function, _): noticeWarming(function)
        case .alarms: noticeAlarms()
        case .deployments(let list):
            noticeDeployments()
            guard let deployments else { break }
            let before = Dictionary(deployments.map { ($0.id, $0) }) { first, _ in first }
            for deployment in list {
                let known = before[deployment.id]
                guard known?.status != deployment.status || known?.targetShare != deployment.targetShare else { continue }
                schedule.hurry(.aliases(deployment.target.function), .changed)
            }
        default: break
        }
    }

    private func forget(_ target: Target) {
        fingerprints[target] = nil
        totals.forget(target)
        wantSome()
    }

    private func noticeAlarms() {
        let alarms = picture.alarms?.value ?? []
        let found = WatchedTargets.alarmed(alarms, picture)
        schedule.setAlarmed(WatchedTargets.alarmedFunctions(alarms).union(found.map(\.function)))
        defer { wantSome() }
        guard found != alarmedTargets else { return }
        alarmedTargets = found
        schedule.hurry(.metrics, gap: configuration.metricsGap)
        schedule.hurry(.alarmHistory)
    }

    /// AWS moves provisioned concurrency: it says so, or it has put a weight of 1.0 on the alias.
    private func noticeWarming(_ function: String) {
        guard sources.further.provisioned != nil else { return }
        let isMoving = picture.provisioned[function]?.value.values.contains { $0.status == .inProgress } ?? false
        let isHeld = picture.targets(of: function).contains { target in
            picture.aliases[target]?.value.routing.weights.values.contains { $0 >= 1 } ?? false
        }
        schedule.setWarming(isMoving || isHeld, function)
    }

    func noticeDeployments() {
        schedule.isDeploying =
            picture.deployments?.value.contains { deployment in
                deployment.status.isRunning
                    && (focusedTargets.contains(deployment.target) || visibleTargets.contains(deployment.target))
            } ?? false
    }

    /// A pointer that is not the known one, or a revision that has changed: the aliases are read, in their turn before the rest.
    private func compare(_ target: Target, _ found: AliasFingerprint) {
        let before = fingerprints.updateValue(found, forKey: target)
        let hasChanged =
            before.map { $0 != found } ?? (picture.aliases[target].map { $0.value.routing.pointer != found.version } ?? false)
        if hasChanged { schedule.hurry(.aliases(target.function), .changed) }
    }
}
