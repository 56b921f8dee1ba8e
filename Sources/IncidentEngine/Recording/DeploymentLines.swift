import IncidentModel

/// CodeDeploy's lines: a deployment begins, takes its steps, and ends.
struct DeploymentLines {
    private let deployments: [Deployment]
    private let readAt: Timestamp

    init(_ picture: FleetPicture) {
        deployments = picture.deployments?.value ?? []
        readAt = picture.deployments?.readAt ?? .epoch
    }

    /// - Parameter aliasLines: what is told of aliases already: a step that was seen or recorded is not told again.
    func entries(beside aliasLines: [TimelineEntry]) -> [(id: String, isEnd: Bool, entry: TimelineEntry)] {
        let moves = Dictionary(grouping: aliasLines.filter { $0.category == .alias }, by: \.target)
        return deployments.flatMap { deployment in
            let told = moves[deployment.target] ?? []
            let steps = steps(deployment).filter { step in
                !told.contains { line in
                    line.text.text.contains("→ \(step.routing.trafficText)") && line.at >= step.at - .seconds(5)
                        && line.at - step.at <= TimelineBuilder.sameMove
                }
            }
            let course =
                [begun(deployment)] + steps.map { line(deployment, $0.at, "step: \($0.routing.trafficText)", who: "CodeDeploy") }
            return course.map { (deployment.id, false, $0) } + (ended(deployment).map { [(deployment.id, true, $0)] } ?? [])
        }
    }

    /// A change that a poll saw while a deployment was moving the alias to this version is CodeDeploy's.
    func signed(_ entry: TimelineEntry) -> TimelineEntry {
        guard entry.category == .alias, entry.evidence.hasPrefix("seen"), entry.who == "seen" else { return entry }
        let found = deployments.first { deployment in
            guard deployment.target == entry.target, let began = deployment.startedAt, began <= entry.at,
                let version = deployment.targetVersion
            else { return false }
            let ended = (deployment.completedAt ?? entry.at) + TimelineBuilder.sameMove
            return entry.at <= ended && TimelineBuilder.versionsAfter(entry).contains(version.label)
        }
        guard let found else { return entry }
        var signed = entry
        signed.who = "CodeDeploy"
        signed.evidence += ", \(Wording.typed(found.id))"
        return signed
    }

    private func begun(_ deployment: Deployment) -> TimelineEntry {
        let from = deployment.currentVersion?.label ?? "?"
        let to = deployment.targetVersion?.label ?? "?"
        let what =
            if let taken = deployment.rollbackOf { "takes \(Wording.typed(taken)) back: \(from) → \(to)" } else {
                "\(deployment.startedAt == nil ? "is created" : "begins"): \(from) → \(to), \(deployment.strategy.name)"
            }
        return line(deployment, deployment.startedAt ?? deployment.createdAt, what, who: creator(deployment))
    }

    private func ended(_ deployment: Deployment) -> TimelineEntry? {
        guard !deployment.status.isRunning, let at = deployment.completedAt else { return nil }
        let code = deployment.errorCode.isEmpty ? "" : " \(Wording.typed(deployment.errorCode))"
        let message = deployment.errorMessage.text.isEmpty ? "" : "  \(deployment.errorMessage)"
        let back = deployment.rollbackID.map { ", taken back by \(Wording.typed($0))" } ?? ""
        let what =
            switch deployment.status {
            case .failed: "FAILED\(code)\(back)\(message)"
            case .stopped: "stopped\(code)\(back)\(message)"
            default: "succeeded" + (deployment.targetVersion.map { ": \($0.label) 100 %" } ?? "")
            }
        return line(deployment, at, what, who: "CodeDeploy")
    }

    /// The steps before the last, by the strategy, as far as CodeDeploy says that it has come.
    private func steps(_ deployment: Deployment) -> [(at: Timestamp, routing: Routing)] {
        guard let from = deployment.currentVersion, let to = deployment.targetVersion, from != to,
            let began = deployment.hooks.first(where: { $0.name.raw == "AllowTraffic" })?.startedAt
        else { return [] }
        let share: Double
        let interval: Duration
        switch deployment.strategy.shape {
        case .canary(let first, let wait): (share, interval) = (first, wait)
        case .linear(let each, let wait): (share, interval) = (each, wait)
        case .allAtOnce, .unknown: return []
        }
        // A shift takes two days at most (CodeDeploy quotas), and what says otherwise is not believed.
        guard share > 0, 1 - share > 1e-9, (Duration.seconds(1)...Duration.seconds(2 * 86_400)).contains(interval) else {
            return []
        }
        let end = deployment.completedAt ?? readAt
        let reached = deployment.status == .succeeded ? 1 : deployment.targetShare ?? 0
        var steps: [(at: Timestamp, routing: Routing)] = []
        for index in 0..<100 {
            let at = began + interval * index
            let reaches = share * Double(index + 1)
            guard at <= end, reaches < 1 - 1e-9, reaches <= reached + 1e-9 else { break }
            steps.append((at, Routing(pointer: from, weights: [to: reaches])))
            if case .canary = deployment.strategy.shape { break }
        }
        return steps
    }

    /// Who made it: CodeDeploy itself for a rollback, else as it says (`user`, `CloudFormation`).
    private func creator(_ deployment: Deployment) -> String {
        switch deployment.creator.raw {
        case "", "user", "codeDeployRollback", "autoscaling": "CodeDeploy"
        default: deployment.creator.text
        }
    }

    private func line(_ deployment: Deployment, _ at: Timestamp, _ what: String, who: String) -> TimelineEntry {
        TimelineEntry(
            at: at, who: who, category: .deploy,
            text: DisplayText("\(deployment.target)  \(Wording.typed(deployment.id)) \(what)"),
            target: deployment.target, evidence: "CodeDeploy")
    }
}
