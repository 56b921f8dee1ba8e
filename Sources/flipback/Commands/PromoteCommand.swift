import ArgumentParser
import IncidentModel

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "promote", abstract: "Give the canary all traffic.")

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @OptionGroup var why: ReasonOption
    @OptionGroup var mutation: MutationOptions
    @OptionGroup var move: MoveOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await Moving.run(MoveChoices(reason: why.reason, mutation, move), common) { _ in [.promote(target)] }
    }
}
