import ArgumentParser
import IncidentModel

struct ReadyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready", abstract: "Could each target be rolled back now, to what, how fast, and what stands in the way.")

    @Argument(help: "function:alias; all targets when none is named.", transform: Arguments.target) var targets: [Target] = []
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let observers = try context.connection().observers(journal: context.journalReader())
            let (head, reports) = try await Survey(
                observers: observers, output: context.output, planning: context.choices.settings.planning
            )
            .run(Arguments.unique(targets), filter: context.choices.settings.targets, [.everything, .readiness])
            context.output.json
                ? context.output.document(JSONDocuments.ready(head, reports)) : context.output.say(Words.ready(head, reports))
            return .done
        }
    }
}
