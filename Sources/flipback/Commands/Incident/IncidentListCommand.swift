import ArgumentParser
import IncidentModel

struct IncidentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All incidents of the journal, newest last.")

    @Flag(help: "Only those that are open.") var open = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let all = try await IncidentBook(context.journalReader()).incidents().filter { !open || $0.isOpen }
            context.output.json
                ? context.output.document(JSONDocuments.incidents(all))
                : context.output.say(Words.incidents(all, now: WallClock().now.time))
            return .done
        }
    }
}
