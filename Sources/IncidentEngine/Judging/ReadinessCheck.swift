import IncidentModel

/// Could this target be rolled back now, to what, in how long, and what stands in the way.
struct ReadinessCheck {
    typealias Finding = Readiness.Finding

    let target: Target
    let picture: FleetPicture
    let ledger: ActionLedger
    let search: LastGoodSearch
    let failing: FailingVersions
    let options: PlanOptions
    let now: Now

    init(
        _ target: Target, picture: FleetPicture, ledger: ActionLedger, search: LastGoodSearch, failing: FailingVersions,
        options: PlanOptions, now: Now
    ) {
        self.target = target
        self.picture = picture
        self.ledger = ledger
        self.search = search
        self.failing = failing
        self.options = options
        self.now = now
    }

    var alias: AliasState? { picture.aliases[target]?.value }

    /// The version to go back to.
    var good: FunctionVersion? {
        guard let chosen = try? search.result.get().version else { return nil }
        return picture.versions[target.function]?.value.first { $0.version == chosen }
    }

    /// The newest of the versions that would be left.
    var left: FunctionVersion? {
        guard let newest = search.leaving.max() else { return nil }
        return picture.versions[target.function]?.value.first { $0.version == newest }
    }

    var readiness: Readiness {
        let found = open + destination + policy + versionFindings + freshness + capacityFindings + trafficRules + alarms
        let findings = [Finding.Level.blocking, .warning, .info].flatMap { level in found.filter { $0.level == level } }
        let grade: Readiness.Grade =
            switch findings.first?.level {
            case .blocking: .blocked
            case .warning: .degraded
            case .info, nil: .ready
            }
        let predicted = MovePrediction.duration(capacity, stopping: picture.runningDeployment(of: target))
        return Readiness(grade: grade, predicted: predicted, findings: findings)
    }

    /// What a rollback to the last good would do about provisioned concurrency; nil when nothing, or when there is nowhere to go.
    var capacity: ProvisionedPlan? {
        guard let alias, let good = try? search.result.get().version else { return nil }
        return ProvisionedChoice(
            alias: alias, after: Routing(pointer: good), isWayOut: true, failing: failing, wanted: options.provisioned
        ).plan
    }

    private var open: [Finding] {
        guard let move = ledger.openAction(on: target) else { return [] }
        return [
            Finding(
                code: "unfinishedAction", level: .blocking, text: Refusals.unfinished(move).text,
                why: "nobody knows where the alias is until it has been read back",
                fix: "wait for it, or start flipback anew: it reads the alias back")
        ]
    }

    /// Somebody has to be found before anything moves: better known now.
    private var policy: [Finding] {
        let rule = options.policy.demand("rollback", on: target).approval
        guard rule != .own else { return [] }
        return [
            Finding(
                code: "approval", level: .warning, text: "a rollback needs \(rule.words)",
                why: "it is not armed, and waits for somebody else unless the glass is broken",
                fix: "see to it that whoever approves can be reached and has AWS credentials on this host")
        ]
    }

    private var destination: [Finding] {
        switch search.result {
        case .failure(let refusal):
            return [
                Finding(
                    code: refusal.code.rawValue, level: .blocking, text: refusal.text,
                    why: "a rollback needs a prior version that is known to be good",
                    fix: "keep at least one stable version beside the one that is served")
            ]
        case .success(let good):
            guard good.evidence.hasPrefix("weak") else { return [] }
            return [
                Finding(
                    code: "weakEvidence", level: .warning, text: "\(good.version.label): \(good.evidence)",
                    why: "it may be as bad as what it replaces", fix: "shift a small share to it first and watch it")
            ]
        }
    }

    private var freshness: [Finding] {
        guard let alias = picture.aliases[target], alias.freshness(now) == .stale else { return [] }
        let why = alias.failure.map { " (\($0))" } ?? ""
        return [
            Finding(
                code: "stale", level: .warning, text: "the alias was last read \(Wording.duration(alias.age(now))) ago\(why)",
                why: "somebody may have moved it since", fix: "wait until it has been read again")
        ]
    }

    private var alarms: [Finding] {
        guard picture.alarms != nil else { return [] }
        let watching = picture.alarms(of: target)
        if watching.isEmpty {
            return [
                Finding(
                    code: "noAlarm", level: .info,
                    text: "no alarm is defined for this target: flipback cannot see it fail by an alarm",
                    why: "neither a person nor CodeDeploy is told when a release fails",
                    fix: "make an alarm on Errors with the dimension Resource \(target)")
            ]
        }
        return watching.filter { !$0.actionsEnabled }.map {
            Finding(
                code: "mutedAlarm", level: .info, text: "\($0.name) is muted: it changes state and tells nobody",
                why: "a silent alarm looks like a healthy one", fix: "enable its actions again")
        }
    }
}
