/// A deployment with all that its next act depends on. Moments are region milliseconds.
struct DeploymentRecord: Sendable {
    /// CodeDeploy's own words (DeploymentStatus).
    enum Status: String, Sendable, CaseIterable {
        case created = "Created"
        case queued = "Queued"
        case inProgress = "InProgress"
        case baking = "Baking"
        case succeeded = "Succeeded"
        case failed = "Failed"
        case stopped = "Stopped"
        case ready = "Ready"

        var isOver: Bool { self == .succeeded || self == .failed || self == .stopped }
    }

    /// What the deployment does next, at `actAt`.
    enum Phase: Sendable, Equatable {
        case created, queued, starting
        /// The hook function has not answered yet.
        case before
        /// Writes this step's weights.
        case shifting(step: Int)
        case shifted
        case after
        case ending
        case over
    }

    struct Event: Sendable {
        var name: String
        /// `Pending`, `InProgress`, `Succeeded`, `Failed`, `Skipped`.
        var status = "Pending"
        var started: Int64?
        var ended: Int64?
        /// The function that a hook calls.
        var function: String?
        /// What the function has to send back with its answer.
        var execution: String?
        var message: String?
    }

    struct Failure: Sendable, Equatable {
        /// `ALARM_ACTIVE`, `MANUAL_STOP`, `HOOK_EXECUTION_FAILURE`, `INVALID_LAMBDA_CONFIGURATION`.
        var code: String
        var message: String
    }

    struct Stop: Sendable, Equatable {
        var at: Int64
        var rollsBack: Bool
    }

    static let allowTraffic = 1

    var id: String
    var application: String
    var group: String
    var config: DeploymentConfig
    var spec: AppSpec
    var revisionKind: String
    var sha256: String
    var previousSHA256: String?
    /// `user`, `CloudFormation`, `codeDeployRollback`.
    var creator: String
    var description: String?
    /// As they were when the deployment was created.
    var alarms: DeploymentAlarms
    var overrideAlarms: DeploymentAlarms?
    var rollback: DeploymentRollback

    var status = Status.created
    var phase = Phase.created
    var created: Int64
    var started: Int64?
    var completed: Int64?
    var updated: Int64
    var failure: Failure?
    /// BeforeAllowTraffic, AllowTraffic, AfterAllowTraffic.
    var events: [Event]
    /// Nil when nothing is planned but alarm polls and stops.
    var actAt: Int64?
    var pollAt: Int64?
    var stop: Stop?
    /// A hook's answer, as soon as somebody gave it.
    var answer: Bool?
    /// It found the alias as its AppSpec says, so that there is something to go back to.
    var isValidated = false
    /// The routing that this deployment last wrote or found; anything else is somebody else's change.
    var expected: Routing?
    /// Per cent.
    var weight = 0
    var rollbackID: String?
    var triggeringID: String?
    var rollbackMessage: String?

    var isRollback: Bool { triggeringID != nil }

    /// When it does something by itself; nil when it is over.
    var next: Int64? {
        status.isOver ? nil : [actAt, pollAt, stop?.at].compactMap { $0 }.min()
    }

    /// Of its one target.
    var targetStatus: String {
        switch status {
        case .created, .queued: "Pending"
        case .inProgress, .baking, .ready: "InProgress"
        case .succeeded: "Succeeded"
        case .failed: "Failed"
        case .stopped: "Skipped"
        }
    }
}
