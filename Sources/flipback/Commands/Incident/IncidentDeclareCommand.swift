import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentDeclareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Declare an incident.",
        discussion: """
            SEV-1: full outage or most users; SEV-2: partial outage, degraded; SEV-3: minor; your settings may have up to five. \
            When unsure, the worse one. Times are RFC 3339, or 21:05 for the last time that it was that time in UTC.
            """
    )

    @Option(
        help: ArgumentHelp("1 is the worst; 1 to 3, or what the settings have.", valueName: "number"),
        transform: Arguments.severity)
    var severity: Severity
    @Option(help: ArgumentHelp("What is wrong.", valueName: "text")) var reason: String
    @Option(
        name: .customLong("impact-start"), help: ArgumentHelp("The first bad minute, where it is known.", valueName: "time"),
        transform: Arguments.moment)
    var impactStart: Timestamp?
    @Option(
        name: .customLong("detected-at"), help: ArgumentHelp("When it was first seen; now when left out.", valueName: "time"),
        transform: Arguments.moment)
    var detectedAt: Timestamp?
    @Argument(help: "Targets of the incident, function:alias.", transform: Arguments.target) var targets: [Target] = []
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            let author = desk.author
            if let detectedAt, detectedAt > author.time { throw Failure.usage("--detected-at is in the future") }
            if let impactStart, impactStart > detectedAt ?? author.time {
                throw Failure.usage("--impact-start is after \(detectedAt == nil ? "now" : "--detected-at")")
            }
            return IncidentDrafts.declare(
                IncidentDrafts.nextID(existing: desk.incidents, at: author.time), try desk.context.onScale(severity),
                targets: Arguments.unique(targets), reason: reason, impactStart: impactStart, detectedAt: detectedAt, by: author)
        }
    }
}
