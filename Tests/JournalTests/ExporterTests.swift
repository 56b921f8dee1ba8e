import Cryptography
import Foundation
import IncidentModel
import Testing

@testable import Journal

@Suite struct ExporterTests {
    @Test func aLineWithoutItsHashMemberHasThatHash() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        for text in Drafts.hostile {
            var draft = Drafts.move("a", .verified)
            draft.reason = text
            // Sorted before `hash`, so that a first match of the pattern alone would be the wrong one.
            draft.details = ["a": ["hash": .string(String(repeating: "f", count: 64))], "text": .string(text)]
            _ = try await journal.append(draft)
        }
        let events = try await journal.events(after: 0, limit: 100)
        let lines = try place.lines()
        #expect(lines.count == events.count)
        for (line, event) in zip(lines, events) {
            #expect(!line.utf8.contains(0x0A))
            let member = "\"hash\":\"\(event.hash)\","
            let range = try #require(line.range(of: member))
            #expect(SHA256.hex(Array(line.replacingCharacters(in: range, with: "").utf8)) == event.hash)
            let value = try JSONReader.read(Array(line.utf8))
            #expect(value["hash"]?.string == event.hash && value["prev"]?.string == event.previous)
            #expect(value.canonical.utf8.elementsEqual(line.utf8))
        }
    }

    @Test func oneIncidentAlone() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        for incident in ["INC-1", "INC-2", nil, "INC-1"] { _ = try await journal.append(Drafts.note("x", incident: incident)) }
        let sequence = try place.lines(incident: "INC-1").map { try JSONReader.read(Array($0.utf8))["seq"]?.number }
        #expect(sequence == [1, 4])
        #expect(try place.lines(incident: "INC-3").isEmpty)
    }

    @Test func aMissingJournalHasNoLinesAndTheSinksErrorComesThrough() async throws {
        let place = try TemporaryJournal()
        #expect(try place.lines().isEmpty)
        _ = try await place.journal().append(Drafts.note("x"))
        #expect(throws: CancellationError.self) {
            try JournalExporter.export(path: place.path) { _ in throw CancellationError() }
        }
    }
}
