import ArgumentParser
import IncidentModel

/// `flipback`: the console when no command is named.
struct FlipbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flipback",
        abstract: "The incident console for AWS Lambda: see where the traffic goes, roll it back with one key, prove it.",
        discussion: """
            Without a command the console opens on the configured account and region. A target is written function:alias.

              flipback demo                   a drill: no account, no network
              flipback status checkout:prod   what the console shows, once
              flipback rollback checkout:prod --reason "canary fails"
              flipback doctor                 what would fail at 3 a.m.

            Exit codes: 0 done, 1 unexpected, 2 usage or settings, 3 credentials, 4 denied, 5 somebody else moved the alias, \
            6 refused by state, 7 refused by policy, 8 outcome unknown, 9 partial, 10 journal not sound, 69 unreachable, \
            75 throttled.
            """,
        version: Versions.flipback,
        subcommands: [
            ConsoleCommand.self, DemoCommand.self, WatchCommand.self, RegionCommand.self, StatusCommand.self, PlanCommand.self,
            RollbackCommand.self, AbortCommand.self, PromoteCommand.self, ShiftCommand.self, UndoCommand.self, ResumeCommand.self,
            ApproveCommand.self, ReadyCommand.self, GateCommand.self, StrandedCommand.self,
            IncidentCommand.self, NoticesCommand.self, JournalCommand.self, DoctorCommand.self, KeysCommand.self,
        ],
        defaultSubcommand: ConsoleCommand.self)

    /// What to say of a first word that is no command; nil when it is one, or an option of the console.
    static func unknownCommand(_ arguments: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
        let shown = Sanitiser.sanitise(word, limit: 80)
        let hint = Nearest.match(word, among: names.sorted()).map { "; did you mean '\($0)'?" } ?? "; see flipback help"
        return "flipback: there is no command '\(shown)'\(hint)"
    }

    static var names: Set<String> { Set(configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]) }
}
