package import IncidentModel

/// The engine's only source of time. Region time may run faster than real time in a drill; uptime and sleeps are real.
package protocol EngineClock: Sendable {
    var now: Now { get }
    /// Real time. Throws CancellationError when the task is cancelled.
    func sleep(for duration: Duration) async throws
}
