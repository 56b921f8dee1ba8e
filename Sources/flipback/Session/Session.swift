import IncidentEngine
import IncidentModel

/// What can only read. `flipback watch` is built of this type alone: no value reachable from it can write to AWS or to the journal.
struct Observers: Sendable {
    var functions: any FunctionReading
    var alarms: any AlarmReading
    var metrics: any MetricReading
    var caller: any CallerReading
    /// What a plan and the console can do without.
    var further = FurtherReading()
    var journal: any JournalReading
    /// The region's clock in a drill, else the wall clock.
    var clock: any EngineClock
    var region: String
    /// Where Lambda is called and what decided it, `https://… (from region eu-west-1)`.
    var endpoint: String
    var mode: ConsoleMode
    /// Who acts while no caller is known: `local user jo`.
    var localActor: String

    /// Everything the journal tells of this account and region; who we are is asked first, where STS answers.
    func events() async throws(JournalFailure) -> [Event] {
        _ = try? await caller.caller()
        return try await journal.allEvents()
    }
}

/// Observers and the right to act.
struct Session: Sendable {
    var observers: Observers
    var journal: any JournalWriting
    /// Makes the one value that can move traffic. Called by the commands that do, and by nothing else.
    var makeOperator: @Sendable () -> Operator
}
