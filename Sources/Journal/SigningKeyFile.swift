package import Cryptography
import Glibc
package import IncidentEngine

/// The file with the private key that signs the journal: PKCS #8 PEM, 0600, in a directory of 0700, made at its first use. What is wider,
/// somebody else's, a link or not a key is refused with the next thing to do.
package struct SigningKeyFile: Hashable, Sendable {
    /// Which content is behind the path at a moment; changes when the file is replaced, written or given other permissions.
    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
        var seconds: Int
        var nanoseconds: Int
    }

    /// An Ed25519 key in PEM has 119 bytes.
    private static let sizeLimit = 4096
    private let file: JournalFile

    package init(path: String) { file = JournalFile(path: path, noun: "signing key") }

    package var path: String { file.path }

    /// The key that checks what this file's key signed; nil while there is no file.
    package func publicKey() throws(JournalFailure) -> Ed25519PublicKey? { try load()?.publicKey }

    /// The same, made now where there is none.
    package func publicKeyMadeIfMissing() throws(JournalFailure) -> Ed25519PublicKey { try loadOrMake().key.publicKey }

    var identity: Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), seconds: status.st_ctim.tv_sec,
            nanoseconds: status.st_ctim.tv_nsec)
    }

    /// - Returns: `isNew` when this call made the key.
    func loadOrMake() throws(JournalFailure) -> (key: Ed25519PrivateKey, isNew: Bool) {
        if let key = try load() { return (key, false) }
        let made = try make()
        // Another process may have been first; then its key is the one.
        if let key = try load() { return (key, made) }
        throw file.failure("was taken away while it was made; look at who clears \(JournalFile.quoted(file.directory))")
    }

    private func load() throws(JournalFailure) -> Ed25519PrivateKey? {
        guard try file.check() else { return nil }
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw file.failure("cannot be read (\(JournalFile.reason(errno))); `chmod 600 \(JournalFile.quoted(path))`")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.sizeLimit)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw file.failure("cannot be read (\(JournalFile.reason(errno)))") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self), let key = Ed25519PrivateKey(pem: text) else {
            let quoted = JournalFile.quoted(path)
            throw file.failure(
                "is not an Ed25519 private key in PEM; put the key back from a copy, or move the file away (`mv \(quoted) \(quoted).old`) "
                    + "and a new key is made")
        }
        return key
    }

    /// Writes a new key under a name of its own and links it to the path, which fails when there is one already: whoever looks finds a
    /// whole key or none, and of two processes that make one the second takes the first's.
    /// - Returns: false when another process was first.
    private func make() throws(JournalFailure) -> Bool {
        try file.prepareDirectory()
        let draft = path + ".new-" + Hex.encode(SecureRandom.bytes(8))
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
        guard descriptor >= 0 else {
            throw file.failure(
                "cannot be made (\(JournalFile.reason(errno))); make \(JournalFile.quoted(file.directory)) writable")
        }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let text = Array(Ed25519PrivateKey().pem.utf8)
        let written = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard fchmod(descriptor, mode_t(0o600)) == 0, written == text.count, fsync(descriptor) == 0 else {
            throw file.failure("cannot be made (\(JournalFile.reason(errno))); see `df -h \(JournalFile.quoted(file.directory))`")
        }
        guard link(draft, path) == 0 else {
            if errno == EEXIST { return false }
            throw file.failure(
                "cannot be made (\(JournalFile.reason(errno))); use a --state-dir on a file system that has hard links")
        }
        file.syncDirectory()
        return true
    }
}
