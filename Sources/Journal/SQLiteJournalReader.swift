import GRDB
package import IncidentEngine
package import IncidentModel

/// The journal for those who may not write (watch mode) and the reading half of `SQLiteJournal`. Never creates the file: a missing journal
/// is an empty one, and is found as soon as somebody makes it. (SQLite itself may put its empty `-wal` and `-shm` beside an existing file.)
package final class SQLiteJournalReader: JournalReading {
    let file: JournalFile
    let bell = JournalBell()
    let options: JournalOptions
    let watchFailed: @Sendable (JournalFailure) -> Void
    private let connection: JournalConnection

    /// - Parameter watchFailed: told when `updates` can no longer read the file, once for each different failure; it goes on trying.
    package convenience init(
        path: String, options: JournalOptions = JournalOptions(),
        watchFailed: @escaping @Sendable (JournalFailure) -> Void = { _ in }
    ) {
        self.init(file: JournalFile(path: path), options: options, watchFailed: watchFailed)
    }

    init(file: JournalFile, options: JournalOptions, watchFailed: @escaping @Sendable (JournalFailure) -> Void) {
        self.file = file
        self.options = options
        self.watchFailed = watchFailed
        connection = JournalConnection(file: file, access: .read, options: options)
    }

    package func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        try await events(sql: "SELECT seq, body, hash FROM event WHERE seq > ? ORDER BY seq LIMIT ?", [seq, limit])
    }

    package func newest(_ limit: Int) async throws(JournalFailure) -> [Event] {
        try await events(sql: "SELECT seq, body, hash FROM event ORDER BY seq DESC LIMIT ?", [limit]).reversed()
    }

    /// The journal is asked once per `watchInterval` for rows after the last one seen: one step down the table's own tree (microseconds,
    /// no file is read while nothing changes), so an idle console stays far under 1 % of a core. File-system events would come when the
    /// `-wal` is written, before the commit is visible, and would still need this question; GRDB's observation sees its own process only.
    /// An append of this process rings at once.
    package func updates(after seq: Int) -> AsyncStream<[Event]> {
        let cursor = JournalCursor(after: seq, reader: self)
        return AsyncStream { await cursor.next() }
    }

    /// Reads the outbox of a file that has one.
    func outbox<T: Sendable>(
        ifMissing missing: T, _ body: @escaping @Sendable (JournalFile, Database) throws -> T
    ) async throws(JournalFailure) -> T {
        let file = file
        return try await connection.perform(ifMissing: missing) { db in
            try OutboxTable.exists(db) ? try body(file, db) : missing
        }
    }

    private func events(sql: String, _ arguments: [Int]) async throws(JournalFailure) -> [Event] {
        let file = file
        return try await connection.perform(ifMissing: []) { db in
            let statement = try db.cachedStatement(sql: sql)
            let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            var events: [Event] = []
            while let row = try rows.next() { events.append(try StoredEvent(row).event(in: file)) }
            return events
        }
    }
}
