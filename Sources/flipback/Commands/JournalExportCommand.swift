import ArgumentParser
import Journal

struct JournalExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the journal as JSON Lines, oldest first.",
        discussion: "Each line is the text that was hashed plus its hash; --json changes nothing.")

    @Option(help: ArgumentHelp("Only this incident's events.", valueName: "id")) var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            try JournalExporter.export(path: context.choices.journalPath, incident: incident) {
                context.output.raw(String(decoding: $0, as: UTF8.self))
            }
            return .done
        }
    }
}
