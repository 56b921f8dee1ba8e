import IncidentModel
import Synchronization
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// A hundred thousand lines cost what is on screen.
@Suite struct LongTimelineTests {
    private final class Count: Sendable {
        let made = Mutex(0)
    }

    private static func timeline(_ count: Int, _ counter: Count) -> Timeline {
        Timeline(count: count) { index in
            counter.made.withLock { $0 += 1 }
            return TimelineEntry(
                at: Fleet.start - .seconds(count - index), who: "jo", category: .note, text: DisplayText("line \(index)"))
        }
    }

    @Test func onlyWhatIsLookedAtIsPutIntoWords() {
        var console = Console()
        let counter = Count()
        console.send(.timeline(Self.timeline(100_000, counter)))
        console.press("5")
        counter.made.withLock { $0 = 0 }
        console.press(.down)
        #expect(counter.made.withLock { $0 } < 1200)
        console.press(.end)
        #expect(console.shows("line 0") && console.shows("line 1"))
        counter.made.withLock { $0 = 0 }
        console.press(.up)
        #expect(counter.made.withLock { $0 } < 1200)
    }

    @Test func theRowUnderTheHandStaysItsLineWhenTheJournalIsRead() {
        var console = Console()
        let counter = Count()
        let all = Self.timeline(50_000, counter)
        console.send(.timeline(Timeline(all.newest(500))))
        console.press("5")
        for _ in 0..<7 { console.press(.down) }
        console.press(.enter)
        #expect(console.shows("line 49992"))
        console.press(.escape)
        console.send(.timeline(all))
        console.press(.enter)
        #expect(console.shows("line 49992"))
    }
}
