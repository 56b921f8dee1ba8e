import TerminalCanvas

/// A terminal that remembers what it was shown, with keys from a test.
@MainActor
final class FakeTerminal: TerminalDevice {
    let size = Size(columns: 120, rows: 40)
    let events: AsyncStream<TerminalEvent>
    private let input: AsyncStream<TerminalEvent>.Continuation
    private(set) var shown: Canvas?
    private(set) var bells = 0
    private(set) var flushes = 0
    private(set) var redraws = 0

    init() { (events, input) = AsyncStream.makeStream() }

    func press(_ key: Key) { input.yield(.key(key)) }
    func type(_ text: String) { for character in text { press(.character(character)) } }

    func present(_ canvas: Canvas, theme: Theme) { shown = canvas }
    func redraw() { redraws += 1 }
    func bell() { bells += 1 }
    func flushInput() { flushes += 1 }
    func close() { input.finish() }
}
