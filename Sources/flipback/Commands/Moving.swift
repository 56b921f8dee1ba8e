import IncidentModel
import Logging

/// The common way of the commands that move traffic.
enum Moving {
    /// - Parameter commands: asked for once the session is there, since `undo` without a target looks into the journal.
    static func run(
        _ move: MoveChoices, _ common: CommonOptions, _ commands: (Observers) async throws -> [Command]
    ) async throws {
        try await CommandContext.run(common) { context in
            let session = try context.connection().session(
                journal: try context.journal(), deadline: context.choices.settings.deadline)
            let shot = OneShot(
                observers: session.observers, output: context.output, planning: context.choices.settings.planning,
                log: Logger(label: "act"))
            return try await shot.act(
                try await commands(session.observers), move, session: session, question: context.question(move))
        }
    }
}
