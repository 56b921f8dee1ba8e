import IncidentEngine
import IncidentModel

/// The deliveries to one receiver, one after the other and no faster than it takes them. Lanes do not wait for each other.
struct ReceiverLane: Sendable {
    enum Mode: Sendable { case forever, whatIsDue, untilEmpty }

    /// What is known of a notice's fate and not yet on the disk: such a notice is not sent again.
    private enum Outcome: Sendable {
        case delivered(at: Timestamp, reference: String?)
        case failed(DisplayText, next: Timestamp?)
    }

    let mode: Mode
    let receiver: NoticeReceiver
    let outbox: any OutboxStoring
    let shelf: IncidentShelf
    let lease: DeliveryLease
    let clock: any EngineClock
    /// 0…1
    let random: @Sendable () -> Double
    let poll: Duration
    /// The receivers of all lanes: one that has nothing left waits for the others, since what happens meanwhile is for all of them.
    let everybody: Set<String>
    let told: @Sendable (DeliveryNews) -> Void
    private(set) var summary = DeliverySummary()

    private var unrecorded: [Int: Outcome] = [:]
    /// By uptime.
    private var free = Duration.zero
    private var isFailing = false
    private var trouble: JournalFailure?

    init(
        _ mode: Mode, receiver: NoticeReceiver, outbox: any OutboxStoring, shelf: IncidentShelf, lease: DeliveryLease,
        clock: any EngineClock,
        random: @escaping @Sendable () -> Double, poll: Duration, everybody: Set<String>,
        told: @escaping @Sendable (DeliveryNews) -> Void
    ) {
        self.mode = mode
        self.receiver = receiver
        self.outbox = outbox
        self.shelf = shelf
        self.lease = lease
        self.clock = clock
        self.random = random
        self.poll = poll
        self.everybody = everybody
        self.told = told
    }

    mutating func run() async {
        while !Task.isCancelled {
            var isIdle = true
            do throws(JournalFailure) {
                if lease.isHeld { isIdle = try await pass() == 0 }
                trouble = nil
                if isIdle, try await isOver() { return }
            } catch {
                if error != trouble { told(.outbox(error)) }
                trouble = error
                isIdle = true
                if mode == .whatIsDue { return }
            }
            if isIdle {
                do { try await clock.sleep(for: poll) } catch { return }
            }
        }
    }

    /// Whether there is nothing more to do, whoever did it.
    private func isOver() async throws(JournalFailure) -> Bool {
        switch mode {
        case .forever: false
        case .whatIsDue: true
        case .untilEmpty:
            try await !outbox.notices([.pending], limit: .max).contains { everybody.contains($0.draft.receiver) }
        }
    }

    /// Delivers what is due now; how many were tried.
    private mutating func pass() async throws(JournalFailure) -> Int {
        try await record()
        let due = try await outbox.due(at: clock.now.time, limit: 1000).filter { $0.draft.receiver == receiver.name }
        var tried = 0
        for notice in due {
            guard await isFree(), lease.isHeld else { break }
            let delivery = try await attempt(notice)
            // Ended in the middle: nothing is known, and nothing is written. The notice comes again.
            if Task.isCancelled, case .retry = delivery { break }
            tried += 1
            take(delivery, of: notice)
            try await record()
        }
        return tried
    }

    private func attempt(_ notice: OutboxNotice) async throws(JournalFailure) -> Delivery {
        var incident: Incident?
        var reference: String?
        if let id = notice.event.draft.incident {
            incident = try await shelf.incident(id, asOf: notice.event.seq)
            reference = try await outbox.reference(receiver: receiver.name, incident: id)
        }
        let message = NoticeMessage(notice.draft, of: notice.event, incident: incident, showsARNs: receiver.showsARNs)
        return await receiver.deliver(message, reference: reference, now: clock.now.time)
    }

    private mutating func take(_ delivery: Delivery, of notice: OutboxNotice) {
        let now = clock.now
        free = now.uptime + receiver.kind.pace
        switch delivery {
        case .delivered(let reference):
            unrecorded[notice.id] = .delivered(at: now.time, reference: reference)
            summary.delivered += 1
            if isFailing { told(.recovered(receiver: receiver.name)) }
            isFailing = false
        case .retry(let why, let asked):
            // What it asks for is meant for all that it would get.
            if let asked { free = max(free, now.uptime + asked) }
            guard let pause = Backoff.pause(after: notice.attempts + 1, asked: asked, random: random()) else {
                bury(notice, DisplayText("given up after \(Backoff.attempts) attempts: \(why)"))
                return
            }
            unrecorded[notice.id] = .failed(why, next: now.time + pause)
            summary.late += 1
            if !isFailing { told(.failing(receiver: receiver.name, why: why)) }
            isFailing = true
        case .dead(let why): bury(notice, why)
        }
    }

    private mutating func bury(_ notice: OutboxNotice, _ why: DisplayText) {
        unrecorded[notice.id] = .failed(why, next: nil)
        summary.dead += 1
        told(.dead(notice, why: why))
    }

    private mutating func record() async throws(JournalFailure) {
        for (id, outcome) in unrecorded {
            switch outcome {
            case .delivered(let at, let reference): try await outbox.delivered(id, at: at, reference: reference)
            case .failed(let why, let next): try await outbox.failed(id, why: why, next: next)
            }
            unrecorded[id] = nil
        }
    }

    /// Waits for the receiver's pace; false when the task ended meanwhile, or when the receiver asked for more time than somebody who waits
    /// for the end has.
    private func isFree() async -> Bool {
        let now = clock.now.uptime
        if free > now {
            if mode == .whatIsDue, free - now > .seconds(3) { return false }
            do { try await clock.sleep(for: free - now) } catch { return false }
        }
        return !Task.isCancelled
    }
}
