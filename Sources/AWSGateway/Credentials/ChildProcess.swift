import Dispatch
import Glibc
import IncidentModel

/// One run of a program without a shell: no standard input, no terminal (a session of its own), both outputs collected up to a
/// cap, the whole process group killed at the time limit.
struct ChildProcess: Sendable {
    enum Outcome: Sendable {
        case notStarted(String)
        case timedOut
        case tooLong
        case ended(status: Int32, output: [UInt8], errors: [UInt8])
    }

    var words: [String]
    var limit: Duration
    var outputCap: Int

    /// Suspends while the program runs; the waiting is done on a thread that may block.
    func run() async -> Outcome {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: runBlocking()) }
        }
    }

    private func runBlocking() -> Outcome {
        var out: [Int32] = [-1, -1]
        var err: [Int32] = [-1, -1]
        guard pipe(&out) == 0 else { return .notStarted(Self.words(errno)) }
        guard pipe(&err) == 0 else {
            let code = errno
            out.forEach { close($0) }
            return .notStarted(Self.words(code))
        }
        (out + err).forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
        var child: pid_t = 0
        let failure = spawn(&child, output: out[1], errors: err[1])
        close(out[1])
        close(err[1])
        defer {
            close(out[0])
            close(err[0])
        }
        guard failure == 0 else { return .notStarted(Self.words(failure)) }
        return collect(child, output: out[0], errors: err[0])
    }

    private func spawn(_ child: inout pid_t, output: Int32, errors: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // The journal's, the terminal's and other files stay with us. Closing a number that is not open is no error here (glibc), and
        // addclosefrom_np is not to be seen from Swift.
        for number: Int32 in 3..<min(4096, max(256, getdtablesize())) { posix_spawn_file_actions_addclose(&actions, number) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Self.newSession)
        var arguments = words.map { strdup($0) }
        defer { arguments.forEach { free($0) } }
        arguments.append(nil)
        return posix_spawnp(&child, words[0], &actions, &attributes, arguments, environ)
    }

    /// Reads both pipes until they are closed and the program has ended, or until the limit.
    private func collect(_ child: pid_t, output: Int32, errors: Int32) -> Outcome {
        let deadline = ContinuousClock.now + limit
        var pipes = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
        ]
        var texts: [[UInt8]] = [[], []]
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while pipes.contains(where: { $0.fd >= 0 }) {
            let left = deadline - .now
            guard left > .zero else { return end(child, .timedOut) }
            let milliseconds = Int32(clamping: left.milliseconds + 1)
            let ready = poll(&pipes, 2, milliseconds)
            if ready < 0, errno != EINTR { return end(child, .notStarted(Self.words(errno))) }
            guard ready > 0 else { continue }
            for index in 0..<2 where pipes[index].fd >= 0 && pipes[index].revents != 0 {
                let count = read(pipes[index].fd, &buffer, buffer.count)
                if count > 0 {
                    texts[index] += buffer[..<count]
                    if texts[index].count > outputCap { return end(child, .tooLong) }
                } else if count == 0 || errno != EINTR {
                    pipes[index].fd = -1
                }
            }
        }
        // Both pipes are closed; what remains is the end of the program, which it could still put off.
        var status: Int32 = 0
        while true {
            let done = waitpid(child, &status, WNOHANG)
            if done == child { break }
            if done < 0, errno != EINTR { return .notStarted(Self.words(errno)) }
            guard deadline > .now else { return end(child, .timedOut) }
            usleep(2000)
        }
        let signal = status & 0x7F
        return .ended(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: texts[0], errors: texts[1])
    }

    private func end(_ child: pid_t, _ outcome: Outcome) -> Outcome {
        kill(-child, SIGKILL)
        kill(child, SIGKILL)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return outcome
    }

    /// POSIX_SPAWN_SETSID of glibc 2.26 and later, which Swift's Glibc module hides behind _GNU_SOURCE.
    private static let newSession: Int16 = 0x80

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
