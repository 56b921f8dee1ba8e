import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct VerifierTests {
    private func filled(_ count: Int = 4) async throws -> TemporaryJournal {
        let place = try TemporaryJournal()
        let journal = place.journal()
        for number in 1...count {
            _ = try await journal.append(number == 2 ? Drafts.move("a-1", .intent) : Drafts.note("number \(number)"))
        }
        return place
    }

    @Test func everyFlippedByteOfEveryTextIsFoundAndNamed() async throws {
        let place = try await filled()
        let columns = ["body", "hash", "action", "phase", "target", "incident", "kind"]
        var flips = 0
        let queue = try place.queue()
        try await queue.writeWithoutTransaction { db in
            for name in JournalSchema.triggers.keys where name.contains("never") { try db.execute(sql: "DROP TRIGGER \(name)") }
        }
        for seq in 1...4 {
            for column in columns {
                let original = try await queue.read { db in
                    try Data.fetchOne(db, sql: "SELECT CAST(\(column) AS BLOB) FROM event WHERE seq = ?", arguments: [seq])
                }
                guard let original else { continue }
                for index in original.indices {
                    for mask: UInt8 in [0x01, 0x80] {
                        var changed = original
                        changed[index] ^= mask
                        let text = "UPDATE event SET \(column) = CAST(? AS TEXT) WHERE seq = ?"
                        var report: VerificationReport.Defect?
                        // Taken back and never written to the disk.
                        try queue.inTransaction { db in
                            try db.execute(sql: text, arguments: [changed, seq])
                            var chain = ChainCheck(anchor: nil)
                            let rows = try Row.fetchCursor(
                                db, sql: "SELECT seq, body, hash, action, phase, target, incident, kind FROM event ORDER BY seq")
                            while chain.defect == nil, let row = try rows.next() { try JournalVerifier.take(row, &chain) }
                            report = chain.defect
                            return .rollback
                        }
                        #expect(
                            report?.seq == seq,
                            "\(column) of \(seq), byte \(index), mask \(mask): \(report?.reason ?? "not found")")
                        flips += 1
                    }
                }
            }
        }
        #expect(flips > 2000)
    }

    @Test(arguments: [
        ("UPDATE event SET body = replace(body, 'number 3', 'number 8') WHERE seq = 3", 3),
        ("UPDATE event SET hash = upper(hash) WHERE seq = 3", 3),
        ("UPDATE event SET action = 'x' WHERE seq = 3", 3),
        ("UPDATE event SET incident = NULL WHERE seq = 1", 1),
        ("UPDATE event SET target = NULL WHERE seq = 2", 2),
        ("UPDATE event SET phase = 'verified' WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 1", 1),
        ("DELETE FROM event WHERE seq = 3", 3),
        ("UPDATE event SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE event SET seq = 0 WHERE seq = 1", 1),
        ("UPDATE event SET seq = -seq WHERE seq < 3; UPDATE event SET seq = 3 + seq WHERE seq < 0", 1),
        ("INSERT INTO event SELECT 5, action, phase, target, incident, kind, body, hash FROM event WHERE seq = 4", 5),
        ("INSERT INTO event SELECT 5, action, phase, target, incident, kind, body, hash FROM event WHERE seq = 1", 5),
    ]) func tamperingIsFoundAndNamed(sql: String, seq: Int) async throws {
        let place = try await filled()
        try place.tamper(sql)
        let report = try place.verify()
        #expect(report.firstBad?.seq == seq, "\(report.firstBad?.reason ?? "not found")")
    }

    @Test func anEventRewrittenWithItsHashBreaksTheNextLink() async throws {
        let place = try await filled()
        let body = try EventCoding.body(
            Drafts.note("forged"), seq: 3,
            previous: try #require(place.rows("SELECT hash FROM event WHERE seq = 2").first?[0] as String?))
        try place.tamper(
            "UPDATE event SET body = ?, hash = ? WHERE seq = 3", [body, JournalChain.hash(Array(body.utf8))])
        let report = try place.verify()
        #expect(report.firstBad?.seq == 4 && report.events == 3)
    }

    @Test func aTextThatIsNotCanonicalIsFoundEvenWithItsHash() async throws {
        let place = try await filled(1)
        let stored = try #require(try place.rows("SELECT body FROM event").first?[0] as String?)
        let body = " " + stored
        try place.tamper("UPDATE event SET body = ?, hash = ?", [body, JournalChain.hash(Array(body.utf8))])
        #expect(try place.verify().firstBad == .init(seq: 1, reason: "its text is not canonical JSON"))
        #expect(throws: JournalFailure.self) { try place.lines() }
    }

    @Test func aCutTailIsSeenOnlyWithAnAnchor() async throws {
        let place = try await filled()
        let head = try place.verify().head
        #expect(try place.verify(anchor: head).isSound)
        try place.tamper("DELETE FROM event WHERE seq > 2")
        #expect(try place.verify().isSound, "a chain alone cannot show this")
        #expect(try place.verify(anchor: head).firstBad?.seq == 3)
    }

    @Test func anAnchorFindsAWholeChainMadeAnew() async throws {
        let place = try await filled()
        let anchor = JournalAnchor(seq: 2, hash: String(repeating: "a", count: 64))
        #expect(try place.verify(anchor: anchor).firstBad?.seq == 2)
    }

    @Test func missingTriggersAreTold() async throws {
        let place = try await filled()
        try place.sql("DROP TRIGGER event_is_never_changed")
        let report = try place.verify()
        #expect(report.firstBad?.seq == 0 && report.events == 4)
    }

    @Test func anEmptyAndAMissingJournal() async throws {
        let place = try TemporaryJournal()
        #expect(throws: JournalFailure.self) { try place.verify() }
        try await place.journal().prepare()
        let report = try place.verify()
        #expect(report.isSound && report.events == 0 && report.head.hash == JournalChain.start)
    }
}
