import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct JournalFileTests {
    private func refusal(_ place: TemporaryJournal) async -> JournalFailure? {
        do {
            _ = try await place.journal().append(Drafts.note("x"))
            return nil
        } catch { return error }
    }

    @Test func directoriesAndFilesArePrivate() async throws {
        let place = try TemporaryJournal()
        let path = place.directory + "/state/flip back's/journal.db"
        let journal = SQLiteJournal(path: path)
        _ = try await journal.append(Drafts.note("x"))
        for directory in ["/state", "/state/flip back's"] { #expect(try place.mode(place.directory + directory) == 0o700) }
        for file in [path, path + "-wal", path + "-shm"] { #expect(try place.mode(file) == 0o600) }
    }

    @Test(arguments: [0o644, 0o660, 0o601]) func widerFilesAreRefused(mode: Int) async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("x"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place.path)
        #expect(await refusal(place)?.text.contains("`chmod 600 \(place.path)`") == true)
        await #expect(throws: JournalFailure.self) { try await SQLiteJournalReader(path: place.path).events(after: 0, limit: 1) }
        #expect(try place.verify().isSound, "evidence can still be checked")
    }

    @Test func aWiderDirectoryIsRefused() async throws {
        let place = try TemporaryJournal()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.directory)
        #expect(await refusal(place)?.text.contains("`chmod 700 \(place.directory)`") == true)
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test func linksAndOtherThingsAreRefused() async throws {
        let place = try TemporaryJournal()
        let other = try TemporaryJournal()
        _ = try await other.journal().append(Drafts.note("x"))
        try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: other.path)
        #expect(await refusal(place)?.text.contains("symbolic link") == true)
        #expect(await refusal(place)?.text.contains("chmod 600") == true)
        try FileManager.default.removeItem(atPath: place.path)
        try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: false)
        #expect(await refusal(place)?.text.contains("is not a file") == true)
    }

    @Test func aForeignOwnersFileIsRefused() async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("x"))
        let other = JournalFile(path: place.path, owner: geteuid() + 1)
        let failure = #expect(throws: JournalFailure.self) { try other.check() }
        #expect(failure?.text.contains("belongs to user id \(geteuid())") == true)
        #expect(failure?.text.contains("chmod 600") == true)
    }

    @Test func aDirectoryThatIsAFileIsRefused() async throws {
        let place = try TemporaryJournal()
        try Data().write(to: URL(fileURLWithPath: place.directory + "/plain"))
        let journal = SQLiteJournal(path: place.directory + "/plain/journal.db")
        await #expect(throws: JournalFailure.self) { try await journal.append(Drafts.note("x")) }
    }

    @Test func aFileOfReadOnlyMediaIsReadThroughItsURI() async throws {
        let place = try TemporaryJournal()
        let path = place.directory + "/odd ?#% name.db"
        do { _ = try await SQLiteJournal(path: path).append(Drafts.note("x")) }
        let file = JournalFile(path: path)
        #expect(file.immutableURI.hasSuffix("/odd%20%3F%23%25%20name.db?immutable=1"))
        try await DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        #expect(!file.hasLog)
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: file.immutableURI, configuration: configuration)
        #expect(try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") } == 1)
    }

    @Test func pathsAreQuotedForTheShell() {
        #expect(JournalFile.quoted("/a/b-1.db") == "/a/b-1.db")
        #expect(JournalFile.quoted("/a b/it's") == "'/a b/it'\\''s'")
        #expect(JournalFile(path: "file:x").path == "./file:x")
    }
}
