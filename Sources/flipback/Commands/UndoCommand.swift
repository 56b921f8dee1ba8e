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
    @OptionGroup var move: MoveOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await Moving.run(MoveChoices(reason: why.reason, mutation, move), common) { observers in
            if let target { return [.undo(target)] }
            guard let last = try await Self.last(observers) else {
                throw Refusal(.nothingToUndo, "the journal knows of no action in \(observers.region) to undo; name a target")
            }
            return [.undo(last)]
        }
    }

    /// The target of the latest applied action in this region.
    static func last(_ observers: Observers) async throws -> Target? {
        try await observers.events().last { $0.draft.phase == .verified && $0.draft.target != nil }?.draft.target
    }
}
