import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resolve", abstract: "Say that an incident is over.")

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("What resolved it.", valueName: "text")) var text: String = ""
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            let found = try desk.find(incident)
            guard found.isOpen else {
                throw Failure(.refusedByState, code: "incident", "\(found.id) is over already; nothing was written")
            }
            return IncidentDrafts.resolve(found.id, text: text, by: desk.author)
        }
    }
}
