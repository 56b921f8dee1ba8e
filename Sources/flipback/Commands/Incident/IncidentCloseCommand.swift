import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close an incident that is resolved.", discussion: "Nothing more is expected on it.")

    @Argument(help: "The incident.") var incident: String
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            let found = try desk.find(incident)
            guard found.closedAt == nil else {
                throw Failure(.refusedByState, code: "incident", "\(found.id) is closed already; nothing was written")
            }
            guard !found.isOpen else {
                throw Failure(.refusedByState, code: "incident", "\(found.id) is open; resolve it first")
            }
            return IncidentDrafts.close(found.id, by: desk.author)
        }
    }
}
