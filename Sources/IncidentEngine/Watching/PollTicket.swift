import Synchronization

/// Tells the watcher whether a poll under way has got its first request through the budget. Until then it waits for a turn that something
/// more important may need; afterwards it only turns pages.
final class PollTicket: Sendable {
    @TaskLocal static var current: PollTicket?

    private let admitted = Mutex(false)

    var isAdmitted: Bool { admitted.withLock { $0 } }
    func admit() { admitted.withLock { $0 = true } }
}
