/// The alarms that CodeDeploy watches while it deploys (AlarmConfiguration).
struct DeploymentAlarms: Sendable, Equatable {
    var isEnabled = false
    var names: [String] = []
    /// A deployment goes on when an alarm's state can't be had.
    var ignoresPollFailure = false

    /// CodeDeploy user guide, "CodeDeploy quotas".
    static let limit = 10
}

/// When CodeDeploy takes a deployment back by itself (AutoRollbackConfiguration).
struct DeploymentRollback: Sendable, Equatable {
    enum Event: String, Sendable, CaseIterable {
        case failure = "DEPLOYMENT_FAILURE"
        case stopOnAlarm = "DEPLOYMENT_STOP_ON_ALARM"
        case stopOnRequest = "DEPLOYMENT_STOP_ON_REQUEST"
    }

    var isEnabled = false
    var events: [Event] = []

    func covers(_ event: Event) -> Bool { isEnabled && events.contains(event) }
}

/// A deployment group of a Lambda application.
struct DeploymentGroup: Sendable {
    var name: String
    var id: String
    /// A deployment configuration's name.
    var config: String
    var serviceRole: String
    var alarms = DeploymentAlarms()
    var rollback = DeploymentRollback()
}

/// An AppSpec that an application knows, under its SHA-256.
struct DeploymentRevision: Sendable {
    /// `AppSpecContent`, or `String`, its older name.
    var kind: String
    var content: String
    var sha256: String
    var description: String?
    /// Region milliseconds.
    var registered: Int64
    var firstUsed: Int64?
    var lastUsed: Int64?
    var groups: [String] = []
}

/// A CodeDeploy application of the Lambda platform.
struct DeploymentApplication: Sendable {
    var name: String
    var id: String
    /// Region milliseconds.
    var created: Int64
    var groups: [String: DeploymentGroup] = [:]
    /// By SHA-256.
    var revisions: [String: DeploymentRevision] = [:]
}
