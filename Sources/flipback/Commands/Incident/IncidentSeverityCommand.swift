import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentSeverityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "severity", abstract: "Change an incident's severity.")

    @Argument(help: "1, the worst, to 3, or to what the settings have.", transform: Arguments.severity) var severity: Severity
    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String = ""
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            IncidentDrafts.severity(
                try desk.find(incident).id, try desk.context.onScale(severity), reason: reason, by: desk.author)
        }
    }
}
