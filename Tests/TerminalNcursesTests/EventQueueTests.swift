import TerminalCanvas
import Testing

@testable import TerminalNcurses

@Suite("Event queue")
@MainActor
struct EventQueueTests {
    @Test("Events arrive in order, and what is left is delivered after the close")
    func order() async {
        let queue = EventQueue()
        queue.post(.key(.up))
        queue.post(.hangup)
        queue.close()
        queue.post(.key(.down))
        var seen: [TerminalEvent] = []
        for await event in queue.stream() { seen.append(event) }
        #expect(seen == [.key(.up), .hangup])
    }

    @Test("Flushing drops keys and pastes, never news of the terminal")
    func flush() async {
        let queue = EventQueue()
        let size = Size(columns: 80, rows: 24)
        for event in [.key(.enter), .resized(size), .paste("R"), .resumed, .key(.escape), .hangup] as [TerminalEvent] {
            queue.post(event)
        }
        queue.dropInput()
        queue.close()
        #expect(
            [await queue.next(), await queue.next(), await queue.next(), await queue.next()] == [
                .resized(size), .resumed, .hangup, nil,
            ])
    }

    @Test("Resizes nobody has seen count once")
    func resizes() async {
        let queue = EventQueue()
        for columns in 80..<180 { queue.post(.resized(Size(columns: columns, rows: 24))) }
        queue.close()
        #expect(await queue.next() == .resized(Size(columns: 179, rows: 24)))
        #expect(await queue.next() == nil)
    }

    @Test("A waiting consumer gets the event, and its cancellation ends the wait")
    func waiting() async {
        let queue = EventQueue()
        async let first = queue.next()
        await Task.yield()
        queue.post(.key(.up))
        #expect(await first == .key(.up))
        let waiter = Task { await queue.next() }
        await Task.yield()
        waiter.cancel()
        #expect(await waiter.value == nil)
    }
}
