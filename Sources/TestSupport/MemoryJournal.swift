package import IncidentEngine
package import IncidentModel
import Synchronization

/// A journal in memory with the port's promises but without hashes: events in order, failures on demand.
package final class MemoryJournal: JournalWriting {
    private struct State {
        var events: [Event] = []
        var attempts = 0
        var failing: Set<Int> = []
        var isBroken = false
        var waiting: [Int: AsyncStream<[Event]>.Continuation] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    package init(_ drafts: [EventDraft] = []) {
        for draft in drafts { _ = record(draft) }
    }

    package var events: [Event] { state.withLock { $0.events } }
    package var ledger: ActionLedger { ActionLedger(events) }

    /// Appends from now on fail until it is set back.
    package func setBroken(_ broken: Bool) { state.withLock { $0.isBroken = broken } }

    /// These appends fail, counted from 1 over the journal's life.
    package func fail(appends: Set<Int>) { state.withLock { $0.failing = appends } }

    package func append(_ draft: EventDraft) async throws(JournalFailure) -> Event {
        let fails = state.withLock { state in
            state.attempts += 1
            return state.isBroken || state.failing.contains(state.attempts)
        }
        if fails { throw JournalFailure(path: "/state/journal.db", text: "database or disk is full") }
        return record(draft)
    }

    private func record(_ draft: EventDraft) -> Event {
        let (event, waiting) = state.withLock { state in
            let previous = state.events.last?.hash ?? String(repeating: "0", count: 64)
            let event = Event(seq: state.events.count + 1, draft: draft, previous: previous, hash: "\(state.events.count + 1)")
            state.events.append(event)
            return (event, Array(state.waiting.values))
        }
        for waiter in waiting { waiter.yield([event]) }
        return event
    }

    package func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        Array(events.drop { $0.seq <= seq }.prefix(limit))
    }

    package func updates(after seq: Int) -> AsyncStream<[Event]> {
        AsyncStream { continuation in
            let (id, missed) = state.withLock { state in
                state.nextWaiter += 1
                state.waiting[state.nextWaiter] = continuation
                return (state.nextWaiter, Array(state.events.drop { $0.seq <= seq }))
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.waiting[id] = nil }
            }
            if !missed.isEmpty { continuation.yield(missed) }
        }
    }
}
