import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentSeverityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "severity", abstract: "Change an incident's severity.")

    @Argument(help: "1, 2 or 3.", transform: Arguments.severity) var severity: Severity
    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String = ""
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { incidents, author in
            IncidentDrafts.severity(
                try IncidentBook.find(incident, among: incidents).id, severity, reason: reason, by: author)
        }
    }
}
