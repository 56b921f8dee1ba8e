import ArgumentParser

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "The record of everything decided and done.",
        subcommands: [
            JournalVerifyCommand.self, JournalExportCommand.self, JournalKeyCommand.self, JournalReconcileCommand.self,
        ])
}
