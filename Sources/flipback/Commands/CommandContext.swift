import ArgumentParser
import ConsoleUI
import IncidentEngine
import IncidentModel
import Journal

/// What a command works with: its choices, and the ways to journal and AWS, each made only when it is asked for.
struct CommandContext: Sendable {
    let choices: Choices
    let output: Output
    /// The console's keys with the settings' own bindings.
    let keymap: Keymap

    var environment: ProcessEnvironment { choices.environment }

    /// The region as far as it is known without AWS's files, for records that are written without AWS.
    var knownRegion: String? {
        choices.flags.region ?? environment.value("AWS_REGION") ?? environment.value("AWS_DEFAULT_REGION")
            ?? choices.settings.region
    }

    init(_ flags: Choices.Flags, environment: ProcessEnvironment) throws(Failure) {
        let path = flags.config ?? environment.configDirectory + "/config.yaml"
        let settings = try SettingsFile.load(path, explicit: flags.config != nil)
        keymap = try Self.keymap(settings)
        choices = Choices(flags: flags, settings: settings, environment: environment)
        output = Output(json: flags.json, color: choices.colorsOutput)
    }

    /// - Throws: with the line of the binding that is wrong.
    static func keymap(_ settings: Settings) throws(Failure) -> Keymap {
        if settings.keys.isEmpty { return .default }
        do throws(KeymapError) {
            return try Keymap.default.rebinding(settings.keys.map { (action: $0.action, key: $0.key, line: $0.line) })
        } catch {
            let problem = SettingsProblem(path: settings.path ?? "settings", line: error.line, text: error.text)
            throw SettingsRejected(problems: [problem]).failure
        }
    }

    func connection(gate: (any RequestGate)? = nil) throws(Failure) -> Connection { try .live(choices, gate: gate) }

    /// The journal for those who only read: a missing one is an empty one.
    func journalReader() -> SQLiteJournalReader { SQLiteJournalReader(path: choices.journalPath) }

    /// The journal for those who write; the state directory is made or checked first.
    func journal() throws(Failure) -> SQLiteJournal {
        try PrivateFiles.prepareDirectory(choices.stateDirectory)
        return SQLiteJournal(path: choices.journalPath)
    }

    /// The shipped runbooks and those of the settings directory.
    func runbooks() throws(Failure) -> [Runbook] {
        try RunbookCatalogue.load(
            directory: environment.configDirectory + "/runbooks", commands: keymap.bindings.compactMap(\.command))
    }

    /// The severity, when the settings have it.
    func onScale(_ severity: Severity) throws(Failure) -> Severity {
        let scale = choices.settings.severity.severities
        if scale.contains(severity) { return severity }
        let names = scale.map(\.label).joined(separator: ", ")
        let count = scale.count == 1 ? "there is one severity" : "there are \(scale.count) severities"
        throw .usage("\(severity.label): \(count), \(names); `severity: {count: N}` in the settings has up to five")
    }

    func question(_ move: MoveChoices) -> Question {
        Question(
            yes: move.yes, confirmed: move.confirmed, canAsk: environment.inputIsTerminal && environment.errorIsTerminal,
            output: output, answer: { readLine() })
    }

    /// Runs a command's body: a failure is told once, as text and with `--json` as the document, and becomes the exit code.
    static func run(_ options: CommonOptions, _ body: (CommandContext) async throws -> ExitStatus) async throws {
        Signals.install()
        let environment = ProcessEnvironment.current()
        var output = Output(json: options.json)
        do {
            let context = try CommandContext(options.flags, environment: environment)
            output = context.output
            RedactingLogHandler.install(context.choices)
            let status = try await body(context)
            if status != .done { throw ExitCode(status.rawValue) }
        } catch let code as ExitCode {
            throw code
        } catch {
            let failure = Failure(error)
            output.fail(failure)
            throw ExitCode(failure.status.rawValue)
        }
    }
}
