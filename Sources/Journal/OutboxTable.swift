import GRDB
import IncidentEngine
import IncidentModel

/// The rows of the outbox, inside whatever transaction the caller is in.
enum OutboxTable {
    /// The first schema that has an outbox.
    private static let schema = 3
    /// Before every moment that a clock shows: a new notice is due at once, whatever the clock of its event (a drill's runs fast).
    static let atOnce = Timestamp.epoch

    private static let columns = """
        SELECT o.id, o.seq, o.posted, o.receiver, o.key, o.test, o.state, o.attempts, o.due, o.failure, o.delivered, o.reference,
            e.body, e.hash
        FROM outbox AS o LEFT JOIN event AS e ON e.seq = o.seq
        """

    // MARK: - Writing

    /// - Returns: the new row's id.
    @discardableResult
    static func insert(_ draft: NoticeDraft, event: Event, isPosted: Bool, due: Timestamp, _ db: Database) throws -> Int {
        let posted = isPosted ? try EventCoding.posted(event) : nil
        try db.cachedStatement(
            sql: """
                INSERT INTO outbox (seq, posted, receiver, key, test, incident, state, attempts, due)
                VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, ?)
                """
        ).execute(
            arguments: [
                isPosted ? nil : event.seq, posted, draft.receiver, draft.key, draft.isTest, event.draft.incident,
                due.milliseconds,
            ])
        return Int(db.lastInsertedRowID)
    }

    /// In a transaction that takes the write lock before it looks, so that of two processes that ask at once one gets it.
    /// - Parameter isAlive: Whether the process of an owner is still there.
    static func hold(
        _ owner: String, now: Timestamp, until: Timestamp, isAlive: (String) -> Bool, _ db: Database
    ) throws -> Bool {
        var holds = false
        try db.inTransaction(.immediate) {
            let lease = try Row.fetchOne(db, sql: "SELECT owner, until FROM delivery_lease")
            if let lease {
                let holder = lease[0] as String
                holds = holder == owner || (lease[1] as Int64) <= now.milliseconds || !isAlive(holder)
            } else {
                holds = true
            }
            guard holds else { return .rollback }
            try db.execute(
                sql: "INSERT OR REPLACE INTO delivery_lease (place, owner, until) VALUES (1, ?, ?)",
                arguments: [owner, until.milliseconds])
            return .commit
        }
        return holds
    }

    static func release(_ owner: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM delivery_lease WHERE owner = ?", arguments: [owner])
    }

    /// A notice that has arrived stays delivered, whatever a second process that sent it too has to say.
    static func delivered(_ id: Int, at: Timestamp, reference: String?, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE outbox SET state = 'delivered', attempts = attempts + 1, failure = NULL, delivered = ?, reference = ?
                WHERE id = ? AND state <> 'delivered'
                """, arguments: [at.milliseconds, reference, id])
    }

    static func failed(_ id: Int, why: DisplayText, next: Timestamp?, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE outbox SET state = iif(:next IS NULL, 'dead', 'pending'), attempts = attempts + 1, failure = :why,
                    due = coalesce(:next, due)
                WHERE id = :id AND state = 'pending'
                """, arguments: ["id": id, "why": why.raw, "next": next?.milliseconds])
    }

    static func replay(_ ids: Set<Int>?, at: Timestamp, _ db: Database) throws -> Int {
        var count = 0
        let dead = ids == nil ? try Int.fetchAll(db, sql: "SELECT id FROM outbox WHERE state = 'dead'") : []
        for id in ids.map({ Array($0) }) ?? dead {
            try db.execute(
                sql: "UPDATE outbox SET state = 'pending', attempts = 0, due = ? WHERE id = ? AND state = 'dead'",
                arguments: [at.milliseconds, id])
            count += db.changesCount
        }
        return count
    }

    // MARK: - Reading

    /// A file of an older flipback that nobody has written to since has no outbox.
    static func exists(_ db: Database) throws -> Bool { try JournalSchema.version(db) >= schema }

    static func notices(_ states: Set<OutboxNotice.State>, limit: Int, in file: JournalFile, _ db: Database) throws
        -> [OutboxNotice]
    {
        let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let rows = try Row.fetchCursor(
            db, sql: "\(columns) WHERE o.state IN (\(names)) ORDER BY o.id LIMIT ?", arguments: [max(0, limit)])
        var notices: [OutboxNotice] = []
        while let row = try rows.next() { notices.append(try notice(row, in: file)) }
        return notices
    }

    /// A notice whose event this flipback cannot read (a later one wrote it) is left to who can, and does not hold up the others.
    static func due(at now: Timestamp, limit: Int, in file: JournalFile, _ db: Database) throws -> [OutboxNotice] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                \(columns)
                WHERE o.state = 'pending' AND o.due <= ? AND (o.test OR o.incident IS NULL OR NOT EXISTS (
                    SELECT 1 FROM outbox AS earlier
                    WHERE earlier.state = 'pending' AND NOT earlier.test AND earlier.receiver = o.receiver
                        AND earlier.incident = o.incident AND earlier.id < o.id))
                ORDER BY o.id
                """, arguments: [now.milliseconds])
        var notices: [OutboxNotice] = []
        while notices.count < limit, let row = try rows.next() {
            if let readable = try? notice(row, in: file) { notices.append(readable) }
        }
        return notices
    }

    static func reference(_ receiver: String, _ incident: String, _ db: Database) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT reference FROM outbox
                WHERE receiver = ? AND incident = ? AND NOT test AND state = 'delivered' AND reference IS NOT NULL
                ORDER BY id LIMIT 1
                """, arguments: [receiver, incident])
    }

    private static func notice(_ row: Row, in file: JournalFile) throws -> OutboxNotice {
        let id = row["id"] as Int
        let event: Event
        if let posted = row["posted"] as String? {
            do { event = try EventCoding.readPosted(posted) } catch {
                throw file.failure("notice \(id) cannot be read: \(error)")
            }
        } else if let body = row["body"] as String?, let hash = row["hash"] as String? {
            event = try StoredEvent(seq: row["seq"], body: Array(body.utf8), hash: hash).event(in: file)
        } else {
            throw file.failure("notice \(id) is of an event that is not there; see `flipback journal verify`")
        }
        guard let state = OutboxNotice.State(rawValue: row["state"]) else {
            throw file.failure("notice \(id) has a state that this flipback does not know")
        }
        return OutboxNotice(
            id: id, draft: NoticeDraft(receiver: row["receiver"], key: row["key"], isTest: row["test"]), event: event,
            state: state,
            attempts: row["attempts"], due: Timestamp(milliseconds: row["due"]),
            failure: (row["failure"] as String?).map { DisplayText($0) },
            deliveredAt: (row["delivered"] as Int64?).map { Timestamp(milliseconds: $0) }, reference: row["reference"])
    }
}
