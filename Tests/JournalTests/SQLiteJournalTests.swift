import Cryptography
import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct SQLiteJournalTests {
    @Test func eventsComeBackInOrderAndChained() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        var written: [Event] = []
        for phase in ActionPhase.allCases { written.append(try await journal.append(Drafts.move("a-1", phase))) }
        for text in Drafts.hostile { written.append(try await journal.append(Drafts.note(text))) }
        #expect(written.map(\.seq) == Array(1...written.count))
        #expect(written[0].previous == String(repeating: "0", count: 64))
        for (previous, next) in zip(written, written.dropFirst()) { #expect(next.previous == previous.hash) }
        #expect(try await journal.events(after: 0, limit: 1000) == written)
        #expect(try await journal.events(after: 3, limit: 2) == Array(written[3..<5]))
        #expect(try await SQLiteJournal(path: place.path).events(after: 0, limit: 1000) == written)
        let report = try place.verify()
        #expect(report.isSound && report.events == written.count && report.head.hash == written.last?.hash)
    }

    @Test func aMissingJournalIsEmptyAndIsNotMadeByReading() async throws {
        let place = try TemporaryJournal()
        let reader = SQLiteJournalReader(path: place.path)
        #expect(try await reader.events(after: 0, limit: 10) == [])
        #expect(try await place.journal().events(after: 0, limit: 10) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory) == [])
        let event = try await place.journal().append(Drafts.note("first"))
        #expect(try await reader.events(after: 0, limit: 10) == [event])
    }

    @Test func aReaderLeavesTheFileAsItIs() async throws {
        let place = try TemporaryJournal()
        do { _ = try await place.journal().append(Drafts.note("one")) }
        try place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        let before = try Data(contentsOf: URL(fileURLWithPath: place.path))
        let reader = SQLiteJournalReader(path: place.path)
        #expect(try await reader.events(after: 0, limit: 10).count == 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.path)) == before)
    }

    @Test func aCancelledTaskStillWrites() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await journal.append(Drafts.note("after the cancel"))
        }
        let event = try await task.value
        #expect(try await journal.events(after: 0, limit: 1) == [event])
    }

    @Test func durabilityIsFullAndTheLogIsWriteAhead() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        _ = try await journal.append(Drafts.note("one"))
        #expect(FileManager.default.fileExists(atPath: place.path + "-wal"))
        #expect(try await journal.writerPragma("synchronous") == 2)
    }

    @Test func aReplacedFileIsFollowed() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        _ = try await journal.append(Drafts.note("lost"))
        for name in try FileManager.default.contentsOfDirectory(atPath: place.directory) {
            try FileManager.default.removeItem(atPath: place.directory + "/" + name)
        }
        let event = try await journal.append(Drafts.note("in the new file"))
        #expect(event.seq == 1)
        #expect(try await journal.events(after: 0, limit: 10) == [event])
        #expect(try place.verify().isSound)
    }

    /// A stop of a deployment that ended is a step of its action, and not the action's end.
    @Test func anActionStaysOpenWhenOneOfItsStepsEnds() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        for phase in [ActionPhase.intent, .sent] { _ = try await journal.append(Drafts.move("a-1", phase)) }
        for phase in [ActionPhase.intent, .sent, .verified] {
            var step = Drafts.move("a-1", phase)
            step.kind = .deploymentStop
            _ = try await journal.append(step)
        }
        func open() async throws -> [String] {
            ActionLedger(try await journal.events(after: 0, limit: 100)).openActions.map(\.id)
        }
        #expect(try await open() == ["a-1"])
        _ = try await journal.append(Drafts.move("a-1", .verified))
        #expect(try await open() == [])
        #expect(try place.verify().isSound)
    }

    @Test func aJournalOfTheFirstSchemaIsReadAsItIsAndMigratedByTheFirstWriter() async throws {
        let place = try TemporaryJournal()
        try place.make(schema: 1)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
        let body = try EventCoding.body(Drafts.move("a-1", .sent), seq: 1, previous: JournalChain.start)
        try place.sql(
            "INSERT INTO event (seq, action, phase, target, incident, kind, body, hash) VALUES (1, 'a-1', 'sent', 'checkout:prod', ?, ?, ?, ?)",
            ["INC-20261120-01", "alias.move", body, JournalChain.hash(Array(body.utf8))])
        #expect(try place.verify().firstBad == nil)
        let reader = SQLiteJournalReader(path: place.path)
        #expect(try await reader.events(after: 0, limit: 10).map(\.draft) == [Drafts.move("a-1", .sent)])
        #expect(try place.rows("SELECT * FROM open_action").count == 1)
        _ = try await place.journal().append(Drafts.move("a-1", .verified))
        #expect(try place.rows("SELECT max(version) FROM schema_version").first?[0] == JournalSchema.current)
        #expect(
            try place.rows("SELECT * FROM sqlite_master WHERE name LIKE '%action%' AND name NOT LIKE 'event_by_action'").isEmpty)
        #expect(try place.verify().firstBad == nil)
    }

    @Test(arguments: [
        "UPDATE event SET hash = hash", "UPDATE event SET seq = 99 WHERE seq = 2", "DELETE FROM event",
        "DELETE FROM event WHERE seq = 3",
        "INSERT OR REPLACE INTO event (seq, kind, body, hash) VALUES (2, 'x', 'x', 'x')",
        "REPLACE INTO event (seq, kind, body, hash) VALUES (3, 'x', 'x', 'x')",
        "INSERT INTO event (seq, kind, body, hash) VALUES (5, 'x', 'x', 'x')",
        "INSERT INTO event (kind, body, hash, seq) VALUES ('x', 'x', 'x', 0)",
    ]) func sqlCannotChangeThePast(sql: String) async throws {
        let place = try TemporaryJournal()
        for text in ["a", "b", "c"] { _ = try await place.journal().append(Drafts.note(text)) }
        #expect(throws: (any Error).self) { try place.sql(sql) }
        let report = try place.verify()
        #expect(report.isSound && report.events == 3)
    }
}
