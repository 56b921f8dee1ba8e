import IncidentModel

/// What the detector sees of one target.
struct TargetLook {
    private let target: Target
    private let picture: FleetPicture
    private let ledger: ActionLedger
    private let rules: DetectionRules
    private let now: Now
    private let alarms: [(alarm: Alarm, witness: AlarmWitness)]

    init(_ target: Target, picture: FleetPicture, ledger: ActionLedger, rules: DetectionRules, now: Now) {
        self.target = target
        self.picture = picture
        self.ledger = ledger
        self.rules = rules
        self.now = now
        let transitions = Dictionary(grouping: picture.transitions(of: target), by: \.alarm.raw)
        alarms = picture.alarms(of: target).map { alarm in
            (alarm, AlarmWitness(alarm, transitions: transitions[alarm.name.raw] ?? [], rules: rules, now: now))
        }
    }

    /// No alarm of it is anything but OK.
    var isCalm: Bool { alarms.allSatisfy { $0.alarm.state == .ok } }

    /// Alarms, then breaches, then deployments.
    var findings: [DetectorFinding] {
        let breaches = PolicyBreach.all(of: target, picture: picture, rules: rules, now: now)
        return firing(breaches) + breaches.map(finding) + failedDeployments
    }

    /// Alarms that were looked at and do not count, with why.
    var discounted: [IncidentProposal.Discounted] {
        if alarms.isEmpty { return [] }
        let acquittal = acquittal
        return alarms.compactMap { alarm, witness in
            if isDoubted(witness), let acquittal {
                return .init(alarm: alarm.name, why: (witness.doubts + [acquittal]).joined(separator: "; "))
            }
            return witness.firingSince == nil || witness.isGoodNews
                ? witness.aside.map { .init(alarm: alarm.name, why: $0) } : nil
        }
    }

    private func firing(_ breaches: [PolicyBreach]) -> [DetectorFinding] {
        let firing = alarms.filter { $0.witness.firingSince != nil }
        if firing.isEmpty { return [] }
        let start = breaches.map(\.from).min() ?? badMinute
        let isAcquitted = acquittal != nil
        return firing.compactMap { alarm, witness in
            guard let trigger = witness.trigger, !witness.isGoodNews, !(isAcquitted && isDoubted(witness)) else { return nil }
            return DetectorFinding(
                trigger: .alarm, target: target, cause: .alarm(AlarmSubject(alarm)), at: witness.firingSince ?? trigger,
                latchedAt: trigger, impactStart: start, sentence: witness.sentence)
        }
    }

    private func isDoubted(_ witness: AlarmWitness) -> Bool { witness.firingSince != nil && !witness.doubts.isEmpty }

    private func finding(_ breach: PolicyBreach) -> DetectorFinding {
        DetectorFinding(
            trigger: .policy, target: target, cause: .breach(breach), at: breach.at, latchedAt: breach.latchedAt,
            impactStart: breach.from, sentence: breach.sentence(target, rules: rules, now: now))
    }

    /// Those that failed, or that an alarm stopped; not those that we or other people stopped.
    private var failedDeployments: [DetectorFinding] {
        let failed = picture.deployments(of: target).filter { deployment in
            deployment.hasFailed && deployment.completedAt.map { now.time - $0 <= rules.latch } ?? false
        }
        if failed.isEmpty { return [] }
        let ours = Set(
            (ledger.recentActions(on: target) + [ledger.openAction(on: target)].compactMap { $0 }).compactMap(\.stopped))
        return failed.compactMap { deployment in
            guard let ended = deployment.completedAt, !ours.contains(deployment.id) else { return nil }
            let code = deployment.errorCode.isEmpty ? "" : " (\(Wording.typed(deployment.errorCode)))"
            let back = deployment.rollbackID.map { ", taken back by \(Wording.typed($0))" } ?? ""
            let what = deployment.rollbackOf == nil ? "deployment" : "rollback by the deployment"
            return DetectorFinding(
                trigger: .deployment, target: target, cause: .deployment, at: ended,
                sentence: "the \(what) \(Wording.typed(deployment.id)) of \(target) failed at \(ended.clock)\(code)\(back)")
        }
    }

    /// Figures that speak against an alarm: enough requests, hardly one failed or throttled, no version among them that fails.
    private var acquittal: String? {
        let failing = FailingVersions(target, picture: picture, now: now)
        guard let whole = failing.whole, whole.isHealthy, whole.throttledShare < RecentTraffic.suspectRate,
            !failing.recent.contains(where: { $0.value.isSuspect })
        else { return nil }
        return "\(Wording.percent(whole.errorRate)) of \(target)'s requests fail"
    }

    /// The first minute of the latest stretch that is over the policy's share, however short and however few its requests.
    private var badMinute: Timestamp? {
        let any = DetectionRules(
            failing: rules.failing.map { .init(share: $0.share, minutes: 1, requests: 1) }, throttled: nil, latch: .seconds(600))
        return PolicyBreach.all(of: target, picture: picture, rules: any, now: now).map(\.from).min()
    }
}

extension Deployment {
    /// It ended badly by itself: CodeDeploy failed it, or stopped it because an alarm fired (errorInformation.code ALARM_ACTIVE).
    package var hasFailed: Bool { status == .failed || (status == .stopped && errorCode == "ALARM_ACTIVE") }
}
