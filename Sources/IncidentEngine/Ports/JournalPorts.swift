package import IncidentModel

/// Why the journal could not be read or written: the file, what failed, what to do.
package struct JournalFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var path: String
    package var text: String
    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
    package var description: String { "\(path): \(text)" }
}

/// Reads of the append-only record.
package protocol JournalReading: Sendable {
    /// Events with a higher sequence number, oldest first.
    func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event]
    /// The last so many, oldest first: what a person sees first of a long journal.
    func newest(_ limit: Int) async throws(JournalFailure) -> [Event]
    /// Batches of new events, whichever process wrote them; starts after `seq`.
    func updates(after seq: Int) -> AsyncStream<[Event]>
}

extension JournalReading {
    /// A journal that cannot be read from its end shows nothing before it has been read as a whole.
    package func newest(_ limit: Int) async throws(JournalFailure) -> [Event] { [] }
}

/// Appends to the record. When the call returns, the event is on the disk (synchronous FULL).
package protocol JournalWriting: JournalReading {
    func append(_ draft: EventDraft) async throws(JournalFailure) -> Event
}
