import ArgumentParser
import IncidentModel

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Move the traffic back to last good, or to a version.",
        discussion: "Several targets are one group; each has its own result, and exit code 9 says that only some moved.")

    @Argument(help: "function:alias, one or more.", transform: Arguments.target) var targets: [Target]
    @Option(help: ArgumentHelp("This version instead of last good.", valueName: "version"), transform: Arguments.version)
    var to: VersionID?
    @Option(help: ArgumentHelp("Why; goes into the journal.", valueName: "text")) var reason: String
    @OptionGroup var mutation: MutationOptions
    @OptionGroup var move: MoveOptions
    @OptionGroup var group: GroupOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if targets.isEmpty { throw ValidationError("name at least one target, for example checkout:prod") }
    }

    func run() async throws {
        try await Moving.run(MoveChoices(reason: reason, mutation, move, group), common) { _ in
            Arguments.unique(targets).map { .rollback($0, to: to) }
        }
    }
}
