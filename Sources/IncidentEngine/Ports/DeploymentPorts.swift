package import IncidentModel

/// Reads of CodeDeploy.
package protocol DeploymentReading: Sendable {
    /// Deployments of the Lambda platform that run or ended after `since`, over all applications (ListDeployments without application and
    /// group, BatchGetDeployments, BatchGetDeploymentTargets, GetDeploymentGroup). What cannot change any more is remembered and not
    /// asked for again.
    func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment]
    /// The same, with what could not be read of single deployments beside those that could: of their targets it is not known whether
    /// something moves them.
    func search(since: Timestamp) async throws(CallFailure) -> DeploymentSearch
    /// One deployment as it is now (GetDeployment and its targets), nothing remembered: for following a stop.
    func deployment(_ id: String) async throws(CallFailure) -> Deployment
}

extension DeploymentReading {
    package func search(since: Timestamp) async throws(CallFailure) -> DeploymentSearch {
        DeploymentSearch(deployments: try await deployments(since: since))
    }
}

/// The deployments of an account, and the failures of those that could not be read.
package struct DeploymentSearch: Hashable, Sendable {
    package var deployments: [Deployment]
    package var unread: [CallFailure]

    package init(deployments: [Deployment], unread: [CallFailure] = []) {
        self.deployments = deployments
        self.unread = unread
    }
}

/// Writes to CodeDeploy. Like `AliasWriting`, nobody in watch mode holds one.
package protocol DeploymentWriting: Sendable {
    /// StopDeployment with autoRollbackEnabled. A deployment that is over already is not an error: `alreadyOver`.
    func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply
    /// CreateDeployment on a connection of its own, sent at most once: not repeatable, no fence. `overridesAlarms` pushes past a firing
    /// alarm (overrideAlarmConfiguration).
    func create(_ request: DeploymentRequest) async throws(CallFailure) -> String
}

package struct DeploymentStopReply: Hashable, Sendable {
    package enum Status: Sendable { case pending, succeeded, alreadyOver }
    package var status: Status
    package var message: DisplayText
    package var requestID: String

    package init(status: Status, message: DisplayText = "", requestID: String) {
        self.status = status
        self.message = message
        self.requestID = requestID
    }
}

/// A deployment to be made: from one version to another on one alias.
package struct DeploymentRequest: Hashable, Sendable {
    package var application: String
    package var group: String
    package var target: Target
    package var from: VersionID
    package var to: VersionID
    /// `CodeDeployDefault.LambdaAllAtOnce`; nil takes the group's.
    package var configuration: String?
    package var description: String
    package var overridesAlarms: Bool

    package init(
        application: String, group: String, target: Target, from: VersionID, to: VersionID, configuration: String? = nil,
        description: String = "", overridesAlarms: Bool = false
    ) {
        self.application = application
        self.group = group
        self.target = target
        self.from = from
        self.to = to
        self.configuration = configuration
        self.description = description
        self.overridesAlarms = overridesAlarms
    }
}
