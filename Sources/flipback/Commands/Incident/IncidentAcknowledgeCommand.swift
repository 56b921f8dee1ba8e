import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentAcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ack", abstract: "Acknowledge an incident.")

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            IncidentDrafts.acknowledge(try desk.find(incident).id, by: desk.author)
        }
    }
}
