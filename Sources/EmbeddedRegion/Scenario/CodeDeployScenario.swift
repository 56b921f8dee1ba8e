/// The `codeDeploy` section of a scenario. Moments are milliseconds relative to the region's start.
struct CodeDeployScenario: Sendable {
    struct Deployment: Sendable {
        var started: Int64
        var spec: AppSpec
        /// A configuration's name.
        var config: String
        var creator: String
        var description: String?
        /// How and when a deployment of the past ended; nil for one that runs at the start.
        var end: (status: DeploymentRecord.Status, at: Int64)?
    }

    struct Group: Sendable {
        var name: String
        var config: String
        /// A role's ARN.
        var serviceRole: String
        var alarms: DeploymentAlarms
        var rollback: DeploymentRollback
        /// Oldest first; only the last may still run.
        var deployments: [Deployment]
    }

    struct Application: Sendable {
        var name: String
        var created: Int64
        var groups: [Group]
    }

    var onManualChange = ManualAliasChange.overwrite
    var rollsBackUnconfigured = true
    /// By function name.
    var hooks: [String: HookBehaviour] = [:]
    /// Custom ones, by name.
    var configs: [String: DeploymentConfig.Shift] = [:]
    var applications: [Application] = []
}
