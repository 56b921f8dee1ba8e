import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentNoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "note", abstract: "Write a note on an incident's timeline.")

    @Argument(help: "The note.") var text: String
    @Option(
        help: ArgumentHelp("decision, hypothesis, customer-impact or action-item: what the note is.", valueName: "mark"),
        transform: Arguments.mark)
    var mark: Incident.Note.Mark?
    @Option(help: ArgumentHelp("The incident; the open one when left out.", valueName: "id")) var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if text.allSatisfy(\.isWhitespace) { throw ValidationError("a note needs words") }
    }

    func run() async throws {
        try await IncidentWriting.run(common) { desk in
            IncidentDrafts.note(try desk.find(incident).id, text: text, mark: mark, by: desk.author)
        }
    }
}
