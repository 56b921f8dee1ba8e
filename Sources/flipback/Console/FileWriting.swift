import Glibc
import IncidentModel

/// Writes files of ours that somebody may be reading: the old one is there, whole, until the new one is.
enum FileWriting {
    /// 0600. A file of that name is replaced as a whole or not at all; a symbolic link is replaced, not followed.
    static func replace(_ path: String, with text: String) throws(Failure) {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let problem = failure(temporary)
                close(descriptor)
                unlink(temporary)
                throw problem
            }
            written += count
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0, rename(temporary, path) == 0 else {
            let problem = failure(path)
            unlink(temporary)
            throw problem
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            .unexpected, code: "file", "\(path): cannot be written: \(PrivateFiles.reason()); make room or check the directory")
    }
}
