/// What `R` would do this instant in a SEV-1: the plans of the incident's targets, or why it cannot be armed.
package struct ArmedPlans: Hashable, Sendable {
    package var incident: String
    /// In the order in which they will run; exactly what the armed bar lists.
    package var plans: [Plan]
    /// Targets of the incident that are not in `plans`, with the reason.
    package var refusals: [Target: Refusal]

    package init(incident: String, plans: [Plan], refusals: [Target: Refusal] = [:]) {
        self.incident = incident
        self.plans = plans
        self.refusals = refusals
    }
}
