package import IncidentModel

/// What a person or the settings choose about planning.
package struct PlanOptions: Hashable, Sendable {
    /// Nil takes the quickest that leaves no version cold without need; see the planner.
    package var provisioned: ProvisionedStrategy?
    /// Schema windows from the settings, by function and version; they win over the version's description.
    package var schemaWindows: [String: [VersionID: SchemaWindow]]
    /// For how long after a rollback a target is guarded.
    package var guardWindow: Duration
    /// Whose word a plan needs. The operator enforces it.
    package var policy: ApprovalPolicy

    package init(
        provisioned: ProvisionedStrategy? = nil, schemaWindows: [String: [VersionID: SchemaWindow]] = [:],
        guardWindow: Duration = .seconds(3600), policy: ApprovalPolicy = .open
    ) {
        self.provisioned = provisioned
        self.schemaWindows = schemaWindows
        self.guardWindow = guardWindow
        self.policy = policy
    }
}
