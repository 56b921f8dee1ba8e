import ConsoleRuntime
import ConsoleUI
import IncidentEngine
import IncidentModel
import TerminalCanvas
import TerminalNcurses

/// The full-screen console: the terminal, the themes and the runtime around a `ConsoleLaunch`.
enum FullScreen {
    /// Returns how the console ended. Settings, theme and terminal are checked before the screen is taken, so that what is wrong with them
    /// can be read.
    @MainActor
    static func run(_ launch: ConsoleLaunch) async throws(Failure) -> ExitStatus {
        let choices = launch.choices
        let directory = choices.environment.configDirectory + "/themes"
        let name = choices.theme ?? ThemeCatalogue.shipped[0].name
        let theme: Theme
        do {
            theme = try ThemeCatalogue.load(name, userDirectory: directory)
        } catch {
            throw Failure(.usage, code: "theme", "\(error)")
        }
        let runbooks = try RunbookCatalogue.load(
            directory: choices.environment.configDirectory + "/runbooks",
            commands: launch.keymap.bindings.compactMap(\.command))
        let terminal = try terminal(choices)
        defer { terminal.close() }

        let names = ThemeCatalogue.names(userDirectory: directory)
        let options = ConsoleOptions(
            mode: mode(launch), canAct: launch.session != nil, wall: launch.wall, ascii: terminal.symbols == .ascii,
            bindings: launch.keymap, regionHint: launch.observers.region, themeNames: [name] + names.filter { $0 != name },
            userName: choices.environment.user, symbols: terminal.symbols,
            stopDeadline: choices.settings.deadline ?? ActionPace().deploymentDeadline,
            severities: choices.settings.severity.severities.count, runbooks: runbooks)
        let runner = ConsoleRunner(
            environment(launch, themes: directory), device: terminal, options: options, theme: theme)
        for warning in terminal.warnings {
            runner.post(.notice(Notice(at: launch.observers.clock.now.time, level: .warning, text: DisplayText(warning))))
        }
        launch.warnings.redirect { text in
            Task { @MainActor in
                runner.post(.notice(Notice(at: launch.observers.clock.now.time, level: .warning, text: DisplayText(text))))
            }
        }
        let endings = EndingSignals { runner.stop(code: 128 + $0) }
        let deliveries = ConsoleDeliveries.start(launch, runner: runner)
        let code = await runner.run()
        // The right to deliver is let go, so that the next console need not wait for it; what is on its way is told again.
        if let deliveries {
            deliveries.cancel()
            await deliveries.value
        }
        withExtendedLifetime(endings) {}
        return ExitStatus(rawValue: code) ?? .unexpected
    }

    /// A drill says so whether it can act or not; elsewhere WATCH says that nothing can be written.
    private static func mode(_ launch: ConsoleLaunch) -> ConsoleMode {
        launch.session == nil && launch.observers.mode == .live ? .watch : launch.observers.mode
    }

    @MainActor
    private static func terminal(_ choices: Choices) throws(Failure) -> NcursesTerminal {
        let colors: TerminalOptions.ColorMode =
            switch choices.colorChoice {
            case .auto: .auto
            case .always: .always
            case .never: .never
            }
        let environment = choices.environment
        do {
            return try NcursesTerminal(
                TerminalOptions(
                    term: environment.value("TERM"), ascii: choices.ascii, colors: colors,
                    noColor: environment.value("NO_COLOR") != nil))
        } catch {
            throw Failure(.usage, code: "terminal", "\(error)")
        }
    }

    private static func environment(_ launch: ConsoleLaunch, themes: String) -> ConsoleEnvironment {
        let observers = launch.observers
        let watcher = Watcher(
            functions: observers.functions, alarms: observers.alarms, metrics: observers.metrics, caller: observers.caller,
            further: observers.further, clock: observers.clock, budget: launch.budget, configuration: launch.pace,
            totalsWanted: { TotalsWanted.questions($0, picture: $1, ledger: $2, now: $3) })
        let book = IncidentBook(launch.wholeJournal)
        let filter = launch.choices.settings.targets
        let whole = launch.wholeJournal
        let choices = launch.choices
        let writing = launch.session?.journal
        return ConsoleEnvironment(
            watcher: watcher, budget: launch.budget, clock: observers.clock, region: observers.region,
            localActor: observers.localActor, scope: launch.scope, reading: observers.journal, writing: launch.session?.journal,
            operator: launch.session?.makeOperator(),
            theme: { try ThemeCatalogue.load($0, userDirectory: themes) },
            nextIncident: { IncidentDrafts.nextID(existing: try await book.incidents(), at: $0) },
            export: { try await IncidentExport.write($0, of: whole, to: writing, by: $1, choices: choices) },
            shows: { filter.allows($0) }, planning: launch.choices.settings.planning,
            further: observers.further, severity: launch.choices.settings.severity,
            detection: launch.choices.settings.detection)
    }
}
