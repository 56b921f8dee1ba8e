import ConsoleUI
import IncidentEngine
import IncidentModel

/// What the full-screen console is started with.
struct ConsoleLaunch: Sendable {
    let choices: Choices
    let keymap: Keymap
    let observers: Observers
    /// Nil in watch mode: then nothing in this value can write.
    let session: Session?
    let scope: JournalScope
    /// The whole journal, of every account and drill: ids of incidents are unique in it.
    let wholeJournal: any JournalReading
    /// What is to be told, for the deliveries in the background; nil in watch mode.
    let outbox: (any OutboxStoring)?
    /// The gate of every request that `observers` and `session` make.
    let budget: RequestBudget
    let warnings: Warnings
    /// The unattended big-type layout.
    let wall: Bool
    /// Region seconds per second: 1 but in a drill.
    var speed = 1.0

    /// In a fast drill a minute of metrics is there sooner than a real minute.
    var pace: WatcherConfiguration {
        var pace = WatcherConfiguration()
        guard speed > 1 else { return pace }
        pace.metrics = max(.seconds(3), pace.metrics / speed)
        pace.metricsInIncident = min(pace.metricsInIncident, pace.metrics)
        pace.alarms = max(.seconds(2), pace.alarms / speed)
        pace.trail = max(.seconds(10), pace.trail / speed)
        pace.trailInIncident = max(.seconds(5), pace.trailInIncident / speed)
        pace.alarmHistory = max(.seconds(5), pace.alarmHistory / speed)
        return pace
    }

    /// On the account and region of the settings.
    static func live(_ context: CommandContext, watching: Bool, wall: Bool = false) throws(Failure) -> ConsoleLaunch {
        let budget = budget(context.choices.settings, clock: WallClock())
        return try make(context, try .live(context.choices, gate: budget), budget, watching: watching, wall: wall)
    }

    /// On an embedded region that this process started.
    static func drill(_ context: CommandContext, _ place: DrillPlace, watching: Bool, wall: Bool) throws(Failure) -> ConsoleLaunch
    {
        let budget = budget(context.choices.settings, clock: DrillClock(regionTime: place.now))
        let connection = try Connection.drill(
            place, user: context.environment.user, policy: context.choices.settings.planning.policy, gate: budget)
        var launch = try make(context, connection, budget, watching: watching, wall: wall)
        launch.speed = place.speed
        return launch
    }

    private static func budget(_ settings: Settings, clock: any EngineClock) -> RequestBudget {
        RequestBudget(clock: clock, steady: settings.steadyBudget ?? 3, incident: settings.incidentBudget ?? 8)
    }

    private static func make(
        _ context: CommandContext, _ connection: Connection, _ budget: RequestBudget, watching: Bool, wall: Bool
    ) throws(Failure) -> ConsoleLaunch {
        if watching {
            let journal = context.journalReader()
            return ConsoleLaunch(
                choices: context.choices, keymap: context.keymap, observers: connection.observers(journal: journal), session: nil,
                scope: connection.scope, wholeJournal: journal, outbox: nil, budget: budget,
                warnings: context.warnings, wall: wall)
        }
        let journal = try context.journal()
        let session = connection.session(journal: journal, deadline: context.choices.settings.deadline)
        return ConsoleLaunch(
            choices: context.choices, keymap: context.keymap, observers: session.observers, session: session,
            scope: connection.scope, wholeJournal: journal, outbox: journal, budget: budget,
            warnings: context.warnings, wall: wall)
    }
}
