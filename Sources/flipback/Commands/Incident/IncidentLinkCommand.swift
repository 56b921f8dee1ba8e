import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Keep a link with an incident: the call, a dashboard, a ticket.")

    @Argument(help: ArgumentHelp("https://… or http://…", valueName: "url"), transform: Arguments.link) var url: String
    @Option(help: ArgumentHelp("What it leads to.", valueName: "text")) var title: String = ""
    @Option(help: ArgumentHelp("The incident; the open one when left out.", valueName: "id")) var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            IncidentDrafts.link(try desk.find(incident).id, url: url, title: title, by: desk.author)
        }
    }
}
