/// Ordered steps that would carry out a command, each with before, after and the revision it expects. A value, made without side effects.
package struct Plan: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// The call, `lambda UpdateAlias`.
        package var call: String
        package var before: String
        package var after: String
        /// The revision or state this step relies on, in words.
        package var expects: String

        package init(call: String, before: String, after: String, expects: String) {
            self.call = call
            self.before = before
            self.after = after
            self.expects = expects
        }
    }

    package var command: Command
    package var target: Target
    package var account: String
    package var region: String
    package var before: Routing
    /// The fence: the RevisionId that the write will carry.
    package var revision: RevisionID
    package var after: Routing
    package var steps: [Step]
    /// Why this version, when last good was asked for.
    package var evidence: LastGood?
    package var predicted: Duration
    package var warnings: [String]
    /// What the plan does not undo (schema, queued events …).
    package var cannotUndo: [String]
    /// When the alias state it is based on was read.
    package var basedOn: Timestamp
    /// The running deployment that is stopped first, with rollback; nil when none runs.
    package var stopping: Deployment?
    /// How provisioned concurrency is dealt with; nil when the alias has none.
    package var provisioned: ProvisionedPlan?
    /// What must be typed before it is carried out; nil when one key is enough.
    package var typed: TypedConfirmation?
    /// Whose word it needs before it is carried out; nil where the policy asks for nobody's.
    package var approval: ApprovalNeed?
    /// The policy wants a reason from a person: none, or one that a program made up, is not enough.
    package var needsReason: Bool

    package init(
        command: Command, target: Target, account: String, region: String, before: Routing, revision: RevisionID,
        after: Routing, steps: [Step], evidence: LastGood? = nil, predicted: Duration = .seconds(1),
        warnings: [String] = [], cannotUndo: [String] = [], basedOn: Timestamp,
        stopping: Deployment? = nil, provisioned: ProvisionedPlan? = nil, typed: TypedConfirmation? = nil,
        approval: ApprovalNeed? = nil, needsReason: Bool = false
    ) {
        self.command = command
        self.target = target
        self.account = account
        self.region = region
        self.before = before
        self.revision = revision
        self.after = after
        self.steps = steps
        self.evidence = evidence
        self.predicted = predicted
        self.warnings = warnings
        self.cannotUndo = cannotUndo
        self.basedOn = basedOn
        self.stopping = stopping
        self.provisioned = provisioned
        self.typed = typed
        self.approval = approval
        self.needsReason = needsReason
    }
}
