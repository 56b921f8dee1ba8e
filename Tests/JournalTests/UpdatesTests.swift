import IncidentEngine
import IncidentModel
import Synchronization
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct UpdatesTests {
    private let quick = JournalOptions(watchInterval: .milliseconds(10))

    @Test func ownAppendsRingAtOnce() async throws {
        let place = try TemporaryJournal()
        // With an interval of an hour only the bell can wake the follower.
        let journal = place.journal(JournalOptions(watchInterval: .seconds(3600)))
        var updates = journal.updates(after: 0).makeAsyncIterator()
        for number in 1...20 {
            let appended = Task { try await journal.append(Drafts.note("\(number)")) }
            let batch = await updates.next()
            #expect(batch == [try await appended.value])
        }
    }

    @Test func anotherInstancesEventsArriveOnceAndInOrder() async throws {
        let place = try TemporaryJournal()
        let writer = place.journal(quick)
        let first = try await writer.append(Drafts.note("before"))
        let reader = SQLiteJournalReader(path: place.path, options: quick)
        let writing = Task {
            var events: [Event] = []
            for number in 0..<600 { events.append(try await writer.append(Drafts.note("\(number)"))) }
            return events
        }
        var seen: [Event] = []
        for await batch in reader.updates(after: first.seq) {
            #expect(!batch.isEmpty)
            seen += batch
            if seen.count >= 600 { break }
        }
        #expect(seen == (try await writing.value))
    }

    @Test func aJournalMadeLaterIsFound() async throws {
        let place = try TemporaryJournal()
        let reader = SQLiteJournalReader(path: place.path, options: quick)
        var updates = reader.updates(after: 0).makeAsyncIterator()
        let appended = Task { try await place.journal().append(Drafts.note("first")) }
        #expect(await updates.next() == [try await appended.value])
    }

    @Test func cancellingEndsTheStream() async throws {
        let place = try TemporaryJournal()
        let reader = SQLiteJournalReader(path: place.path, options: JournalOptions(watchInterval: .seconds(3600)))
        let task = Task {
            var batches = 0
            for await _ in reader.updates(after: 0) { batches += 1 }
            return batches
        }
        task.cancel()
        #expect(await task.value == 0)
    }

    @Test func failuresAreToldOnceAndReadingGoesOn() async throws {
        let place = try TemporaryJournal()
        let event = try await place.journal().append(Drafts.note("one"))
        try place.sql("INSERT INTO schema_version (version) VALUES (99)")
        let (failures, told) = AsyncStream<JournalFailure>.makeStream()
        let reader = SQLiteJournalReader(path: place.path, options: quick) { told.yield($0) }
        let first = Task {
            var updates = reader.updates(after: 0).makeAsyncIterator()
            return await updates.next()
        }
        var told1 = failures.makeAsyncIterator()
        #expect(await told1.next()?.text.contains("version 99") == true)
        try place.sql("DELETE FROM schema_version WHERE version = 99")
        #expect(await first.value == [event])
    }
}
