import ArgumentParser
import IncidentModel

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "What the console shows, once.")

    @Argument(help: "function:alias; all targets when none is named.", transform: Arguments.target) var targets: [Target] = []
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let observers = try context.connection().observers(journal: context.journalReader())
            let (head, reports) = try await Survey(
                observers: observers, output: context.output, planning: context.choices.settings.planning
            )
            .run(Arguments.unique(targets), filter: context.choices.settings.targets)
            context.output.json
                ? context.output.document(JSONDocuments.status(head, reports)) : context.output.say(Words.status(head, reports))
            return .done
        }
    }
}
