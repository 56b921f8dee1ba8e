import ArgumentParser
import IncidentModel

struct ShiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shift", abstract: "Give a version a share of the traffic; the pointer keeps the rest.")

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @Option(help: ArgumentHelp("The version.", valueName: "version"), transform: Arguments.version) var to: VersionID
    @Option(help: ArgumentHelp("Its share in percent, 0 to 100.", valueName: "pct"), transform: Arguments.share) var weight:
        Double
    @OptionGroup var why: ReasonOption
    @OptionGroup var mutation: MutationOptions
    @OptionGroup var move: MoveOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await Moving.run(MoveChoices(reason: why.reason, mutation, move), common) { _ in
            [.shift(target, to: to, share: weight)]
        }
    }
}
