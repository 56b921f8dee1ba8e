package import IncidentEngine
package import IncidentModel

/// The outbox beside the events, in the same file and the same transactions.
///
/// Order is kept within a receiver and an incident. A test notice waits for nobody and nobody waits for it; neither does a notice whose
/// event belongs to no incident. `replay` starts the count of attempts anew.
extension SQLiteJournal: OutboxStoring {
    /// True also when the process that delivered is known to be dead. False also while there is no journal yet: then nothing is there to deliver.
    package func holdDelivery(as owner: String, now: Timestamp, until: Timestamp) async throws(JournalFailure) -> Bool {
        guard hasFile else { return false }
        return try await write { [isAlive] db in
            try OutboxTable.hold(owner, now: now, until: until, isAlive: isAlive, db)
        }
    }

    package func releaseDelivery(by owner: String) async throws(JournalFailure) {
        guard hasFile else { return }
        try await write { db in try OutboxTable.release(owner, db) }
    }

    package func due(at now: Timestamp, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
        try await reader.outbox(ifMissing: []) { file, db in try OutboxTable.due(at: now, limit: limit, in: file, db) }
    }

    package func delivered(_ id: Int, at: Timestamp, reference: String?) async throws(JournalFailure) {
        try await write { db in try OutboxTable.delivered(id, at: at, reference: reference, db) }
    }

    package func failed(_ id: Int, why: DisplayText, next: Timestamp?) async throws(JournalFailure) {
        try await write { db in try OutboxTable.failed(id, why: why, next: next, db) }
    }

    package func replay(_ ids: Set<Int>?, at: Timestamp) async throws(JournalFailure) -> Int {
        guard hasFile else { return 0 }
        return try await write { db in try OutboxTable.replay(ids, at: at, db) }
    }

    /// The event need not be in the journal: the row carries it as JSON. So a test can be sent without an incident on record.
    package func post(_ draft: NoticeDraft, for event: Event, at: Timestamp) async throws(JournalFailure) -> OutboxNotice {
        try await write { db in
            let id = try OutboxTable.insert(draft, event: event, isPosted: true, due: at, db)
            return OutboxNotice(id: id, draft: draft, event: event, due: at)
        }
    }

    package func notices(_ states: Set<OutboxNotice.State>, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
        try await reader.notices(states, limit: limit)
    }

    package func reference(receiver: String, incident: String) async throws(JournalFailure) -> String? {
        try await reader.reference(receiver: receiver, incident: incident)
    }
}

extension SQLiteJournalReader: OutboxReading {
    package func notices(_ states: Set<OutboxNotice.State>, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
        try await outbox(ifMissing: []) { file, db in try OutboxTable.notices(states, limit: limit, in: file, db) }
    }

    package func reference(receiver: String, incident: String) async throws(JournalFailure) -> String? {
        try await outbox(ifMissing: nil) { _, db in try OutboxTable.reference(receiver, incident, db) }
    }
}
