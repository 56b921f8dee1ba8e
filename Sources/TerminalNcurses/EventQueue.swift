package import TerminalCanvas

/// Events between the terminal and their one consumer. Unlike a stream's own buffer it can be emptied of keys.
@MainActor
package final class EventQueue {
    private var waiting: [TerminalEvent] = []
    private var consumer: CheckedContinuation<TerminalEvent?, Never>?
    private var isClosed = false

    package init() {}

    /// Repeated resizes that nobody has seen yet count once.
    package func post(_ event: TerminalEvent) {
        guard !isClosed else { return }
        if let consumer {
            self.consumer = nil
            consumer.resume(returning: event)
            return
        }
        if case .resized = event, case .resized = waiting.last { waiting.removeLast() }
        waiting.append(event)
    }

    /// Drops what was typed or pasted and has not been taken.
    package func dropInput() {
        waiting.removeAll {
            switch $0 {
            case .key, .paste: true
            case .resized, .resumed, .hangup: false
            }
        }
    }

    /// What is left is still delivered.
    package func close() {
        isClosed = true
        consumer?.resume(returning: nil)
        consumer = nil
    }

    /// nil after `close`, or when the consumer's task is cancelled. A second consumer ends the first.
    package func next() async -> TerminalEvent? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        guard !isClosed, !Task.isCancelled else { return nil }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                consumer?.resume(returning: nil)
                consumer = continuation
            }
        } onCancel: {
            Task { @MainActor in
                consumer?.resume(returning: nil)
                consumer = nil
            }
        }
    }

    package nonisolated func stream() -> AsyncStream<TerminalEvent> {
        AsyncStream { await self.next() }
    }
}
