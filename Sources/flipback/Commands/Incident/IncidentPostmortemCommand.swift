import ArgumentParser
import IncidentModel
import Postmortem

struct IncidentPostmortemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postmortem", abstract: "Write an incident's postmortem, filled from the journal.",
        discussion: """
            What people wrote between the markers of the Markdown file is kept, and its action items (`- [ ] what, who, until when`) \
            are put on the timeline, each once: a ticket each, where a tracker is configured. Without --output both files are written \
            to postmortems/ in the state directory; --output - records nothing. Templates: rca, blameless, and a team's own in postmortems/ beside the settings.
            """)

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("markdown or html; both when left out.", valueName: "markdown|html")) var format: PostmortemFormat?
    @Option(help: ArgumentHelp("A template by name, or a file.", valueName: "name|file")) var template: String?
    @Option(help: ArgumentHelp("Write one document here; - prints it.", valueName: "file")) var output: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let files = PostmortemFiles(context.choices)
            if output == "-" {
                let record = try await IncidentBook(context.journalReader()).record()
                let found = try IncidentBook.find(incident, among: record.incidents)
                let facts = PostmortemFacts(found, journal: record.events, now: WallClock().now.time)
                context.output.raw(try files.text(facts, format: format ?? .markdown, template: template))
                return .done
            }
            let run = PostmortemRun(
                choices: context.choices, whole: context.journalReader(), now: WallClock().now.time,
                write: { (facts) throws(Failure) in
                    if let output {
                        return try files.write(facts, to: output, format: format ?? Self.format(of: output), template: template)
                    }
                    return try files.write(facts, formats: format.map { [$0] } ?? PostmortemFormat.allCases, template: template)
                },
                recorder: { () async throws(Failure) in
                    let journal = try context.journal()
                    return .init(
                        journal: journal, author: await CallerInTime(context).author(), localUser: context.environment.user)
                })
            let made = try await run.make(incident)
            for note in made.notes { context.output.note(note) }
            context.output.json
                ? context.output.document([
                    "incident": .string(made.incident), "files": .array(made.paths.map { .string($0) }),
                    "actionItemsRecorded": JSONValue(made.recorded),
                ]) : context.output.say(made.paths + [made.told].compactMap(\.self))
            return .done
        }
    }

    private static func format(of path: String) -> PostmortemFormat {
        let lower = path.lowercased()
        return lower.hasSuffix(".html") || lower.hasSuffix(".htm") ? .html : .markdown
    }
}

extension PostmortemFormat: ExpressibleByArgument {}
