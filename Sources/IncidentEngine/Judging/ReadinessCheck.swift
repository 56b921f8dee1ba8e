import IncidentModel

/// Could this target be rolled back now, to what, in how long, and what stands in the way.
struct ReadinessCheck {
    private let target: Target
    private let picture: FleetPicture
    private let ledger: ActionLedger
    private let lastGood: Result<LastGood, Refusal>
    private let now: Now

    init(_ target: Target, picture: FleetPicture, ledger: ActionLedger, lastGood: Result<LastGood, Refusal>, now: Now) {
        self.target = target
        self.picture = picture
        self.ledger = ledger
        self.lastGood = lastGood
        self.now = now
    }

    var readiness: Readiness {
        let findings = open + destination + freshness + provisioned + alarms
        let grade: Readiness.Grade =
            findings.contains { $0.level == .blocking }
            ? .blocked : findings.contains { $0.level == .warning } ? .degraded : .ready
        let predicted = picture.aliases[target].map { Readiness.predicted($0.value) } ?? .seconds(1)
        return Readiness(grade: grade, predicted: predicted, findings: findings)
    }

    private var open: [Readiness.Finding] {
        guard let move = ledger.openAction(on: target) else { return [] }
        return [.init(code: "unfinishedAction", level: .blocking, text: Refusals.unfinished(move).text)]
    }

    private var destination: [Readiness.Finding] {
        switch lastGood {
        case .failure(let refusal): return [.init(code: refusal.code.rawValue, level: .blocking, text: refusal.text)]
        case .success(let good):
            var findings: [Readiness.Finding] = []
            let found = picture.versions[target.function]?.value.first { $0.version == good.version }
            if let found, VersionHealth.isInactive(found) {
                findings.append(
                    .init(code: "inactive", level: .warning, text: "\(good.version.label) is Inactive: its first calls will fail")
                )
            }
            if good.evidence.hasPrefix("weak") {
                findings.append(.init(code: "weakEvidence", level: .warning, text: "\(good.version.label): \(good.evidence)"))
            }
            return findings
        }
    }

    private var freshness: [Readiness.Finding] {
        guard let alias = picture.aliases[target], alias.freshness(now) == .stale else { return [] }
        let why = alias.failure.map { " (\($0))" } ?? ""
        return [
            .init(code: "stale", level: .warning, text: "the alias was last read \(Wording.duration(alias.age(now))) ago\(why)")
        ]
    }

    private var provisioned: [Readiness.Finding] {
        guard let provisioned = picture.aliases[target]?.value.provisioned else { return [] }
        return [
            .init(
                code: "provisionedConcurrency", level: .warning,
                text:
                    "provisioned concurrency (\(provisioned.requested)): AWS keeps the traffic on the old version until the new one is warm"
            )
        ]
    }

    private var alarms: [Readiness.Finding] {
        guard picture.alarms != nil else { return [] }
        let watching = picture.alarms(of: target)
        if watching.isEmpty {
            return [
                .init(
                    code: "noAlarm", level: .info,
                    text: "no alarm is defined for this target: flipback cannot see it fail by an alarm")
            ]
        }
        return watching.filter { !$0.actionsEnabled }.map {
            .init(code: "mutedAlarm", level: .info, text: "\($0.name) is muted: it changes state and tells nobody")
        }
    }
}
