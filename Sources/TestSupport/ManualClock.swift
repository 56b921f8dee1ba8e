import IncidentEngine
package import IncidentModel
import Synchronization

/// A clock that stands still until a test moves it. Sleepers wake in the order of their deadlines.
package final class ManualClock: EngineClock {
    private struct Sleeper {
        var deadline: Duration
        var order: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var uptime: Duration
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var next = 0
    }

    private let start: Timestamp
    private let speed: Double
    private let state: Mutex<State>

    /// - Parameter speed: how much faster region time runs than uptime.
    package init(_ start: Timestamp = Fixtures.evening, uptime: Duration = .seconds(1000), speed: Double = 1) {
        self.start = start
        self.speed = speed
        state = Mutex(State(uptime: uptime))
        began = uptime
    }

    private let began: Duration

    package var now: Now {
        let uptime = state.withLock { $0.uptime }
        return Now(time: start + .milliseconds(Int64(Double((uptime - began).milliseconds) * speed)), uptime: uptime)
    }

    package func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let wakesAtOnce: Bool = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers[id] = Sleeper(
                        deadline: state.uptime + max(.zero, duration), order: id, continuation: continuation)
                    return false
                }
                if wakesAtOnce { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves time on and wakes whoever is due, earliest first.
    package func advance(by duration: Duration) {
        let end = state.withLock { $0.uptime } + duration
        while let deadline = earliest, deadline <= end { wake(at: deadline) }
        state.withLock { $0.uptime = end }
    }

    /// When the next sleeper is due; nil when nobody sleeps.
    package var earliest: Duration? { state.withLock { $0.sleepers.values.map(\.deadline).min() } }

    /// Moves time to the next sleeper and wakes all who are due then. False when nobody sleeps.
    package func skipToNext() -> Bool {
        guard let deadline = earliest else { return false }
        wake(at: deadline)
        return true
    }

    private func wake(at deadline: Duration) {
        let due = state.withLock { state in
            state.uptime = max(state.uptime, deadline)
            let due = state.sleepers.filter { $0.value.deadline <= state.uptime }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { ($0.deadline, $0.order) < ($1.deadline, $1.order) }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
