import Synchronization

/// The secret values that this process has met: the environment's, and keys as they are found. What is written to the log or the journal has
/// them taken out.
final class KnownSecrets: Sendable {
    private struct State {
        var values: Set<String> = []
        var redactor = Redactor()
    }

    private let state = Mutex(State())

    /// Of those known up to now.
    var redactor: Redactor { state.withLock { $0.redactor } }

    func add(_ values: [String]) {
        state.withLock { state in
            let count = state.values.count
            state.values.formUnion(values)
            if state.values.count > count { state.redactor = Redactor(knownSecrets: Array(state.values)) }
        }
    }
}
