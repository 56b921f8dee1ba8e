import Glibc
import IncidentModel

/// Writes an incident as one JSON document to a file of ours, `DIRECTORY/ID.json`.
enum IncidentExport {
    /// Returns the path. An older export of the same incident is replaced as a whole or not at all.
    static func write(_ incident: Incident, directory: String) throws(Failure) -> String {
        try PrivateFiles.prepareDirectory(directory)
        let path = "\(directory)/\(incident.id).json"
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        let bytes = Array((JSONDocuments.incident(incident).canonical + "\n").utf8)
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
        return path
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            .unexpected, code: "file", "\(path): cannot be written: \(PrivateFiles.reason()); make room or check the directory")
    }
}
