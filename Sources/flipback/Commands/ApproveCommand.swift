import ArgumentParser
import IncidentEngine
import IncidentModel

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve somebody else's plan, for ten minutes; without a hash: what waits for an approval.",
        discussion: """
            The approval is of exactly the plan shown: any other, and the same one after the alias was moved, needs a new one. Who approves is \
            who the AWS credentials say (STS), and must be somebody else than who asked and who acts. Exit 7 says why not.
            """)

    @Argument(help: "The plan's hash as it was told, 8 digits or more.") var hash: String?
    @OptionGroup var mutation: MutationOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        guard let hash else { return }
        guard (ApprovalBook.leastDigits...64).contains(hash.count), hash.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw ValidationError(
                "'\(Sanitiser.sanitise(hash, limit: 80))' is no hash of a plan; write at least \(ApprovalBook.leastDigits) of its digits"
            )
        }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let session = try context.connection().session(
                journal: try context.journal(), deadline: context.choices.settings.deadline)
            let shot = ApprovalShot(
                observers: session.observers, journal: session.journal, policy: context.choices.settings.planning.policy,
                output: context.output)
            guard let hash else { return try await shot.list() }
            return try await shot.approve(hash, question: context.question(MoveChoices(reason: "", yes: mutation.yes)))
        }
    }
}
