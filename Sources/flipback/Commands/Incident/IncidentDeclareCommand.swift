import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentDeclareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Declare an incident.",
        discussion: "SEV-1: full outage or most users; SEV-2: partial outage, degraded; SEV-3: minor. When unsure, the worse one."
    )

    @Option(help: ArgumentHelp("1, 2 or 3.", valueName: "1|2|3"), transform: Arguments.severity) var severity: Severity
    @Option(help: ArgumentHelp("What is wrong.", valueName: "text")) var reason: String
    @Argument(help: "Targets of the incident, function:alias.", transform: Arguments.target) var targets: [Target] = []
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { incidents, author in
            IncidentDrafts.declare(
                IncidentDrafts.nextID(existing: incidents, at: author.time), severity, targets: Arguments.unique(targets),
                reason: reason, by: author)
        }
    }
}
