import Synchronization

/// Wakes whoever waits for new events. Every ring has a number, so that one between a look and the wait after it is not missed.
final class JournalBell: Sendable {
    private struct State {
        var rings = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    var rings: Int { state.withLock { $0.rings } }

    func ring() {
        let woken = state.withLock { state in
            state.rings += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in woken.values { waiter.resume() }
    }

    /// Returns at a ring after ring number `seen`, after `limit`, or when the task is cancelled.
    func wait(after seen: Int, atMost limit: Duration) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            wake(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    if state.rings > seen { return true }
                    state.waiters[number] = continuation
                    return false
                }
                // Cancelled before it was registered: the handler found nobody to wake.
                if isLate { continuation.resume() } else if Task.isCancelled || timer.isCancelled { wake(number) }
            }
        } onCancel: {
            wake(number)
        }
        timer.cancel()
    }

    private func wake(_ number: Int) {
        state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
}
