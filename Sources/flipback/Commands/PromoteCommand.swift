import ArgumentParser
import IncidentModel

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "promote", abstract: "Give the canary all traffic.")

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @OptionGroup var why: ReasonOption
    @OptionGroup var mutation: MutationOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await Moving.run(reason: why.reason, yes: mutation.yes, common) { _ in [.promote(target)] }
    }
}
