import GRDB

/// The tables of the journal file and the steps from each version to the next.
///
/// `event.body` is the text that is hashed and the only truth; the columns beside it are copies made for queries, and the verifier
/// compares them with it. `outbox` has a row for each notice: `seq` is the event that caused it, or `posted` is an event of its own (a
/// test notice) as JSON; `incident` is that event's; times are milliseconds since 1970. `delivery_lease` has at most one row: which process
/// delivers, until when.
enum JournalSchema {
    /// `flip`, in SQLite's header: tells a journal from any other SQLite file.
    static let applicationID = 0x666C_6970
    static let current = migrations.count

    struct Newer: Error {
        var version: Int
    }

    struct Foreign: Error {}

    /// The file's schema version; 0 for a file without tables. Throws `Foreign` for a file that is not a journal and `Newer` for one
    /// written by a later flipback.
    static func version(_ db: Database) throws -> Int {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if application == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 { return 0 }
        guard application == applicationID, try db.tableExists("schema_version") else { throw Foreign() }
        let version = try Int.fetchOne(db, sql: "SELECT max(version) FROM schema_version") ?? 0
        guard version <= current else { throw Newer(version: version) }
        return version
    }

    /// Brings the file to `current`; the version is read again under the write lock, so that two processes may start at once.
    /// - Parameter last: an earlier version than the current one only where a file is made as an older flipback left it.
    static func migrate(_ db: Database, to last: Int = current) throws {
        try db.inTransaction(.immediate) {
            for version in try version(db)..<last {
                try db.execute(sql: migrations[version])
                try db.execute(sql: "INSERT INTO schema_version (version) VALUES (?)", arguments: [version + 1])
            }
            return .commit
        }
    }

    /// The SQL of each trigger of the current schema by name, as SQLite keeps it.
    static var triggers: [String: String] { triggers(of: current) }

    /// The same of an earlier schema: a file that is only read stays as it is.
    static func triggers(of version: Int) -> [String: String] {
        [String: String](uniqueKeysWithValues: version == 1 ? triggerList + firstActionTriggers : triggerList)
    }

    private static let triggerList: [(String, String)] = [
        (
            "event_is_never_changed",
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        ),
        (
            "event_is_never_deleted",
            "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        ),
        // Also what keeps INSERT OR REPLACE from replacing: the delete trigger does not fire for that.
        (
            "event_comes_last",
            """
            CREATE TRIGGER event_comes_last BEFORE INSERT ON event
            WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
            """
        ),
    ]

    /// Of version 1, whose list of open actions any closed step of an action emptied. Which actions are open is told by their events.
    private static let firstActionTriggers: [(String, String)] = [
        (
            "event_opens_action",
            """
            CREATE TRIGGER event_opens_action AFTER INSERT ON event
            WHEN NEW.action IS NOT NULL AND NEW.phase IN ('intent', 'sent', 'acknowledged')
            BEGIN INSERT INTO open_action (action, seq) VALUES (NEW.action, NEW.seq) ON CONFLICT (action) DO UPDATE SET seq = NEW.seq; END
            """
        ),
        (
            "event_closes_action",
            """
            CREATE TRIGGER event_closes_action AFTER INSERT ON event
            WHEN NEW.action IS NOT NULL AND NEW.phase IS NOT NULL AND NEW.phase NOT IN ('intent', 'sent', 'acknowledged')
            BEGIN DELETE FROM open_action WHERE action = NEW.action; END
            """
        ),
    ]

    private static let migrations: [String] = [
        """
        PRAGMA application_id = \(applicationID);
        CREATE TABLE schema_version (version INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            action TEXT,
            phase TEXT,
            target TEXT,
            incident TEXT,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        CREATE INDEX event_by_action ON event (action, seq) WHERE action IS NOT NULL;
        CREATE INDEX event_by_target ON event (target, seq) WHERE target IS NOT NULL;
        CREATE INDEX event_by_incident ON event (incident, seq) WHERE incident IS NOT NULL;
        CREATE TABLE open_action (action TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """ + "\n" + (triggerList + firstActionTriggers).map { $0.1 + ";" }.joined(separator: "\n"),
        """
        DROP TRIGGER event_opens_action;
        DROP TRIGGER event_closes_action;
        DROP TABLE open_action;
        """,
        // Deliveries change the outbox, so it is neither append-only nor in the chain: it is what is still to be told, not evidence.
        """
        CREATE INDEX event_checkpoint ON event (seq) WHERE kind = 'journal.checkpoint';
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            seq INTEGER,
            posted TEXT,
            receiver TEXT NOT NULL,
            key TEXT NOT NULL,
            test INTEGER NOT NULL,
            incident TEXT,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
            attempts INTEGER NOT NULL,
            due INTEGER NOT NULL,
            failure TEXT,
            delivered INTEGER,
            reference TEXT,
            CHECK ((seq IS NULL) <> (posted IS NULL))
        ) STRICT;
        CREATE INDEX outbox_pending ON outbox (receiver, incident, id) WHERE state = 'pending';
        CREATE INDEX outbox_reference ON outbox (receiver, incident, id) WHERE reference IS NOT NULL;
        CREATE TABLE delivery_lease (
            place INTEGER PRIMARY KEY CHECK (place = 1), owner TEXT NOT NULL, until INTEGER NOT NULL
        ) STRICT;
        """,
    ]
}
