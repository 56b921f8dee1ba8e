package import IncidentModel

/// What concerns this session of a journal that can be written.
package struct ScopedJournal: JournalWriting {
    package let scope: JournalScope
    private let journal: any JournalWriting

    package init(_ journal: any JournalWriting, scope: JournalScope) {
        self.journal = journal
        self.scope = scope
    }

    package func append(_ draft: EventDraft) async throws(JournalFailure) -> Event {
        try await journal.append(scope.stamped(draft))
    }

    package func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        try await scope.events(of: journal, after: seq, limit: limit)
    }

    package func newest(_ limit: Int) async throws(JournalFailure) -> [Event] {
        try await journal.newest(limit).filter(scope.contains)
    }

    package func updates(after seq: Int) -> AsyncStream<[Event]> { scope.updates(of: journal, after: seq) }
}

/// The same of a journal that can only be read.
package struct ScopedJournalReader: JournalReading {
    package let scope: JournalScope
    private let journal: any JournalReading

    package init(_ journal: any JournalReading, scope: JournalScope) {
        self.journal = journal
        self.scope = scope
    }

    package func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        try await scope.events(of: journal, after: seq, limit: limit)
    }

    package func newest(_ limit: Int) async throws(JournalFailure) -> [Event] {
        try await journal.newest(limit).filter(scope.contains)
    }

    package func updates(after seq: Int) -> AsyncStream<[Event]> { scope.updates(of: journal, after: seq) }
}
