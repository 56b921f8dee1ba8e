package import IncidentModel

/// Everything the planner may know. A value: the same context gives the same plan.
package struct PlanningContext: Sendable {
    package var picture: FleetPicture
    package var ledger: ActionLedger
    package var now: Now
    /// Watch mode: every command is refused.
    package var readOnly: Bool
    /// Keys act on what is on screen, so they refuse when the alias was read too long ago. The command line reads again first.
    package var requiresFresh: Bool
    package var options: PlanOptions

    package init(
        picture: FleetPicture, ledger: ActionLedger, now: Now, readOnly: Bool = false, requiresFresh: Bool = false,
        options: PlanOptions = PlanOptions()
    ) {
        self.picture = picture
        self.ledger = ledger
        self.now = now
        self.readOnly = readOnly
        self.requiresFresh = requiresFresh
        self.options = options
    }
}
