import ArgumentParser
import Glibc
import TerminalNcurses

@main
enum Main {
    static func main() async {
        let arguments = ArgumentOrder.normalized(Array(CommandLine.arguments.dropFirst()), subcommands: FlipbackCommand.names)
        if FullScreenStart.opens(arguments) {
            let environment = ProcessEnvironment.current()
            Guardian.superviseIfNeeded(
                arguments: CommandLine.arguments, environment: environment.variables,
                program: "flipback \(Versions.flipback)", crashDirectory: FullScreenStart.crashDirectory(arguments, environment))
        }
        ProcessHardening.apply()
        finish(await run(arguments))
    }

    /// The exit code; what the parser has to say (help, version, what is wrong with the arguments) is printed.
    private static func run(_ arguments: [String]) async -> Int32 {
        // Told by the libraries themselves, so only asked of them when somebody wants to know.
        if arguments.first == "--version" {
            Output.write(Versions.all + "\n", to: STDOUT_FILENO)
            return ExitStatus.done.rawValue
        }
        if let unknown = FlipbackCommand.unknownCommand(arguments) {
            Output.write(unknown + "\n", to: STDERR_FILENO)
            return ExitStatus.usage.rawValue
        }
        do {
            var command = try FlipbackCommand.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            let text = FlipbackCommand.fullMessage(for: error)
            let isClean = FlipbackCommand.exitCode(for: error) == .success
            if !text.isEmpty { Output.write(text + "\n", to: isClean ? STDOUT_FILENO : STDERR_FILENO) }
            return isClean ? ExitStatus.done.rawValue : ExitStatus.usage.rawValue
        }
    }

    /// Ends the process without running libraries' exit handlers: OpenSSL must not be torn down under a running I/O thread, and everything
    /// that matters is on the disk by now.
    private static func finish(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
