import ArgumentParser
import IncidentEngine
import IncidentModel

struct StrandedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stranded",
        abstract: "What still runs on a version that the alias has left: in flight, durable, queued, event sources.")

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target
    @Option(help: ArgumentHelp("The version that was left.", valueName: "version"), transform: Arguments.version)
    var version: VersionID
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let observers = try context.connection().observers(journal: context.journalReader())
            let picture = await PictureReader(observers: observers)
                .read([target], [.versions, .metrics], named: [target.function: [version]])
            if let failure = picture.failures[.aliases(function: target.function)] {
                throw Failure(failure, endpoint: observers.endpoint)
            }
            let work = await StrandedWorkFinder(observers.further, clock: observers.clock)
                .find(target, version: version, picture: picture)
            let lines = StrandedWording.lines(work)
            context.output.say(lines.isEmpty ? ["nothing is left on \(version.label) of \(target)"] : lines)
            context.output.document(JSONDocuments.stranded(work))
            return .done
        }
    }
}
