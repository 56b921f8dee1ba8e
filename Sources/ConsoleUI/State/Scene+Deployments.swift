import IncidentModel

extension Scene {
    /// For how long a deployment that has ended stays on screen.
    static let deploymentShown: Duration = .seconds(3600)

    /// Deployments that run or ended within the hour, of targets that are known; running ones first, then the newest. The DEPLOYMENT pane is
    /// in the layout exactly while there is one: it comes with a deployment's start and goes an hour after the last one's end, whatever is
    /// selected or scrolled to.
    var deploymentsOfUse: [Deployment] {
        guard let picture, let list = picture.deployments?.value else { return [] }
        let oldest = (now?.time ?? .epoch) - Self.deploymentShown
        let shown = list.filter { deployment in
            picture.aliases[deployment.target] != nil
                && (deployment.status.isRunning || (deployment.completedAt ?? deployment.createdAt) > oldest)
        }
        return shown.filter(\.status.isRunning) + shown.filter { !$0.status.isRunning }
    }

    /// The newest one that runs for the target, else the newest that ended within the hour.
    func deployment(of target: Target) -> Deployment? { deploymentsOfUse.first { $0.target == target } }

    func runningDeployment(of target: Target) -> Deployment? { picture?.runningDeployment(of: target) }

    /// Why CodeDeploy could not be searched the last time; nil when it could, or was not asked yet.
    var deploymentFailure: CallFailure? { picture?.failures[.deployments] ?? picture?.deployments?.failure }

    /// The next shift of the traffic; nil when none is to come or its time is not known.
    func nextStep(_ deployment: Deployment) -> (at: Timestamp, share: Double)? {
        guard deployment.status.isRunning, let now = now?.time, let began = Self.trafficBegan(deployment),
            let interval = deployment.strategy.interval, interval.milliseconds > 0
        else { return nil }
        return deployment.strategy.nextStep(after: now, began: began)
    }

    /// When the traffic began to shift; nil before that.
    static func trafficBegan(_ deployment: Deployment) -> Timestamp? {
        guard let allow = deployment.hooks.first(where: { $0.name.raw == "AllowTraffic" }) else { return deployment.startedAt }
        return allow.startedAt
    }

    /// The share of the new version: what the alias really does, else what CodeDeploy says.
    func shareDone(_ deployment: Deployment) -> Double? {
        guard deployment.status.isRunning, let version = deployment.targetVersion,
            let alias = picture?.aliases[deployment.target]?.value
        else { return deployment.targetShare }
        return alias.effective.share(of: version)
    }

    /// Alarms in ALARM that CodeDeploy watches for this deployment: they stop it, and block the one that brings the fix.
    func blockingAlarms(_ deployment: Deployment) -> [DisplayText] {
        guard let watch = deployment.alarms, watch.isEnabled else { return [] }
        return watch.names.filter { alarm($0)?.state == .alarm }
    }

    func alarm(_ name: DisplayText) -> Alarm? { picture?.alarms?.value.first { $0.name.raw == name.raw } }
}
