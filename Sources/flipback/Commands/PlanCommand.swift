import ArgumentParser
import IncidentEngine
import IncidentModel

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Print the plan or the refusal; touches nothing.")

    enum Kind: String, CaseIterable, ExpressibleByArgument { case rollback, abort, shift, promote, undo }

    @Argument(help: "rollback, abort, shift, promote or undo.") var kind: Kind
    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @Option(help: ArgumentHelp("Version to go to.", valueName: "version"), transform: Arguments.version) var to: VersionID?
    @Option(help: ArgumentHelp("Share of the traffic in percent.", valueName: "pct"), transform: Arguments.share) var weight:
        Double?
    @Option(
        help: ArgumentHelp(
            "With provisioned concurrency: wait-warm, drop-and-restore or version-level.", valueName: "strategy"))
    var provisioned: ProvisionedStrategy?
    @Flag(
        name: .customLong("request-approval"),
        help: "Where the policy wants an approval: ask for it in the journal, and say what whoever approves runs.")
    var requestApproval = false
    @OptionGroup var why: ReasonOption
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if kind == .shift, to == nil || weight == nil { throw ValidationError("plan shift needs --to VERSION and --weight PCT") }
        if kind != .shift, weight != nil { throw ValidationError("--weight belongs to shift") }
        if kind != .shift, kind != .rollback, to != nil { throw ValidationError("--to belongs to rollback and shift") }
    }

    var command: Command {
        switch (kind, to, weight) {
        case (.shift, let version?, let share?): .shift(target, to: version, share: share)
        case (.abort, _, _): .abort(target)
        case (.promote, _, _): .promote(target)
        case (.undo, _, _): .undo(target)
        default: .rollback(target, to: to)
        }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let connection = try context.connection()
            // Only a request writes: without one a plan makes no journal.
            let session = requestApproval ? connection.session(journal: try context.journal()) : nil
            let observers = session?.observers ?? connection.observers(journal: context.journalReader())
            var planning = context.choices.settings.planning
            planning.provisioned = provisioned ?? planning.provisioned
            let shot = OneShot(observers: observers, output: context.output, planning: planning)
            let planned = try await shot.plan([command])
            switch planned.items.first?.plan {
            case .success(let plan)?:
                if let session {
                    _ = try await ApprovalShot.ask(
                        for: [plan], reason: why.reason, incident: nil, known: planned.ledger.approvals, journal: session.journal,
                        author: shot.author(planned.picture), output: context.output)
                }
                context.output.json ? context.output.document(JSONDocuments.plan(plan)) : context.output.say(Words.plan(plan))
                return .done
            case .failure(let refusal)?:
                context.output.json
                    ? context.output.document(JSONDocuments.refused(command, refusal))
                    : context.output.say(Words.refusal(command, refusal))
                return ExitStatus(refusal)
            case nil: return .unexpected
            }
        }
    }
}
