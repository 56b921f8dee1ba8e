import ArgumentParser
import IncidentModel
import Journal

struct IncidentExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "The events of an incident as JSON Lines, with their hashes.")

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let found = try await IncidentBook(context.journalReader()).find(incident)
            try JournalExporter.export(path: context.choices.journalPath, incident: found.id) {
                context.output.raw(String(decoding: $0, as: UTF8.self))
            }
            return .done
        }
    }
}
