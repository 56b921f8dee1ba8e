import ArgumentParser
import IncidentEngine
import IncidentModel
import Journal

struct NoticesReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Make dead notices pending again, once what stood in their way is mended.",
        discussion: "They are delivered by the open console or by `flipback notices deliver`.")

    @Argument(help: ArgumentHelp("Numbers from `flipback notices list`.", valueName: "id")) var ids: [Int] = []
    @Flag(help: "All that are dead.") var all = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if ids.isEmpty != all { throw ValidationError("name the notices, or say --all") }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let journal = try context.journal()
            let letters = try await journal.notices([.dead], limit: .max)
            let dead = Set(letters.map(\.id))
            if let stranger = ids.first(where: { !dead.contains($0) }) {
                throw Failure(
                    .refusedByState, code: "notices", "notice \(stranger) is not dead; see `flipback notices list --state dead`")
            }
            // A test that failed is told again by `test`, not by accident.
            let chosen = all ? Set(letters.filter { !$0.draft.isTest }.map(\.id)) : Set(ids)
            let count = try await journal.replay(chosen, at: WallClock.time)
            context.output.document(["replayed": JSONValue(count)])
            context.output.say(count == 0 ? "no notice is dead" : "\(count) notices are pending again")
            return .done
        }
    }
}
