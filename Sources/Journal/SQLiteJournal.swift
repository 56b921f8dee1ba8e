import GRDB
package import IncidentEngine
package import IncidentModel

/// The journal in one SQLite file, shared by every flipback process of one user on one host.
///
/// An append takes the write lock first (BEGIN IMMEDIATE), then reads the head, links to it and inserts: the chain cannot fork, however many
/// processes write. WAL with `synchronous` FULL: when `append` returns, the event survives a power cut. Nothing is opened before the
/// first use, and nothing is created before the first append.
package final class SQLiteJournal: JournalWriting {
    let reader: SQLiteJournalReader
    private let writer: JournalConnection
    private let options: JournalOptions
    private let signer: JournalSigner?
    private let routing: NoticeRouting
    private let redacting: @Sendable (EventDraft) -> EventDraft
    let isAlive: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - signer: signs checkpoints; without one the journal is only chained.
    ///   - routing: the receivers of an event's notices, which are written in the event's own transaction. Pure and quick: a rollback's intent
    ///     waits for it. Never asked about a checkpoint.
    ///   - redacting: every draft passes it before it is written, so that a secret that the process knows is in no event. Pure.
    ///   - isAlive: whether the process behind an owner of the right to deliver is still there; one that died is not waited for.
    ///   - watchFailed: told when `updates` can no longer read the file, once for each different failure; it goes on trying.
    package convenience init(
        path: String, options: JournalOptions = JournalOptions(), signer: JournalSigner? = nil,
        routing: @escaping NoticeRouting = { _ in [] }, redacting: @escaping @Sendable (EventDraft) -> EventDraft = { $0 },
        isAlive: @escaping @Sendable (String) -> Bool = { _ in true },
        watchFailed: @escaping @Sendable (JournalFailure) -> Void = { _ in }
    ) {
        self.init(
            file: JournalFile(path: path), options: options, signer: signer, routing: routing, redacting: redacting,
            isAlive: isAlive, watchFailed: watchFailed)
    }

    init(
        file: JournalFile, options: JournalOptions, signer: JournalSigner? = nil, routing: @escaping NoticeRouting = { _ in [] },
        redacting: @escaping @Sendable (EventDraft) -> EventDraft = { $0 },
        isAlive: @escaping @Sendable (String) -> Bool = { _ in true },
        watchFailed: @escaping @Sendable (JournalFailure) -> Void = { _ in }
    ) {
        reader = SQLiteJournalReader(file: file, options: options, watchFailed: watchFailed)
        writer = JournalConnection(file: file, access: .write, options: options)
        self.options = options
        self.signer = signer
        self.routing = routing
        self.redacting = redacting
        self.isAlive = isAlive
    }

    /// Opens (and creates, where it is missing) the file ahead of the first append, so that a file that cannot be used is known early.
    package func prepare() async throws(JournalFailure) {
        try await writer.perform { _ in }
    }

    /// Commits even when the calling task is cancelled: what was done must be on record. The event, its notices and the checkpoint that it
    /// calls for are one transaction: all of them are on the disk or none.
    package func append(_ draft: EventDraft) async throws(JournalFailure) -> Event {
        let draft = redacting(draft)
        let event = try await write { [self] db in
            var event: Event?
            try db.inTransaction(.immediate) {
                event = try record(draft, in: db)
                return .commit
            }
            return event
        }
        guard let event else { throw reader.file.failure("the event was not written") }
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

    /// Runs the body on the writing connection, which makes the file where it is missing.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(JournalFailure) -> T {
        try await writer.perform(body)
    }

    var hasFile: Bool { reader.file.identity != nil }

    private func record(_ draft: EventDraft, in db: Database) throws -> Event {
        let event = try Self.link(draft, in: db)
        for notice in routing(event) {
            try OutboxTable.insert(notice, event: event, isPosted: false, due: OutboxTable.atOnce, db)
        }
        try sign(event, in: db)
        return event
    }

    private func sign(_ event: Event, in db: Database) throws {
        guard let signer, Checkpoint.isDue(after: event.draft, distance: .max, every: options.checkpointInterval) else { return }
        let last = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT seq FROM event WHERE kind = 'journal.checkpoint' ORDER BY seq DESC LIMIT 1"))
        let distance = event.seq - (last ?? 0)
        guard Checkpoint.isDue(after: event.draft, distance: distance, every: options.checkpointInterval),
            let signed = signer.sign(JournalAnchor(seq: event.seq, hash: event.hash))
        else { return }
        if signed.isNew, last != nil { signer.tellThatTheKeyIsNew() }
        _ = try Self.link(signed.checkpoint.draft(after: event.draft), in: db)
    }

    /// Appends one event behind the newest; the caller holds the write lock.
    private static func link(_ draft: EventDraft, in db: Database) throws -> Event {
        var event = Event(seq: 1, draft: draft, previous: JournalChain.start, hash: "")
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
                event.seq, draft.action, draft.phase?.rawValue, draft.target?.description, draft.incident, draft.kind.rawValue,
                body, event.hash,
            ])
        return event
    }
}
