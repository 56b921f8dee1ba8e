import ArgumentParser
import IncidentModel

struct AbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "End a canary: all traffic back to the stable version.")

    @Argument(help: "function:alias, one or more.", transform: Arguments.target) var targets: [Target]
    @OptionGroup var why: ReasonOption
    @OptionGroup var mutation: MutationOptions
    @OptionGroup var move: MoveOptions
    @OptionGroup var group: GroupOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if targets.isEmpty { throw ValidationError("name at least one target, for example checkout:prod") }
    }

    func run() async throws {
        try await Moving.run(MoveChoices(reason: why.reason, mutation, move, group), common) { _ in
            Arguments.unique(targets).map { .abort($0) }
        }
    }
}
