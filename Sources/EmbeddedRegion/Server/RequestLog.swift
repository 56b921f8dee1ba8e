import Foundation
import Synchronization

/// A JSON line per request, written before the reply leaves.
final class RequestLog: Sendable {
    private let handle: Mutex<FileHandle>

    /// - Throws: `RegionError` when the file can't be opened for appending.
    init(path: String) throws(RegionError) {
        let files = FileManager.default
        if !files.fileExists(atPath: path) {
            guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw .logFile(path)
            }
        }
        guard let opened = FileHandle(forWritingAtPath: path) else { throw .logFile(path) }
        _ = try? opened.seekToEnd()
        handle = Mutex(opened)
    }

    func write(_ entry: WireValue) {
        let line = Data((entry.json + "\n").utf8)
        handle.withLock { try? $0.write(contentsOf: line) }
    }
}
