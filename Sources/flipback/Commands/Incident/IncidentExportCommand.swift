import ArgumentParser
import IncidentModel
import Journal
import Postmortem

struct IncidentExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "The events of an incident as JSON Lines, with their hashes.",
        discussion:
            "With --json everything that is known of it as one document; with --format csv its timeline for a spreadsheet.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("jsonl: the events; csv: the timeline.", valueName: "jsonl|csv")) var format: Format = .jsonl
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if common.json, format == .csv { throw ValidationError("--json and --format csv are two forms; choose one") }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            guard context.output.json || format == .csv else {
                let found = try await IncidentBook(context.journalReader()).find(incident)
                try JournalExporter.export(path: context.choices.journalPath, incident: found.id) {
                    context.output.raw(String(decoding: $0, as: UTF8.self))
                }
                return .done
            }
            let record = try await IncidentBook(context.journalReader()).record()
            let found = try IncidentBook.find(incident, among: record.incidents)
            let facts = PostmortemFacts(found, journal: record.events, now: WallClock().now.time)
            if format == .csv {
                context.output.raw(TimelineCSV.text(facts))
            } else {
                context.output.document(JSONDocuments.everything(facts))
            }
            return .done
        }
    }
}
