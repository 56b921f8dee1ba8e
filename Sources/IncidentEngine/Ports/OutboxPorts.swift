package import IncidentModel

/// A notice to be delivered to one receiver, made by the event that caused it and stored in the same transaction.
package struct NoticeDraft: Hashable, Sendable {
    /// The receiver's name in the settings.
    package var receiver: String
    /// What the receiver is told apart by when a notice comes twice: the same for every attempt.
    package var key: String
    /// A test notice is marked as one to everybody who reads it.
    package var isTest: Bool

    package init(receiver: String, key: String, isTest: Bool = false) {
        self.receiver = receiver
        self.key = key
        self.isTest = isTest
    }
}

/// A notice in the outbox.
package struct OutboxNotice: Hashable, Sendable, Identifiable {
    package enum State: String, Sendable, CaseIterable {
        case pending, delivered
        /// Given up, with the reason; a person may replay it.
        case dead
    }

    package var id: Int
    package var draft: NoticeDraft
    /// The event that caused it.
    package var event: Event
    package var state: State
    package var attempts: Int
    /// Not before this moment (wall clock).
    package var due: Timestamp
    /// Why the last attempt failed.
    package var failure: DisplayText?
    package var deliveredAt: Timestamp?
    /// What the receiver calls it: an issue key, a sys_id, a message id.
    package var reference: String?

    package init(
        id: Int, draft: NoticeDraft, event: Event, state: State = .pending, attempts: Int = 0, due: Timestamp,
        failure: DisplayText? = nil, deliveredAt: Timestamp? = nil, reference: String? = nil
    ) {
        self.id = id
        self.draft = draft
        self.event = event
        self.state = state
        self.attempts = attempts
        self.due = due
        self.failure = failure
        self.deliveredAt = deliveredAt
        self.reference = reference
    }
}

/// Reads of the outbox.
package protocol OutboxReading: Sendable {
    /// Oldest first.
    func notices(_ states: Set<OutboxNotice.State>, limit: Int) async throws(JournalFailure) -> [OutboxNotice]
    /// What a receiver called the first notice of an incident that it took: the ticket that later ones belong to.
    func reference(receiver: String, incident: String) async throws(JournalFailure) -> String?
}

/// The outbox of a journal: what is to be told, kept until it was told. Delivery is at least once.
package protocol OutboxStoring: OutboxReading {
    /// Makes this process the one that delivers, until `until`; false while another one is. A holder calls it again to stay.
    func holdDelivery(as owner: String, now: Timestamp, until: Timestamp) async throws(JournalFailure) -> Bool
    /// Lets another process deliver at once.
    func releaseDelivery(by owner: String) async throws(JournalFailure)
    /// Pending notices whose time has come, oldest first; of each receiver and incident only the oldest pending one, so that a comment does
    /// not come before its ticket.
    func due(at now: Timestamp, limit: Int) async throws(JournalFailure) -> [OutboxNotice]
    func delivered(_ id: Int, at: Timestamp, reference: String?) async throws(JournalFailure)
    /// - Parameter next: when to try again; nil gives the notice up.
    func failed(_ id: Int, why: DisplayText, next: Timestamp?) async throws(JournalFailure)
    /// Makes dead notices (these, or all) pending again. Returns how many.
    func replay(_ ids: Set<Int>?, at: Timestamp) async throws(JournalFailure) -> Int
    /// A notice without an event of its own in the incident's life, for `flipback notices test`.
    func post(_ draft: NoticeDraft, for event: Event, at: Timestamp) async throws(JournalFailure) -> OutboxNotice
}

/// Which receivers an event is told to. Pure; called inside the transaction that appends the event.
package typealias NoticeRouting = @Sendable (Event) -> [NoticeDraft]
