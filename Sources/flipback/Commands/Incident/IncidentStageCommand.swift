import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentStageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "Say where an incident is in its life.",
        discussion: "detection, triage, containment, resolution or postmortem; it may be moved back.")

    @Argument(help: ArgumentHelp("The stage.", valueName: "stage"), transform: Arguments.stage) var stage: IncidentStage
    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            let found = try desk.find(incident)
            guard found.stage != stage else {
                throw Failure(
                    .refusedByState, code: "incident", "\(found.id) is in \(stage.rawValue) already; nothing was written")
            }
            return IncidentDrafts.stage(found.id, stage, reason: reason, by: desk.author)
        }
    }
}
