import ArgumentParser
import IncidentEngine
import IncidentModel

struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take back the last action on a target.",
        discussion: "Without a target: the last action of the journal on this account and region.")

    @Argument(help: "function:alias", transform: Arguments.target) var target: Target?
    @OptionGroup var why: ReasonOption
    @OptionGroup var mutation: MutationOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let session = try context.connection().session(journal: try context.journal())
            let shot = OneShot(observers: session.observers, output: context.output)
            var chosen = target
            if chosen == nil { chosen = try await Self.last(session.observers) }
            guard let target = chosen else {
                throw Failure(
                    Refusal(
                        .nothingToUndo, "the journal knows of no action in \(session.observers.region) to undo; name a target"))
            }
            return try await shot.act(
                [.undo(target)], reason: why.reason, session: session, question: context.question(yes: mutation.yes))
        }
    }

    /// The target of the latest applied action in this region.
    static func last(_ observers: Observers) async throws -> Target? {
        try await observers.journal.allEvents().last {
            $0.draft.phase == .verified && $0.draft.target != nil && ($0.draft.region ?? observers.region) == observers.region
        }?.draft.target
    }
}
