import ArgumentParser
import ConsoleUI

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "The console's keys, made from its key table.", shouldDisplay: false)

    @Flag(help: "As the table of README.") var markdown = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            if markdown {
                context.output.raw(Keymap.default.markdownTable())
                return .done
            }
            var table = Table([("KEY", .left), ("COMMAND", .left), ("DOES", .left)])
            for line in context.keymap.helpLines() { table.add([line.keys, line.command, line.text]) }
            context.output.say(table.lines)
            return .done
        }
    }
}
