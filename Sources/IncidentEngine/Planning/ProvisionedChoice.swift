import IncidentModel

/// How an alias with provisioned concurrency is moved: the three ways, what each takes and costs, and which one is taken.
struct ProvisionedChoice {
    private let desk: PlanningDesk
    private let after: Routing

    init(_ desk: PlanningDesk, after: Routing) {
        self.desk = desk
        self.after = after
    }

    /// Nil when the alias has none, or is moved without a change of the version that is kept warm.
    var plan: ProvisionedPlan? {
        guard let provisioned = desk.alias.provisioned, after.additional == nil, isHeld || after.pointer != desk.routing.pointer
        else {
            return nil
        }
        let new = after.pointer.label
        let old = Wording.list(desk.alias.effective.parts.map(\.version).filter { $0 != after.pointer }.map(\.label))
        let warm = Readiness.predicted(desk.alias)
        let options = [
            ProvisionedPlan.Option(
                strategy: .dropAndRestore, predicted: .seconds(3),
                consequence: "the first calls of \(new) are cold; \(provisioned.requested) are warm again after about "
                    + Wording.duration(warm)),
            ProvisionedPlan.Option(
                strategy: .waitWarm, predicted: warm, consequence: "\(old) keeps all the traffic until \(new) is warm"),
            ProvisionedPlan.Option(
                strategy: .versionLevel, predicted: warm + .seconds(3),
                consequence:
                    "\(old) keeps the traffic until then; \(new) keeps the provisioned concurrency and the alias has none"),
        ]
        return ProvisionedPlan(
            chosen: desk.context.options.provisioned ?? quickest, options: options, requested: provisioned.requested)
    }

    /// AWS is warming the pointer's version at this moment.
    private var isHeld: Bool { (desk.routing.additional?.share ?? 0) >= 1 }

    /// A version that fails must lose its traffic now; nobody is hurt by waiting for warm capacity otherwise.
    private var quickest: ProvisionedStrategy {
        let left = desk.alias.effective.parts.map(\.version).filter { $0 != after.pointer }
        if left.contains(where: desk.failing.versions.contains) { return .dropAndRestore }
        guard desk.command.isWayOut else { return .waitWarm }
        return left.allSatisfy { desk.failing.recent[$0]?.isHealthy == true } ? .waitWarm : .dropAndRestore
    }
}
