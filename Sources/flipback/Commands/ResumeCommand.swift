import ArgumentParser
import IncidentEngine
import IncidentModel
import Logging

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a group that was cut off: read back what was under way, do the rest.")

    @Argument(help: "The group, GRP-…; the one that was cut off when none is named.") var group: String?
    @OptionGroup var mutation: MutationOptions
    @OptionGroup var move: MoveOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let choices = MoveChoices(reason: "", mutation, move)
            let session = try context.connection().session(
                journal: try context.journal(), deadline: context.choices.settings.deadline)
            var planning = context.choices.settings.planning
            planning.provisioned = move.provisioned ?? planning.provisioned
            let shot = OneShot(
                observers: session.observers, output: context.output, planning: planning, log: Logger(label: "act"))
            return try await shot.resume(group, choices, session: session, question: context.question(choices))
        }
    }
}
