import ArgumentParser

struct JournalReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Ask CloudTrail once: which actions are proved, and who else changed an incident's targets.",
        discussion: """
            Writes what is new into the journal. An action is pending until CloudTrail has delivered its event, 5 to 15 minutes late, and \
            missing when there is none an hour after it.
            """)

    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let session = try context.connection().session(journal: try context.journal())
            return try await EvidenceShot(observers: session.observers, journal: session.journal, output: context.output)
                .reconcile()
        }
    }
}
