import ArgumentParser
import IncidentModel

struct IncidentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All incidents of the journal, newest last, and figures over those that are over.",
        discussion:
            "The figures leave drills out. CONTAIN is from the decision to the moved traffic, RECOVER from there to the alarms' OK."
    )

    @Flag(help: "Only those that are open.") var open = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let record = try await IncidentBook(context.journalReader()).record()
            let shown = record.incidents.filter { !open || $0.isOpen }
            let statistics = record.statistics
            if context.output.json {
                context.output.document(JSONDocuments.incidents(shown, statistics: statistics))
            } else {
                context.output.say(Words.incidents(shown, now: WallClock().now.time))
                if !record.incidents.isEmpty { context.output.say(Words.statistics(statistics)) }
            }
            return .done
        }
    }
}
