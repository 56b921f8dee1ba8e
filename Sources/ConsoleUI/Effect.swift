package import IncidentModel

/// What the console wants done; the runtime does it. Data, so that tests can assert it.
package enum Effect: Hashable, Sendable {
    /// Make a plan (pure, no call to AWS) and answer with `Message.planned`. `provisioned` is what the person chose of the ways to deal with
    /// provisioned concurrency; nil leaves it to the planner.
    case plan(Command, provisioned: ProvisionedStrategy? = nil)
    /// Carry out exactly these plans, as one group when there are several.
    /// `breakGlass`: without the approval that they need.
    case execute([Plan], reason: String, breakGlass: Bool = false)
    /// What a person answers to the question of a running action.
    case answer(action: String, ActionQuestion.Answer)
    /// TRACES is on screen and wants this function read from X-Ray; nil: nobody looks at traces any more.
    case traces(function: String?)
    /// `seen`: the proposal that it comes from.
    case declare(Severity, targets: [Target], reason: String, seen: IncidentProposal? = nil)
    case dismiss(IncidentProposal, reason: String)
    /// Ask for the approval that a plan needs.
    case askApproval(Plan, reason: String)
    case changeSeverity(incident: String, Severity, reason: String)
    case acknowledge(incident: String)
    case note(incident: String?, text: String, mark: Incident.Note.Mark? = nil, target: Target? = nil)
    /// An empty person: nobody has the role any more. `from`: who has it as the screen showed.
    case role(
        incident: String, IncidentRole, person: String, manner: RoleAssignment.Manner, from: String? = nil, note: String)
    case stage(incident: String, IncidentStage, reason: String)
    case link(incident: String, url: String, title: String)
    case tick(incident: String, runbook: String, step: Runbook.Step, isDone: Bool)
    case resolve(incident: String, text: String)
    /// Write the incident's timeline to a file and tell where.
    case export(incident: String)
    /// Count over past incidents and answer with `Message.history`.
    case history
    /// What is on screen, so that the scheduler reads it first.
    case focus(visible: [Target], selected: Target?)
    /// Read this target again now.
    case refresh(Target)
    case setTheme(String)
    case bell
    /// Throw away keys typed before now.
    case flushInput
    case redraw
    case quit
}
