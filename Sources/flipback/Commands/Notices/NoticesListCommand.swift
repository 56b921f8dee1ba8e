import ArgumentParser
import IncidentEngine
import Journal

struct NoticesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The notices of the outbox, oldest first.",
        discussion:
            "pending: not told yet. delivered: taken by the receiver. dead: given up, with the reason; see `flipback notices replay`."
    )

    @Option(help: ArgumentHelp("Only those that are pending, delivered or dead; may be repeated.", valueName: "state"))
    var state: [OutboxNotice.State] = []
    @Option(help: ArgumentHelp("Only the newest so many.", valueName: "n")) var last: Int?
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last is a number from 1") }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let states = Set(state.isEmpty ? OutboxNotice.State.allCases : state)
            var notices = try await context.journalReader().notices(states, limit: .max)
            if let last { notices = notices.suffix(last) }
            let receivers = Set(context.choices.settings.notices.receivers.map(\.name))
            context.output.json
                ? context.output.document(JSONDocuments.notices(notices))
                : context.output.say(Words.notices(notices, receivers: receivers))
            return .done
        }
    }
}

extension OutboxNotice.State: ExpressibleByArgument {}
