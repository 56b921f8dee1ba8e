import ArgumentParser

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "The console without the power to act: read-only by construction.")

    @Flag(help: "Big type for a display that nobody touches.") var wall = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            try await FullScreen.run(try .live(context, watching: true, wall: wall))
        }
    }
}
