import Glibc
import Synchronization

/// The log on the disk: `log/flipback.log` in the state directory, 0600, opened at the first line, moved to `flipback.log.1` when it grows
/// over its limit. A log that cannot be written is given up silently: the journal is the record, the log is for us.
final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32 = -1
        var size = 0
        var broken = false
    }

    private let directory: String
    private let limit: Int
    private let state = Mutex(State())

    init(stateDirectory: String, limit: Int = 4 << 20) {
        directory = stateDirectory + "/log"
        self.limit = limit
    }

    var path: String { directory + "/flipback.log" }

    func append(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        state.withLock { state in
            if state.size + bytes.count > limit { rotate(&state) }
            if state.descriptor < 0, !state.broken { open(&state) }
            guard state.descriptor >= 0 else { return }
            let written = bytes.withUnsafeBytes { write(state.descriptor, $0.baseAddress, $0.count) }
            state.size += max(0, written)
        }
    }

    private func open(_ state: inout State) {
        do throws(Failure) {
            try PrivateFiles.prepareDirectory(directory)
            try PrivateFiles.checkFile(path)
        } catch {
            state.broken = true
            return
        }
        state.descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        state.broken = state.descriptor < 0
        state.size = PrivateFiles.status(path).map { Int($0.st_size) } ?? 0
        if state.size > limit { rotate(&state) }
    }

    private func rotate(_ state: inout State) {
        guard state.descriptor >= 0 else { return }
        close(state.descriptor)
        state.descriptor = -1
        state.size = 0
        rename(path, path + ".1")
        open(&state)
    }
}
