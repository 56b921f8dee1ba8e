import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct TroubleTests {
    private func failure(of journal: some JournalWriting) async -> JournalFailure? {
        do {
            _ = try await journal.append(Drafts.note("x"))
            return nil
        } catch { return error }
    }

    /// SQLite reports a file at its page limit as it reports a full disk: SQLITE_FULL.
    @Test func aFullDiskLosesNothingThatWasThereAndIsOverWhenThereIsRoom() async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("before"))
        let pages = try #require(try place.rows("PRAGMA page_count").first?[0] as Int?)
        var options = JournalOptions()
        options.pageLimit = pages + 2
        let cramped = place.journal(options)
        var written = 1
        var full: JournalFailure?
        for _ in 0..<100 where full == nil {
            full = await failure(of: cramped)
            if full == nil { written += 1 }
        }
        #expect(full?.text.contains("the disk is full and nothing was recorded") == true)
        #expect(full?.path == place.path)
        #expect(await failure(of: cramped) != nil)
        var report = try place.verify()
        #expect(report.isSound && report.events == written)
        let event = try await place.journal().append(Drafts.note("after"))
        report = try place.verify()
        #expect(event.seq == written + 1 && report.isSound && report.events == written + 1)
    }

    @Test func aLockThatIsNotGivenBackIsNamed() async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("x"))
        let impatient = place.journal(JournalOptions(lockLimit: .milliseconds(50)))
        let holder = try DatabaseQueue(path: place.path)
        let (held, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        Thread.detachNewThread {
            try? holder.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    held.signal()
                    release.wait()
                    return .rollback
                }
            }
            held.signal()
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                held.wait()
                continuation.resume()
            }
        }
        let failure = await failure(of: impatient)
        release.signal()
        #expect(failure?.text.contains("locked for more than 0.05 seconds") == true)
        #expect(failure?.text.contains("fuser") == true)
        #expect(try await place.journal().append(Drafts.note("y")).seq == 2)
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("x"))
        try place.sql("INSERT INTO schema_version (version) VALUES (9)")
        #expect(await failure(of: place.journal())?.text.contains("its schema is version 9") == true)
        await #expect(throws: JournalFailure.self) { try await SQLiteJournalReader(path: place.path).events(after: 0, limit: 1) }
        #expect(throws: JournalFailure.self) { try place.verify() }
        #expect(throws: JournalFailure.self) { try place.lines() }
    }

    @Test func anotherDatabaseIsLeftAlone() async throws {
        let place = try TemporaryJournal()
        try place.sql("CREATE TABLE addresses (name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
        let before = try Data(contentsOf: URL(fileURLWithPath: place.path))
        #expect(await failure(of: place.journal())?.text.contains("not a flipback journal") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.path)) == before)
    }

    @Test func aDamagedHeaderIsTold() async throws {
        let place = try TemporaryJournal()
        do { _ = try await place.journal().append(Drafts.note("x")) }
        try place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: place.path))
        bytes.replaceSubrange(0..<100, with: Data(repeating: 0x41, count: 100))
        try bytes.write(to: URL(fileURLWithPath: place.path))
        let failure = await failure(of: place.journal())
        #expect(failure?.text.contains("the file is damaged") == true)
        #expect(failure?.text.contains("mv \(place.path)") == true)
        #expect(try place.verify().firstBad?.reason.contains("damaged") == true)
    }

    /// Every page of a journal overwritten in turn: a sentence or correct events, never a crash.
    @Test func damagedPagesNeverCrashAndNeverPass() async throws {
        let place = try TemporaryJournal()
        do {
            let journal = place.journal()
            for number in 0..<60 { _ = try await journal.append(Drafts.note("\(number) " + String(repeating: "x", count: 300))) }
        }
        try place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        let good = try Data(contentsOf: URL(fileURLWithPath: place.path))
        let copy = try TemporaryJournal()
        let pages = good.count / 4096
        #expect(pages > 8)
        for page in 0..<pages {
            for fill: UInt8 in [0x00, 0x5A, 0xFF] {
                var bytes = good
                bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(repeating: fill, count: 4096))
                for side in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.path + side) }
                try bytes.write(to: URL(fileURLWithPath: copy.path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy.path)
                let events = try? await SQLiteJournalReader(path: copy.path).events(after: 0, limit: 100)
                let report = try? copy.verify()
                if report?.isSound == true { #expect(events?.count == 60, "page \(page), fill \(fill)") }
                _ = await failure(of: copy.journal())
            }
        }
    }

    @Test func aTruncatedFileIsTold() async throws {
        let place = try TemporaryJournal()
        do {
            let journal = place.journal()
            for number in 0..<60 { _ = try await journal.append(Drafts.note("\(number) " + String(repeating: "x", count: 300))) }
        }
        try place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        let size = try Data(contentsOf: URL(fileURLWithPath: place.path)).count
        #expect(truncate(place.path, size / 2 / 4096 * 4096) == 0)
        for side in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place.path + side) }
        let report = try place.verify()
        #expect(!report.isSound && report.events < 60)
    }
}
