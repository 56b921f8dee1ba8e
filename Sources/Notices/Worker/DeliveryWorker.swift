package import IncidentEngine
import IncidentModel

/// Delivers what is in the outbox: one process at a time, at least once, in order for each receiver and incident. Nothing waits for it.
package struct DeliveryWorker: Sendable {
    private let outbox: any OutboxStoring
    private let journal: any JournalReading
    private let receivers: [NoticeReceiver]
    private let clock: any EngineClock
    private let owner: String
    private let random: @Sendable () -> Double
    private let poll: Duration
    private let told: @Sendable (DeliveryNews) -> Void

    /// - Parameters:
    ///   - journal: whole, of every account and drill: the outbox is one as well.
    ///   - clock: the wall clock, in a drill too.
    ///   - owner: names this process.
    ///   - poll: how often the outbox is looked at while nothing is due.
    package init(
        outbox: any OutboxStoring, journal: any JournalReading, receivers: [NoticeReceiver], clock: any EngineClock,
        owner: String, random: @escaping @Sendable () -> Double = { .random(in: 0...1) }, poll: Duration = .seconds(1),
        told: @escaping @Sendable (DeliveryNews) -> Void = { _ in }
    ) {
        self.outbox = outbox
        self.journal = journal
        self.receivers = receivers
        self.clock = clock
        self.owner = owner
        self.random = random
        self.poll = poll
        self.told = told
    }

    /// Until the task is cancelled.
    package func run() async { _ = await deliver(.forever) }

    /// What is due, once; or on until nothing of these receivers is pending, attempts that have to wait among it.
    package func drain(untilEmpty: Bool) async -> DeliverySummary { await deliver(untilEmpty ? .untilEmpty : .whatIsDue) }

    private func deliver(_ mode: ReceiverLane.Mode) async -> DeliverySummary {
        let lease = DeliveryLease(outbox, owner: owner, clock: clock)
        if mode == .whatIsDue {
            do throws(JournalFailure) {
                guard try await lease.renew() else {
                    var summary = DeliverySummary()
                    summary.isHeldElsewhere = true
                    return summary
                }
            } catch {
                told(.outbox(error))
            }
        }
        let shelf = IncidentShelf(journal)
        let everybody = Set(receivers.map(\.name))
        let summary = await withTaskGroup(of: DeliverySummary?.self) { group in
            group.addTask { [told] in
                await lease.keep { told(.outbox($0)) }
                return nil
            }
            for receiver in receivers {
                group.addTask { [outbox, clock, random, poll, told] in
                    var lane = ReceiverLane(
                        mode, receiver: receiver, outbox: outbox, shelf: shelf, lease: lease, clock: clock, random: random,
                        poll: poll, everybody: everybody,
                        told: told)
                    await lane.run()
                    return lane.summary
                }
            }
            var whole = DeliverySummary()
            var running = receivers.count
            while running > 0, let part = await group.next() {
                guard let part else { continue }
                whole.add(part)
                running -= 1
            }
            group.cancelAll()
            return whole
        }
        await lease.release()
        return summary
    }
}
