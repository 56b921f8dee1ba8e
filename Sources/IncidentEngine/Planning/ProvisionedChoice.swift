import IncidentModel

/// How an alias with provisioned concurrency is moved: the three ways, what each takes and costs, and which one is taken. The planner and
/// readiness both ask here, so that a row, a plan and the armed bar say the same.
struct ProvisionedChoice {
    let alias: AliasState
    let after: Routing
    /// Rollback and abort: the versions that are left must lose their traffic.
    let isWayOut: Bool
    let failing: FailingVersions
    /// What a person or the settings chose; nil leaves it to the rule.
    let wanted: ProvisionedStrategy?

    /// Nil when the alias has none, or is moved without a change of the version that is kept warm.
    var plan: ProvisionedPlan? {
        guard let provisioned = alias.provisioned, after.additional == nil, isHeld || after.pointer != alias.routing.pointer
        else {
            return nil
        }
        let new = after.pointer.label
        let old = Wording.list(left.map(\.label))
        let options = [
            ProvisionedPlan.Option(
                strategy: .dropAndRestore, predicted: MovePrediction.drop,
                consequence: "the first calls of \(new) are cold; \(provisioned.requested) are warm again after about "
                    + Wording.duration(MovePrediction.warming(provisioned.requested))),
            ProvisionedPlan.Option(
                strategy: .waitWarm, predicted: MovePrediction.warming(provisioned.requested),
                consequence: "\(old) keeps all the traffic until \(new) is warm"),
            ProvisionedPlan.Option(
                strategy: .versionLevel, predicted: MovePrediction.warming(provisioned.requested) + MovePrediction.drop,
                consequence:
                    "\(old) keeps the traffic until then; \(new) keeps the provisioned concurrency and the alias has none"),
        ]
        return ProvisionedPlan(chosen: wanted ?? quickest, options: options, requested: provisioned.requested)
    }

    /// AWS is warming the pointer's version at this moment.
    private var isHeld: Bool { (alias.routing.additional?.share ?? 0) >= 1 }

    private var left: [VersionID] { alias.effective.parts.map(\.version).filter { $0 != after.pointer } }

    /// A version that fails must lose its traffic now; nobody is hurt by waiting for warm capacity otherwise.
    private var quickest: ProvisionedStrategy {
        if left.contains(where: failing.versions.contains) { return .dropAndRestore }
        guard isWayOut else { return .waitWarm }
        return left.allSatisfy { failing.recent[$0]?.isHealthy == true } ? .waitWarm : .dropAndRestore
    }
}
