/// A durable execution: it stays on the version it was started on, whatever the alias does.
struct DurableExecution: Sendable, Equatable {
    enum Status: String, Sendable, CaseIterable {
        case running = "RUNNING"
        case pausing = "PAUSING"
        case paused = "PAUSED"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
        case stopped = "STOPPED"
        case deleting = "DELETING"

        var isOver: Bool {
            switch self {
            case .running, .pausing, .paused: false
            default: true
            }
        }
    }

    struct Pause: Sendable, Equatable {
        var at: Int64
        var reason: String
    }

    var name: String
    var version: Int
    /// Region milliseconds.
    var started: Int64
    /// What it is, or what it becomes at `ended`.
    var outcome: Status
    /// When it ends by itself or was stopped; nil for one that waits.
    var ended: Int64?
    var pause: Pause?

    /// A pause is taken up after a second and reaches the execution's next checkpoint three seconds later.
    private static let pauseIsTakenUp: Int64 = 1_000
    private static let pauseIsReached: Int64 = 4_000

    func status(at moment: Int64) -> Status {
        if let ended, ended <= moment { return outcome.isOver ? outcome : .succeeded }
        if let pause {
            if moment >= pause.at + Self.pauseIsReached { return .paused }
            if moment >= pause.at + Self.pauseIsTakenUp { return .pausing }
        }
        return outcome.isOver ? .running : outcome
    }
}
