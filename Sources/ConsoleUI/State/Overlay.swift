import IncidentModel

/// What lies over the dashboard; at most one thing at a time.
enum Overlay: Sendable {
    case help(scroll: Int)
    case messages(scroll: Int)
    case detail(title: String, lines: [Piece], scroll: Int)
    case plan(PlanSheet)
    case shift(ShiftSheet)
    case incident(IncidentSheet)
    case note(NoteSheet)
    /// Takes a role from the person who has it.
    case role(RoleSheet)
    case filter(TextField, before: String)
    case command(CommandLine)
    case quit
    /// What a running action asks.
    case question
    /// What became of each target of the last action.
    case group(scroll: Int)
    case budget(scroll: Int)
    case history(scroll: Int)
    case ready(ReadyBoard)

    /// Whether characters go into a text field.
    var takesText: Bool {
        switch self {
        case .plan(let sheet): sheet.ready != nil
        case .shift, .note, .role, .filter, .command: true
        case .incident(let sheet): sheet.field == .reason
        default: false
        }
    }
}

/// A plan that waits for its commit key.
struct PlanSheet: Sendable {
    enum Answer: Sendable {
        case asking
        case ready(Plan)
        case refused(Refusal)
    }
    /// A line of the sheet that another picture changed.
    enum Part: Hashable, Sendable { case now, after, steps, evidence, warnings, approval }
    enum Field: Sendable { case reason, name }

    var command: Command
    var answer: Answer = .asking
    var reason: TextField
    /// What has to be typed before `enter` works, and why; nil when one key is enough.
    var confirmation: TypedConfirmation?
    /// The way to deal with provisioned concurrency that was chosen here; nil leaves it to the planner.
    var choice: ProvisionedStrategy?
    /// The plan that was asked for is the person's own choice: that it differs in its steps is no surprise.
    var choosing = false
    /// The deployment that ran when the plan was asked for: another one means another plan.
    var deployment: String?
    /// The provisioned concurrency that it was planned for: what is read of it later makes another plan.
    var capacity: Int?
    /// What was known of approvals when it was planned (`RecordFacts.approvals`).
    var approvals = 0
    var name = TextField()
    var field: Field = .reason
    var changed: Set<Part> = []
    /// The plan is another one than was read: `enter` is dead until `tab`.
    var mustRead = false
    var changedBy: String?
    /// A new plan has been asked for because the picture moved.
    var replanning = false
    /// Why `enter` did nothing the last time.
    var complaint: String?
    /// The first line shown, when the screen is too low for all of them.
    var scroll = 0

    init(_ command: Command, reason: String = "") {
        self.command = command
        self.reason = TextField(reason)
    }

    var ready: Plan? {
        if case .ready(let plan) = answer { return plan }
        return nil
    }

    /// Exactly the word, nothing around it.
    var isConfirmed: Bool { confirmation.map { name.text == $0.word } ?? true }
}

/// Asks to which version and how much before a shift is planned.
struct ShiftSheet: Sendable {
    enum Field: Sendable { case version, percent }
    var target: Target
    var version: TextField
    var percent: TextField
    var field: Field = .percent
    var complaint: String?
}

/// Declares an incident, or changes the severity of the open one.
struct IncidentSheet: Sendable {
    enum Field: Int, CaseIterable, Sendable { case severity, targets, reason }
    /// The open incident; nil: a new one is declared.
    var incident: String?
    var severity: Severity
    var suggestion: String
    /// What it was proposed for; kept in the declaration.
    var proposal: IncidentProposal?
    /// What can be ticked, in the order of ALIASES.
    var candidates: [Target]
    var chosen: Set<Target>
    /// Opened before anything was judged: what is suggested later fills in what nobody has touched.
    var awaitsSuggestion = false
    var severityTouched = false
    var row = 0
    var reason = TextField()
    var field: Field = .severity
    var complaint: String?
}

/// A note, with the target that was looked at.
struct NoteSheet: Sendable {
    var field = TextField()
    var mark: Incident.Note.Mark?
    var target: Target?
}

/// Asks before a role is taken from the person who has it.
struct RoleSheet: Sendable {
    var incident: String
    var role: IncidentRole
    /// Who is to have it; empty for nobody.
    var person: String
    var holder: RoleAssignment
    var note: TextField
    var complaint: String?
}

/// The `:` line.
struct CommandLine: Sendable {
    var field = TextField()
    /// Where in the history `up` has gone; nil: the line being typed.
    var recalled: Int?
    /// What was typed before `up` or `tab` replaced it.
    var typed = ""
    var completions: [String] = []
    var completion: Int?
    var complaint: String?
}
