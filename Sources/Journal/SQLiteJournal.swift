import GRDB
package import IncidentEngine
package import IncidentModel

/// The journal in one SQLite file, shared by every flipback process of one user on one host.
///
/// An append takes the write lock first (BEGIN IMMEDIATE), then reads the head, links to it and inserts: the chain cannot fork, however many
/// processes write. WAL with `synchronous` FULL: when `append` returns, the event survives a power cut. Nothing is opened before the
/// first use, and nothing is created before the first append.
package final class SQLiteJournal: JournalWriting {
    private let reader: SQLiteJournalReader
    private let writer: JournalConnection

    /// - Parameter watchFailed: told when `updates` can no longer read the file, once for each different failure; it goes on trying.
    package convenience init(
        path: String, options: JournalOptions = JournalOptions(),
        watchFailed: @escaping @Sendable (JournalFailure) -> Void = { _ in }
    ) {
        self.init(file: JournalFile(path: path), options: options, watchFailed: watchFailed)
    }

    init(file: JournalFile, options: JournalOptions, watchFailed: @escaping @Sendable (JournalFailure) -> Void = { _ in }) {
        reader = SQLiteJournalReader(file: file, options: options, watchFailed: watchFailed)
        writer = JournalConnection(file: file, access: .write, options: options)
    }

    /// Opens (and creates, where it is missing) the file ahead of the first append, so that a file that cannot be used is known early.
    package func prepare() async throws(JournalFailure) {
        try await writer.perform { _ in }
    }

    /// Commits even when the calling task is cancelled: what was done must be on record.
    package func append(_ draft: EventDraft) async throws(JournalFailure) -> Event {
        let event = try await writer.perform { db in try Self.append(draft, to: db) }
        reader.bell.ring()
        return event
    }

    package func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        try await reader.events(after: seq, limit: limit)
    }

    package func newest(_ limit: Int) async throws(JournalFailure) -> [Event] { try await reader.newest(limit) }

    package func updates(after seq: Int) -> AsyncStream<[Event]> { reader.updates(after: seq) }

    /// A setting of the writing connection, asked of SQLite.
    func writerPragma(_ name: String) async throws(JournalFailure) -> Int? {
        try await writer.perform { db in try Int.fetchOne(db, sql: "PRAGMA \(name)") }
    }

    private static func append(_ draft: EventDraft, to db: Database) throws -> Event {
        var event = Event(seq: 1, draft: draft, previous: JournalChain.start, hash: "")
        try db.inTransaction(.immediate) {
            let head = try db.cachedStatement(sql: "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
            if let row = try Row.fetchOne(head) {
                event.seq = (Int.fromDatabaseValue(row[0]) ?? 0) &+ 1
                event.previous = String.fromDatabaseValue(row[1]) ?? ""
            }
            let body = try EventCoding.body(draft, seq: event.seq, previous: event.previous)
            event.hash = JournalChain.hash(Array(body.utf8))
            let insert = try db.cachedStatement(
                sql: "INSERT INTO event (seq, action, phase, target, incident, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            try insert.execute(
                arguments: [
                    event.seq, draft.action, draft.phase?.rawValue, draft.target?.description, draft.incident,
                    draft.kind.rawValue,
                    body, event.hash,
                ])
            return .commit
        }
        return event
    }
}
