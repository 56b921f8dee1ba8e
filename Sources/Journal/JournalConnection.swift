import Dispatch
import GRDB
import Glibc
import IncidentEngine
import Synchronization

/// One SQLite connection, opened at its first use, on a queue of its own: a slow disk or a lock held elsewhere never blocks one of the few
/// threads that Swift's tasks share, and a cancelled task still gets its event onto the disk.
///
/// A DatabaseQueue and not GRDB's DatabasePool: the journal needs one writer and one reader, the pool's set-up would write to the file at
/// every start (its issue 102) and set `synchronous` to NORMAL, and a read-only session must not have a writer at all.
final class JournalConnection: Sendable {
    enum Access { case read, write }

    private struct Opened {
        var queue: DatabaseQueue
        var identity: JournalFile.Identity?
    }

    let file: JournalFile
    private let access: Access
    private let options: JournalOptions
    private let lane: DispatchQueue
    private let opened = Mutex<Opened?>(nil)

    init(file: JournalFile, access: Access, options: JournalOptions) {
        self.file = file
        self.access = access
        self.options = options
        lane = DispatchQueue(label: access == .read ? "journal.read" : "journal.write", qos: .userInitiated)
    }

    /// Runs the body on the connection; `missing` is the answer while there is no journal to read. After any failure of the database the
    /// connection is opened anew, so that a full disk or a replaced file is no trouble once it is mended.
    func perform<T: Sendable>(ifMissing missing: T? = nil, _ body: @escaping @Sendable (Database) throws -> T)
        async
        throws(JournalFailure) -> T
    {
        let result: Result<T, JournalFailure> = await withCheckedContinuation { continuation in
            lane.async {
                continuation.resume(returning: self.run(ifMissing: missing, body))
            }
        }
        return try result.get()
    }

    private func run<T: Sendable>(ifMissing missing: T?, _ body: @Sendable (Database) throws -> T) -> Result<T, JournalFailure> {
        opened.withLock { opened in
            do {
                guard let queue = try connection(&opened) else {
                    guard let missing else { return .failure(file.failure("there is no journal here")) }
                    return .success(missing)
                }
                return .success(try queue.writeWithoutTransaction { db in try body(db) })
            } catch {
                if error is DatabaseError { opened = nil }
                return .failure(file.failure(for: error, lockLimit: options.lockLimit))
            }
        }
    }

    private func connection(_ opened: inout Opened?) throws -> DatabaseQueue? {
        if let current = opened {
            if current.identity == file.identity { return current.queue }
            opened = nil
        }
        switch access {
        case .read:
            guard try file.check(), let queue = try Self.openToRead(file, lockLimit: options.lockLimit) else { return nil }
            opened = Opened(queue: queue, identity: file.identity)
        case .write:
            try file.create()
            opened = Opened(queue: try openToWrite(), identity: file.identity)
        }
        return opened?.queue
    }

    /// Nil for a file that has no tables yet: another process is just creating it.
    ///
    /// SQLite wants to put its `-shm` beside a WAL file even to read it. Where it cannot (a copy on read-only media) a file without a
    /// `-wal` is complete in itself and is read as one that nobody changes.
    static func openToRead(_ file: JournalFile, lockLimit: Duration) throws -> DatabaseQueue? {
        var configuration = configuration(lockLimit: lockLimit)
        configuration.readonly = true
        func open(_ path: String) throws -> DatabaseQueue? {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { db in try JournalSchema.version(db) } == 0 ? nil : queue
        }
        do {
            return try open(file.path)
        } catch let error as DatabaseError
            where (error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY) && !file.hasLog
        {
            return try open(file.immutableURI)
        }
    }

    private func openToWrite() throws -> DatabaseQueue {
        var configuration = Self.configuration(lockLimit: options.lockLimit)
        let pageLimit = options.pageLimit
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            if let pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        // SQLite does not wait for its lock while it changes the journal mode, which happens once in the life of a file.
        var attemptsLeft = max(1, Int(options.lockLimit / .milliseconds(20)))
        while true {
            do {
                try queue.writeWithoutTransaction { db in
                    let version = try JournalSchema.version(db)
                    try db.execute(sql: "PRAGMA journal_mode = WAL")
                    if version < JournalSchema.current { try JournalSchema.migrate(db) }
                }
                return queue
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attemptsLeft > 0 {
                attemptsLeft -= 1
                usleep(20_000)
            }
        }
    }

    private static func configuration(lockLimit: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(lockLimit / .seconds(1))
        configuration.prepareDatabase { db in
            // A file from elsewhere must not run SQL of its own beyond its triggers' plain statements, nor walk us off a bad page.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }
}
