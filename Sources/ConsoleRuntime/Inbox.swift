import ConsoleUI

/// The console's one queue: many producers, one consumer, in order. A consumer that was busy finds everything that came meanwhile in one
/// batch, so a burst of polls costs one redraw.
@MainActor
final class Inbox {
    private var queue: [Message] = []
    private let wake: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (wake, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ message: Message) {
        queue.append(message)
        signal.yield()
    }

    func close() { signal.finish() }

    /// Ends when the inbox is closed.
    var wakes: AsyncStream<Void> { wake }

    func drain() -> [Message] {
        defer { queue.removeAll(keepingCapacity: true) }
        return queue
    }
}
