import ArgumentParser
import IncidentModel

struct IncidentShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One incident with its timeline.")

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let found = try await IncidentBook(context.journalReader()).find(incident)
            context.output.json
                ? context.output.document(JSONDocuments.incident(found)) : context.output.say(Words.incident(found))
            return .done
        }
    }
}
