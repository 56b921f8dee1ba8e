import IncidentModel

/// The common way of the commands that move traffic.
enum Moving {
    static func run(_ commands: [Command], reason: String, yes: Bool, _ common: CommonOptions) async throws {
        try await CommandContext.run(common) { context in
            let session = try context.connection().session(journal: try context.journal())
            return try await OneShot(observers: session.observers, output: context.output)
                .act(commands, reason: reason, session: session, question: context.question(yes: yes))
        }
    }
}
