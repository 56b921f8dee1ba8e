import ArgumentParser
import IncidentModel
import Postmortem

struct IncidentPostmortemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postmortem", abstract: "Write an incident's postmortem, filled from the journal.",
        discussion: """
            What people wrote between the markers of the Markdown file is kept. Without --output both files are written to \
            postmortems/ in the state directory. Templates: rca, blameless, and a team's own in postmortems/ beside the settings.
            """)

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("markdown or html; both when left out.", valueName: "markdown|html")) var format: PostmortemFormat?
    @Option(help: ArgumentHelp("A template by name, or a file.", valueName: "name|file")) var template: String?
    @Option(help: ArgumentHelp("Write one document here; - prints it.", valueName: "file")) var output: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let record = try await IncidentBook(context.journalReader()).record()
            let found = try IncidentBook.find(incident, among: record.incidents)
            let facts = PostmortemFacts(found, journal: record.events, now: WallClock().now.time)
            let files = PostmortemFiles(context.choices)
            if output == "-" {
                context.output.raw(try files.text(facts, format: format ?? .markdown, template: template))
                return .done
            }
            let written =
                if let output {
                    try files.write(facts, to: output, format: format ?? Self.format(of: output), template: template)
                } else {
                    try files.write(facts, formats: format.map { [$0] } ?? PostmortemFormat.allCases, template: template)
                }
            for note in written.notes { context.output.note(note) }
            context.output.json
                ? context.output.document(["incident": .string(found.id), "files": .array(written.paths.map { .string($0) })])
                : context.output.say(written.paths)
            return .done
        }
    }

    private static func format(of path: String) -> PostmortemFormat {
        let lower = path.lowercased()
        return lower.hasSuffix(".html") || lower.hasSuffix(".htm") ? .html : .markdown
    }
}

extension PostmortemFormat: ExpressibleByArgument {}
