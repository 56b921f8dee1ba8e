/// A CodeDeploy deployment of the Lambda platform, with what is known of the one target it moves (CodeDeploy: GetDeployment,
/// BatchGetDeploymentTargets, GetDeploymentGroup).
package struct Deployment: Hashable, Sendable {
    /// CodeDeploy's own words (API reference, DeploymentInfo.status).
    package enum Status: String, Sendable, CaseIterable {
        case created = "Created"
        case queued = "Queued"
        case inProgress = "InProgress"
        case baking = "Baking"
        case ready = "Ready"
        case succeeded = "Succeeded"
        case failed = "Failed"
        case stopped = "Stopped"

        /// It may still move the alias.
        package var isRunning: Bool {
            switch self {
            case .created, .queued, .inProgress, .baking, .ready: true
            case .succeeded, .failed, .stopped: false
            }
        }
    }

    /// What makes the group roll back by itself (AutoRollbackConfiguration.events).
    package enum RollbackEvent: String, Sendable, CaseIterable {
        case failure = "DEPLOYMENT_FAILURE"
        case alarm = "DEPLOYMENT_STOP_ON_ALARM"
        case request = "DEPLOYMENT_STOP_ON_REQUEST"
    }

    /// A lifecycle event, in the order in which they run; `BeforeAllowTraffic` and `AfterAllowTraffic` call the team's functions.
    package struct Hook: Hashable, Sendable {
        /// `BeforeAllowTraffic`, `AllowTraffic`, `AfterAllowTraffic`.
        package var name: DisplayText
        /// `Pending`, `InProgress`, `Succeeded`, `Failed`, `Skipped`, `Unknown`.
        package var status: DisplayText
        package var startedAt: Timestamp?
        package var endedAt: Timestamp?

        package init(name: DisplayText, status: DisplayText, startedAt: Timestamp? = nil, endedAt: Timestamp? = nil) {
            self.name = name
            self.status = status
            self.startedAt = startedAt
            self.endedAt = endedAt
        }
    }

    /// The alarms that CodeDeploy itself watches (DeploymentGroup.alarmConfiguration).
    package struct AlarmWatch: Hashable, Sendable {
        package var isEnabled: Bool
        package var names: [DisplayText]
        package var ignoresPollFailure: Bool

        package init(isEnabled: Bool, names: [DisplayText], ignoresPollFailure: Bool = false) {
            self.isEnabled = isEnabled
            self.names = names
            self.ignoresPollFailure = ignoresPollFailure
        }
    }

    /// `d-4XKZ1Q2W3`
    package var id: String
    package var application: String
    package var group: String
    package var status: Status
    package var target: Target
    /// The version that the alias had when the deployment began; nil when the service does not say.
    package var currentVersion: VersionID?
    package var targetVersion: VersionID?
    /// Share of the traffic that CodeDeploy says the target version has, 0…1.
    package var targetShare: Double?
    package var strategy: DeploymentStrategy
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var completedAt: Timestamp?
    /// `user`, `autoscaling`, `codeDeployRollback`, `CloudFormation` …
    package var creator: DisplayText
    package var hooks: [Hook]
    /// Nil when the group could not be read.
    package var alarms: AlarmWatch?
    /// Nil when it was not told.
    package var autoRollback: Set<RollbackEvent>?
    /// The deployment that takes this one back: follow it too.
    package var rollbackID: String?
    /// Set on a rollback deployment: the one that it takes back.
    package var rollbackOf: String?
    /// errorInformation.code, `ALARM_ACTIVE`, `MANUAL_STOP`, `HOOK_EXECUTION_FAILURE`, `INVALID_LAMBDA_CONFIGURATION`; empty for none.
    package var errorCode: String
    package var errorMessage: DisplayText
    package var description: DisplayText

    package init(
        id: String, application: String, group: String, status: Status, target: Target, currentVersion: VersionID? = nil,
        targetVersion: VersionID? = nil, targetShare: Double? = nil, strategy: DeploymentStrategy = .allAtOnce,
        createdAt: Timestamp, startedAt: Timestamp? = nil, completedAt: Timestamp? = nil, creator: DisplayText = "user",
        hooks: [Hook] = [], alarms: AlarmWatch? = nil, autoRollback: Set<RollbackEvent>? = nil, rollbackID: String? = nil,
        rollbackOf: String? = nil, errorCode: String = "", errorMessage: DisplayText = "", description: DisplayText = ""
    ) {
        self.id = id
        self.application = application
        self.group = group
        self.status = status
        self.target = target
        self.currentVersion = currentVersion
        self.targetVersion = targetVersion
        self.targetShare = targetShare
        self.strategy = strategy
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.creator = creator
        self.hooks = hooks
        self.alarms = alarms
        self.autoRollback = autoRollback
        self.rollbackID = rollbackID
        self.rollbackOf = rollbackOf
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.description = description
    }
}
