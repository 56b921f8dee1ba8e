import IncidentModel
import Synchronization

/// What reaches a running action from outside: a person's answer, and the wish that it end at its next safe point.
final class ActionControl: Sendable {
    private struct State {
        var isAsking = false
        var answer: ActionQuestion.Answer?
        var successor: String?
        var hasEnded = false
        var isLingering = false
        var pausing: [Int: CheckedContinuation<Void, Never>] = [:]
        var waiting: [CheckedContinuation<Void, Never>] = []
        var cancelled: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    // MARK: - From outside

    /// False when nothing is being asked.
    func answer(_ answer: ActionQuestion.Answer) -> Bool {
        let woken = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
            guard state.isAsking else { return nil }
            state.answer = answer
            return Self.wake(&state)
        }
        woken?.forEach { $0.resume() }
        return woken != nil
    }

    /// - Parameter command: what is to be done instead, `abort`.
    func yield(to command: String) {
        let woken = state.withLock { state in
            state.successor = command
            return Self.wake(&state)
        }
        woken.forEach { $0.resume() }
    }

    /// Suspends until the action has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.waiting.append(continuation) }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    /// The traffic is as it should be or will be, and the action only waits: another way out need not wait for it.
    var isLingering: Bool { state.withLock { $0.isLingering } }

    // MARK: - From the action

    func linger() { state.withLock { $0.isLingering = true } }

    /// The command that this action has to make way for.
    var successor: String? { state.withLock { $0.successor } }

    func ask(_ isAsking: Bool) {
        state.withLock { state in
            state.isAsking = isAsking
            state.answer = nil
        }
    }

    /// The answer, once.
    func takeAnswer() -> ActionQuestion.Answer? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }

    func end() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }

    /// Sleeps, and wakes early when an answer or a wish arrives.
    func pause(for duration: Duration, _ clock: any EngineClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.sleep(for: duration) }
            group.addTask { await self.signal() }
            await group.next()
            group.cancelAll()
        }
    }

    private func signal() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wakesAtOnce = state.withLock { state in
                    if state.cancelled.remove(id) != nil || state.answer != nil || state.successor != nil { return true }
                    state.pausing[id] = continuation
                    return false
                }
                if wakesAtOnce { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let continuation = state.pausing.removeValue(forKey: id)
                if continuation == nil { state.cancelled.insert(id) }
                return continuation
            }
            continuation?.resume()
        }
    }

    private static func wake(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.pausing = [:] }
        return Array(state.pausing.values)
    }
}
