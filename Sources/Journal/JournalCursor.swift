import IncidentEngine
import IncidentModel

/// One follower of the journal: hands out each event once, in order, and waits when there is none. It is pulled, so that a slow consumer
/// piles nothing up.
actor JournalCursor {
    private static let batch = 256
    /// The longest pause between attempts while the file cannot be read.
    private static let longestPause = Duration.seconds(5)

    private var seq: Int
    private let reader: SQLiteJournalReader
    private var lastFailure: JournalFailure?

    init(after seq: Int, reader: SQLiteJournalReader) {
        self.seq = seq
        self.reader = reader
    }

    /// The next events; nil when the task is cancelled.
    func next() async -> [Event]? {
        var pause = reader.options.watchInterval
        while !Task.isCancelled {
            let rings = reader.bell.rings
            do {
                let events = try await reader.events(after: seq, limit: Self.batch)
                lastFailure = nil
                if let last = events.last {
                    seq = last.seq
                    return events
                }
                pause = reader.options.watchInterval
            } catch {
                if lastFailure != error { reader.watchFailed(error) }
                lastFailure = error
                pause = min(pause * 2, Self.longestPause)
            }
            await reader.bell.wait(after: rings, atMost: pause)
        }
        return nil
    }
}
