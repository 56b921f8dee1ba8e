package import IncidentModel

/// What the console wants done; the runtime does it. Data, so that tests can assert it.
package enum Effect: Hashable, Sendable {
    /// Make a plan (pure, no call to AWS) and answer with `Message.planned`. `provisioned` is what the person chose of the ways to deal with
    /// provisioned concurrency; nil leaves it to the planner.
    case plan(Command, provisioned: ProvisionedStrategy? = nil)
    /// Carry out exactly these plans, as one group when there are several.
    case execute([Plan], reason: String)
    /// What a person answers to the question of a running action.
    case answer(action: String, ActionQuestion.Answer)
    /// TRACES is on screen and wants this function read from X-Ray; nil: nobody looks at traces any more.
    case traces(function: String?)
    case declare(Severity, targets: [Target], reason: String)
    case changeSeverity(incident: String, Severity, reason: String)
    case acknowledge(incident: String)
    case note(incident: String?, text: String)
    case resolve(incident: String, text: String)
    /// Write the incident's timeline to a file and tell where.
    case export(incident: String)
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
