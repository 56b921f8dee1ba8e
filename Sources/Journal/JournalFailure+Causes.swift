import GRDB
import IncidentEngine

extension JournalFile {
    /// Any error of an access to the file as a sentence with the next thing to do.
    func failure(for error: any Error, lockLimit: Duration) -> JournalFailure {
        switch error {
        case let error as JournalFailure: error
        case let error as JournalSchema.Newer:
            failure(
                "its schema is version \(error.version) and this flipback knows versions up to \(JournalSchema.current); use the newer "
                    + "flipback that wrote it, or another --state-dir")
        case is JournalSchema.Foreign:
            failure("is an SQLite database, but not a flipback journal; use another --state-dir, or move the file away")
        case let error as EventCodingError: failure("the event cannot be written: \(error)")
        case let error as DatabaseError: failure(for: error, lockLimit: lockLimit)
        default: failure("\(error)")
        }
    }

    private func failure(for error: DatabaseError, lockLimit: Duration) -> JournalFailure {
        let shell = Self.quoted(path)
        let cause = "(SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message"))"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return failure(
                "another process has kept it locked for more than \(lockLimit) \(cause); see which with `fuser -v \(shell)`, then try again"
            )
        case .SQLITE_FULL:
            return failure(
                "the disk is full and nothing was recorded \(cause); free space (`df -h \(Self.quoted(directory))`), then try again"
            )
        case .SQLITE_IOERR:
            return failure(
                "reading or writing failed \(cause); look at the disk with `df -h \(Self.quoted(directory))` and `dmesg`, then try again"
            )
        case .SQLITE_READONLY, .SQLITE_PERM:
            return failure(
                "it cannot be written \(cause); if the file system is writable run `chmod 600 \(shell)`, otherwise use another --state-dir"
            )
        case .SQLITE_CANTOPEN:
            return failure(
                "it cannot be opened \(cause); check that the file system is writable (`touch \(shell)`) and that `ls -l \(shell)` shows it as "
                    + "yours with mode 0600, or use another --state-dir")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: return failure(Self.damage(cause, shell: shell))
        default: return failure("SQLite refused \(cause)")
        }
    }

    /// Whether the error says that the file's content is broken, not that it could not be reached.
    static func isDamage(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_CORRUPT
    }

    private static func damage(_ cause: String, shell: String) -> String {
        "the file is damaged \(cause); keep it as evidence with `mv \(shell) \(shell).damaged` and a new journal is begun; "
            + "`flipback journal verify` says how far the old one is good"
    }
}
