import Glibc
import IncidentEngine
import Synchronization

/// The journal's (or its signing key's) place on disk and who may be able to touch it: directory 0700, file (and SQLite's `-wal` and
/// `-shm` beside it) 0600, all owned by the user who runs flipback. What is wider, someone else's or a link is refused, with the command
/// that mends it.
struct JournalFile: Hashable, Sendable {
    /// Which file is behind the path at a moment; changes when the file is replaced.
    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    let path: String
    /// The user id that must own the file.
    let owner: UInt32
    /// What the file is called in a failure.
    let noun: String

    init(path: String, owner: UInt32 = geteuid(), noun: String = "journal") {
        // SQLite would read `file:…` as a URI.
        self.path = path.hasPrefix("file:") ? "./" + path : path
        self.owner = owner
        self.noun = noun
    }

    var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Nil when there is no file.
    var identity: Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Whether committed events may still be in the write-ahead log.
    var hasLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    /// The path as SQLite's URI of a file that nobody changes.
    var immutableURI: String {
        let escaped = path.utf8.map { byte in
            let isPlain =
                (0x2D...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count < 2 ? "0" : "") + hex
        }
        return "file:" + escaped.joined() + "?immutable=1"
    }

    /// Whether there is a journal; throws when it is one that must not be used.
    func check() throws(JournalFailure) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw failure("cannot be looked at (\(Self.reason(errno))); check the permissions of \(Self.quoted(directory))")
        }
        try checkFile(path, status)
        for side in [path + "-wal", path + "-shm"] where lstat(side, &status) == 0 { try checkFile(side, status) }
        try checkDirectory()
        return true
    }

    /// One creation at a time: closing a descriptor drops every POSIX lock that this process has on the file, SQLite's too.
    private static let creation = Mutex(())

    /// Makes the directories and the file where they are missing, then checks them.
    func create() throws(JournalFailure) {
        let result = Self.creation.withLock { _ in
            Result { () throws(JournalFailure) in try createAlone() }
        }
        try result.get()
    }

    private func createAlone() throws(JournalFailure) {
        if try check() { return }
        try prepareDirectory()
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
        if descriptor < 0 {
            guard errno == EEXIST else {
                throw failure(
                    "cannot be created (\(Self.reason(errno))); make \(Self.quoted(directory)) writable or use another --state-dir"
                )
            }
            _ = try check()
            return
        }
        defer { close(descriptor) }
        // The umask may have taken more away than it should.
        guard fchmod(descriptor, mode_t(0o600)) == 0 else {
            throw failure("cannot be made private (\(Self.reason(errno))); use a --state-dir on another file system")
        }
        syncDirectory()
    }

    /// Makes the directories where they are missing, then checks the last one.
    func prepareDirectory() throws(JournalFailure) {
        try createDirectories()
        try checkDirectory()
    }

    /// A file's name must survive a power cut like its content.
    func syncDirectory() {
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }

    private func createDirectories() throws(JournalFailure) {
        var built = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
            guard mkdir(built, mode_t(0o700)) != 0, errno != EEXIST, access(built, X_OK) != 0 else { continue }
            throw failure(
                "the directory \(Self.quoted(built)) cannot be made (\(Self.reason(errno))); make it or use another --state-dir")
        }
    }

    private func checkDirectory() throws(JournalFailure) {
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw failure("\(Self.quoted(directory)) is not a directory; use another --state-dir")
        }
        guard status.st_uid == owner else {
            throw failure(
                "its directory belongs to user id \(status.st_uid), not to \(owner); run as that user, or take it with "
                    + "`sudo chown \(owner) \(Self.quoted(directory)) && chmod 700 \(Self.quoted(directory))`")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw failure(
                "its directory is open to other users (mode \(Self.octal(status.st_mode))); close it with "
                    + "`chmod 700 \(Self.quoted(directory))`")
        }
    }

    private func checkFile(_ path: String, _ status: stat) throws(JournalFailure) {
        let path = Self.quoted(path)
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK:
            throw failure(
                "\(path) is a symbolic link and could point anywhere; put the file itself there, then `chmod 600 \(path)`")
        default:
            throw failure(
                "\(path) is not a file; move it away (`mv \(path) \(path).old`); a new \(noun) gets `chmod 600 \(path)`")
        }
        guard status.st_uid == owner else {
            throw failure(
                "\(path) belongs to user id \(status.st_uid), not to \(owner); run as that user, or take it with "
                    + "`sudo chown \(owner) \(path) && chmod 600 \(path)`")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw failure(
                "\(path) is open to other users (mode \(Self.octal(status.st_mode))); look at who changed it, then `chmod 600 \(path)`"
            )
        }
    }

    func failure(_ text: String) -> JournalFailure { JournalFailure(path: path, text: text) }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The path as a shell takes it.
    static func quoted(_ path: String) -> String {
        let plain = path.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x40...0x5A).contains($0) || (0x2B...0x3A).contains($0) || $0 == 0x5F
        }
        return plain && !path.isEmpty
            ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
