package import IncidentEngine
package import IncidentModel
import Synchronization

/// An outbox in memory with the port's promises and the rules of the one in the journal's file; failures on demand.
package final class MemoryOutbox: OutboxStoring {
    private struct State {
        var notices: [OutboxNotice] = []
        var owner: String?
        var until = Timestamp(milliseconds: 0)
        var isBroken = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Every notice there is, oldest first.
    package var notices: [OutboxNotice] { state.withLock { $0.notices } }

    /// Who delivers; nil while nobody does. Not judged against any clock.
    package var holder: String? { state.withLock { $0.owner } }

    /// Calls from now on fail until it is set back.
    package func setBroken(_ broken: Bool) { state.withLock { $0.isBroken = broken } }

    /// What the append of an event does: one pending notice for each draft, due at once.
    @discardableResult
    package func record(_ event: Event, _ drafts: [NoticeDraft], at: Timestamp) -> [OutboxNotice] {
        state.withLock { state in drafts.map { Self.add($0, event, at, to: &state) } }
    }

    private static func add(_ draft: NoticeDraft, _ event: Event, _ at: Timestamp, to state: inout State) -> OutboxNotice {
        let notice = OutboxNotice(id: state.notices.count + 1, draft: draft, event: event, due: at)
        state.notices.append(notice)
        return notice
    }

    private func locked<T: Sendable>(_ body: @Sendable (inout State) -> T) throws(JournalFailure) -> T {
        let result: T? = state.withLock { state in state.isBroken ? nil : body(&state) }
        guard let result else { throw JournalFailure(path: "/state/journal.db", text: "database or disk is full") }
        return result
    }

    // MARK: - OutboxReading

    package func notices(_ states: Set<OutboxNotice.State>, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
        try locked { state in Array(state.notices.lazy.filter { states.contains($0.state) }.prefix(max(0, limit))) }
    }

    package func reference(receiver: String, incident: String) async throws(JournalFailure) -> String? {
        try locked { state in
            state.notices.first {
                !$0.draft.isTest && $0.draft.receiver == receiver && $0.event.draft.incident == incident && $0.state == .delivered
                    && $0.reference != nil
            }?.reference
        }
    }

    // MARK: - OutboxStoring

    package func holdDelivery(as owner: String, now: Timestamp, until: Timestamp) async throws(JournalFailure) -> Bool {
        try locked { state in
            guard state.owner == nil || state.owner == owner || state.until <= now else { return false }
            state.owner = owner
            state.until = until
            return true
        }
    }

    package func releaseDelivery(by owner: String) async throws(JournalFailure) {
        try locked { state in
            if state.owner == owner { state.owner = nil }
        }
    }

    package func due(at now: Timestamp, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
        try locked { state in
            var lines: Set<[String]> = []
            let heads = state.notices.filter { notice in
                guard notice.state == .pending else { return false }
                guard !notice.draft.isTest, let incident = notice.event.draft.incident else { return true }
                return lines.insert([notice.draft.receiver, incident]).inserted
            }
            return Array(heads.lazy.filter { $0.due <= now }.prefix(max(0, limit)))
        }
    }

    package func delivered(_ id: Int, at: Timestamp, reference: String?) async throws(JournalFailure) {
        try change(id, unless: .delivered) { notice in
            notice.state = .delivered
            notice.attempts += 1
            notice.failure = nil
            notice.deliveredAt = at
            notice.reference = reference
        }
    }

    package func failed(_ id: Int, why: DisplayText, next: Timestamp?) async throws(JournalFailure) {
        try change(id, unless: .delivered, .dead) { notice in
            notice.state = next == nil ? .dead : .pending
            notice.attempts += 1
            notice.due = next ?? notice.due
            notice.failure = why
        }
    }

    private func change(
        _ id: Int, unless states: OutboxNotice.State..., by body: @Sendable (inout OutboxNotice) -> Void
    ) throws(JournalFailure) {
        try locked { state in
            guard let index = state.notices.firstIndex(where: { $0.id == id }) else { return }
            if !states.contains(state.notices[index].state) { body(&state.notices[index]) }
        }
    }

    package func replay(_ ids: Set<Int>?, at: Timestamp) async throws(JournalFailure) -> Int {
        try locked { state in
            var count = 0
            for index in state.notices.indices where state.notices[index].state == .dead {
                guard ids?.contains(state.notices[index].id) != false else { continue }
                state.notices[index].state = .pending
                state.notices[index].attempts = 0
                state.notices[index].due = at
                count += 1
            }
            return count
        }
    }

    package func post(_ draft: NoticeDraft, for event: Event, at: Timestamp) async throws(JournalFailure) -> OutboxNotice {
        try locked { state in Self.add(draft, event, at, to: &state) }
    }
}
