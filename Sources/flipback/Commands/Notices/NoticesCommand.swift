import ArgumentParser

struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices", abstract: "Who was told what, and what could not be told.",
        discussion: """
            Notices go to the receivers of the settings (`notices:`). They are written together with the event that causes them and delivered by \
            an open console, or by `flipback notices deliver` where none is open: a command such as rollback never waits for a receiver.
            """,
        subcommands: [
            NoticesListCommand.self, NoticesTestCommand.self, NoticesReplayCommand.self, NoticesDeliverCommand.self,
        ])
}
