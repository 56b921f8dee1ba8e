import ArgumentParser

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "The incident, from scripts and chat bots.",
        discussion: "Where an incident is not named, the one that is open is meant.",
        subcommands: [
            IncidentDeclareCommand.self, IncidentAcknowledgeCommand.self, IncidentSeverityCommand.self, IncidentRoleCommand.self,
            IncidentStageCommand.self, IncidentNoteCommand.self, IncidentLinkCommand.self, IncidentChecklistCommand.self,
            IncidentResolveCommand.self, IncidentCloseCommand.self, IncidentListCommand.self, IncidentShowCommand.self,
            IncidentExportCommand.self, IncidentPostmortemCommand.self,
        ])
}
