import ArgumentParser
import IncidentEngine
import IncidentModel

struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "May this version be deployed now? For pipelines: exit 0 or 6, with the reason.",
        discussion: """
            Refuses a version that was rolled back (or has the same code as one), one that cannot run on the schema of the data, and any while \
            an action or a deployment is under way on the target. An open incident alone refuses nothing: a fix must be deployable.
            """)

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @Option(help: ArgumentHelp("The version that is to be deployed.", valueName: "version"), transform: Arguments.version)
    var version: VersionID
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let observers = try context.connection().observers(journal: context.journalReader())
            let reader = PictureReader(observers: observers)
            async let read = reader.read([target], [.caller, .versions, .moving], named: [target.function: [version]])
            let events = try await observers.events()
            let picture = await read
            // A gate that cannot look must not say yes.
            for source in [Observation.Source.aliases(function: target.function), .versions(function: target.function)] {
                if let failure = picture.failures[source], failure.kind != .notFound {
                    throw Failure(failure, endpoint: observers.endpoint)
                }
            }
            let answer = Gate.answer(
                target, version: version, picture: picture, ledger: ActionLedger(events),
                incidents: IncidentReducer.reduce(events), options: context.choices.settings.planning, now: observers.clock.now)
            context.output.say(Words.gate(answer))
            context.output.document(JSONDocuments.gate(answer))
            return answer.isAllowed ? .done : .refusedByState
        }
    }
}
