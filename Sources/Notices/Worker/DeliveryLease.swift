import IncidentEngine
import IncidentModel
import Synchronization

/// The right of one process to deliver. It is renewed while the process lives and runs out by itself when it dies.
final class DeliveryLease: Sendable {
    /// How long it lasts, and how often it is renewed.
    static let length = Duration.seconds(30)
    static let renewal = Duration.seconds(10)

    private let outbox: any OutboxStoring
    private let owner: String
    private let clock: any EngineClock
    /// By uptime: a wall clock that is set back must not make it longer.
    private let until = Mutex<Duration?>(nil)

    init(_ outbox: any OutboxStoring, owner: String, clock: any EngineClock) {
        self.outbox = outbox
        self.owner = owner
        self.clock = clock
    }

    var isHeld: Bool { until.withLock { $0 }.map { clock.now.uptime < $0 } ?? false }

    /// False while another process has it.
    @discardableResult
    func renew() async throws(JournalFailure) -> Bool {
        let now = clock.now
        let holds = try await outbox.holdDelivery(as: owner, now: now.time, until: now.time + Self.length)
        until.withLock { $0 = holds ? now.uptime + Self.length : nil }
        return holds
    }

    /// Renews until the task is cancelled.
    func keep(told: (JournalFailure) -> Void) async {
        var trouble: JournalFailure?
        while !Task.isCancelled {
            do throws(JournalFailure) {
                try await renew()
                trouble = nil
            } catch {
                if error != trouble { told(error) }
                trouble = error
            }
            do { try await clock.sleep(for: Self.renewal) } catch { return }
        }
    }

    /// Lets another process go on at once, even when this task is cancelled.
    func release() async {
        guard until.withLock({ $0 }) != nil else { return }
        until.withLock { $0 = nil }
        try? await outbox.releaseDelivery(by: owner)
    }
}
