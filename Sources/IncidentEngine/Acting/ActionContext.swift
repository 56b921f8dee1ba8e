/// Who acts, why, and where: written into every event of the action.
package struct ActionContext: Sendable {
    /// What happens when CodeDeploy has not ended a deployment within the deadline, or may not be told to stop it.
    package enum AtDeadline: String, Sendable, CaseIterable {
        /// A person is asked (`ActionProgress.question`) and answers through `Operator.answer`.
        case ask
        /// Wait for the end of the deployment, up to `ActionPace.waitLimit`.
        case wait
        /// Move the alias although the deployment may move it again, and watch it for a step.
        case take
    }

    /// The STS caller ARN, or `local user jo`.
    package var actor: String
    package var reason: String
    package var incident: String?
    package var account: String
    package var region: String
    /// Act although the journal cannot be written. Only ever set by a person who was told so.
    package var allowUnjournalled: Bool
    package var atDeadline: AtDeadline
    /// Carry out what needs an approval without one, for `reason`: only while a SEV-1 is open that names the target.
    package var breakGlass: Bool

    package init(
        actor: String, reason: String, incident: String? = nil, account: String, region: String, allowUnjournalled: Bool = false,
        atDeadline: AtDeadline = .take, breakGlass: Bool = false
    ) {
        self.actor = actor
        self.reason = reason
        self.incident = incident
        self.account = account
        self.region = region
        self.allowUnjournalled = allowUnjournalled
        self.atDeadline = atDeadline
        self.breakGlass = breakGlass
    }
}

/// The process that runs actions, so that another process on the same journal does not mistake a running action for a dead one.
package struct OperatorSession: Sendable {
    /// Unique for a process on this host, such as `4711@1763672900`: process id and its start time.
    package var id: String
    /// Whether the process of that id still runs. Only asked for ids other than ours.
    package var isAlive: @Sendable (String) -> Bool

    package init(id: String = "", isAlive: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.id = id
        self.isAlive = isAlive
    }
}
