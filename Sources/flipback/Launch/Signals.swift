import Glibc
import Synchronization

/// HUP, INT and TERM outside the full-screen console: they end the program at once with 128 + the signal, except while an action is
/// under way. Then the first one waits until the alias has been read back and journalled; the second one ends the program.
enum Signals {
    private static let acting = Atomic<Bool>(false)
    private static let held = Atomic<Int32>(0)

    static func install() {
        // Touched here, so that the handler never runs a lazy initialiser.
        acting.store(false, ordering: .relaxed)
        held.store(0, ordering: .relaxed)
        for number in [SIGHUP, SIGINT, SIGTERM] {
            var known = sigaction()
            // One that was ignored when we were started (nohup) stays ignored.
            let isIgnored = sigaction(number, nil, &known) == 0 && known.__sigaction_handler.sa_handler != nil
            if !isIgnored { signal(number, handler) }
        }
    }

    /// Runs an action; a signal that came meanwhile is returned with the result.
    static func whileActing<Value: Sendable>(_ body: @Sendable () async -> Value) async -> (value: Value, signal: ExitStatus?) {
        acting.store(true, ordering: .sequentiallyConsistent)
        let value = await body()
        acting.store(false, ordering: .sequentiallyConsistent)
        return (value, ExitStatus(rawValue: 128 + held.load(ordering: .sequentiallyConsistent)))
    }

    private static let handler: @convention(c) (Int32) -> Void = { number in
        guard acting.load(ordering: .sequentiallyConsistent), held.exchange(number, ordering: .sequentiallyConsistent) == 0 else {
            _exit(128 + number)
        }
    }
}
