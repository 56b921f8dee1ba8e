import IncidentModel

/// What an instant switch meets: provisioned concurrency, the concurrency limit, a deployment under way.
extension ReadinessCheck {
    var capacityFindings: [Finding] { provisioned + headroom + deployment }

    private var provisioned: [Finding] {
        guard let capacity else { return [] }
        let strategy = capacity.chosen
        let predicted = Wording.duration(MovePrediction.duration(capacity, stopping: nil))
        let quick = ProvisionedStrategy.dropAndRestore.rawValue
        let (text, why, fix) =
            switch strategy {
            case .waitWarm:
                (
                    "AWS keeps the traffic on the old version until the new one is warm",
                    "the bad version has the traffic until then, although the alias points elsewhere",
                    "choose \(quick) where seconds count, or keep it on the versions"
                )
            case .dropAndRestore:
                (
                    "it is taken away for the move, so the first calls are cold",
                    "cold starts are slow, and a burst of them may meet the concurrency limit",
                    "choose \(ProvisionedStrategy.waitWarm.rawValue) where warmth counts more than seconds, or keep it on the versions"
                )
            case .versionLevel:
                (
                    "the new version is warmed by itself before the traffic moves",
                    "the bad version has the traffic until then", "choose \(quick) where seconds count"
                )
            }
        return [
            Finding(
                code: "provisionedConcurrency", level: .warning,
                text: "provisioned concurrency (\(capacity.requested)): \(text), about \(predicted) (\(strategy.rawValue))",
                why: why, fix: fix)
        ]
    }

    /// The old version's executions in flight still hold concurrency while the new version needs as much again.
    private var headroom: [Finding] {
        let wiring = picture.wiring[target.function]?.value
        let reserved = wiring?.reservedConcurrency
        if reserved == 0 {
            return [
                Finding(
                    code: "functionStopped", level: .warning,
                    text: "reserved concurrency is 0: Lambda runs nothing of \(target.function), whichever version it is",
                    why: "a rollback alone does not bring it back", fix: "give it concurrency again (PutFunctionConcurrency)")
            ]
        }
        guard let inFlight, inFlight > 0, let good, let left else { return [] }
        let needed = inFlight * 2
        let reservedUnread = wiring?.unread.contains { $0.operation == "GetFunctionConcurrency" } ?? true
        guard let limit = reserved ?? (reservedUnread ? nil : picture.limits?.value.unreservedConcurrentExecutions) else {
            return [
                Finding(
                    code: "headroomUnknown", level: .info,
                    text: "an instant switch needs up to \(needed) executions at once; the limit is not known",
                    why: "what is in flight on \(left.version.label) holds its concurrency until it ends",
                    fix: "let flipback read it (lambda:GetFunctionConcurrency, lambda:GetAccountSettings)")
            ]
        }
        guard needed > limit else { return [] }
        let whose = reserved == nil ? "the account has \(limit) unreserved, for all functions" : "\(limit) are reserved for it"
        return [
            Finding(
                code: "headroom", level: .warning,
                text:
                    "an instant switch needs up to \(needed) executions at once (\(inFlight) still end on \(left.version.label), "
                    + "\(inFlight) begin on \(good.version.label)), \(whose): up to \(needed - limit) would be throttled",
                why: "what is in flight on \(left.version.label) holds its concurrency until it ends",
                fix: "raise the limit, or move the traffic in two steps")
        ]
    }

    /// Executions in flight on what would be left, in the latest minute with a figure; nil when none is known.
    private var inFlight: Int? {
        guard let metrics = picture.metrics[target]?.value else { return nil }
        func latest(_ series: MetricSeries?) -> Double? {
            series?.points.last { $0.at <= now.time && now.time - $0.at <= RecentTraffic.reach && $0.value.isFinite }?.value
        }
        let own = search.leaving.compactMap { latest(metrics.byVersion[$0]?.concurrency) }
        let isWhole = alias?.effective.isSplit == false
        guard let value = own.isEmpty ? (isWhole ? latest(metrics.whole.concurrency) : nil) : own.reduce(0, +) else { return nil }
        return Int(max(0, min(value.rounded(.up), 1_000_000)))
    }

    private var deployment: [Finding] {
        if let running = picture.runningDeployment(of: target) {
            let step = running.targetVersion.map { " to \($0.label)" } ?? ""
            return [
                Finding(
                    code: "deploymentRunning", level: .warning,
                    text:
                        "deployment \(Wording.typed(running.id)) is moving the alias\(step) (\(running.strategy.name)): a rollback stops it "
                        + "first, up to \(Wording.duration(MovePrediction.stop)) more",
                    why: "CodeDeploy may overwrite the alias at its next step", fix: "let flipback stop it with rollback, or wait"
                )
            ]
        }
        if let failure = picture.failures[.deployments] ?? picture.deployments?.failure {
            return [
                Finding(
                    code: "deploymentsUnsearched", level: .warning,
                    text: "CodeDeploy could not be searched (\(failure)): a deployment that runs would not be seen",
                    why: "it may move the alias back after a rollback",
                    fix: "allow codedeploy:ListDeployments, BatchGetDeployments, BatchGetDeploymentTargets")
            ]
        }
        guard picture.deployments == nil else { return [] }
        return [
            Finding(
                code: "deploymentsUnsearched", level: .info, text: "CodeDeploy has not been searched for running deployments",
                why: "one that runs may move the alias back after a rollback", fix: "wait until it has been searched")
        ]
    }
}
