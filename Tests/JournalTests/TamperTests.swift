import Cryptography
import Foundation
import GRDB
import IncidentModel
import Testing

@testable import Journal

/// Everything that can be done to a journal of two hundred events with checkpoints, in the file and in its export: each is found, and the first
/// event that is not what was written is named. A walk can be gone on with from any event, so that what stands before a change is checked once.
@Suite struct TamperTests {
    /// An event as it stands in the file.
    private struct Stored: Sendable {
        var seq: Int
        var body: [UInt8]
        var hash: [UInt8]
        var columns: [[UInt8]?]

        func take(_ chain: inout ChainCheck) {
            body.withUnsafeBytes { body in
                hash.withUnsafeBytes { hash in
                    chain.take(number: seq, body: body, hash: hash) { index, isSame in
                        guard let column = columns[index] else { return isSame(nil) }
                        return column.withUnsafeBytes { isSame($0) }
                    }
                }
            }
        }
    }

    private struct Journal: Sendable {
        let place: TemporaryJournal
        let events: [Stored]
        let lines: [[UInt8]]
        let keys: [Ed25519PublicKey]
        /// The walk before each event, and after the last.
        let walks: [ChainCheck]
        let exportWalks: [ExportCheck]
    }

    private static func make(_ count: Int = 200) async throws -> Journal {
        let place = try TemporaryJournal()
        let journal = place.signing(every: 25)
        var seq = 0
        while seq < count {
            let number = seq / 8
            let draft: EventDraft =
                switch seq % 8 {
                case 0: Drafts.declare("INC-\(number)")
                case 1: Drafts.move("a-\(number)", .intent)
                case 2: Drafts.move("a-\(number)", .sent)
                case 3: Drafts.move("a-\(number)", .verified)
                case 4: Drafts.note(String(Drafts.hostile[number % Drafts.hostile.count].prefix(60)), incident: "INC-\(number)")
                case 5: Drafts.incident(.incidentRole, details: ["role": "commander", "person": "jo", "detail": ["hash": "x"]])
                case 6: Drafts.incident(.incidentStage, details: ["stage": "containment"])
                default: Drafts.incident(.incidentNote, details: ["figures": [0.25, 12, -3.5, 1e-9, 1e22, true, nil]])
                }
            seq = try await journal.append(draft).seq
        }
        let keys = try place.keys()
        let columns = EventFacts.columns.joined(separator: ", ")
        let events = try place.rows("SELECT seq, CAST(body AS BLOB), CAST(hash AS BLOB), \(columns) FROM event ORDER BY seq").map
        { row in
            Stored(
                seq: row[0], body: [UInt8](row[1] as Data), hash: [UInt8](row[2] as Data),
                columns: (3..<8).map { (row[$0] as String?).map { Array($0.utf8) } })
        }
        let lines = try place.lines().map { Array($0.utf8) }
        var walks = [ChainCheck(anchor: nil, keys: keys)]
        var exportWalks = [ExportCheck(keys: keys)]
        for (event, line) in zip(events, lines) {
            var walk = walks[walks.count - 1]
            event.take(&walk)
            walks.append(walk)
            var exportWalk = exportWalks[exportWalks.count - 1]
            line.withUnsafeBytes { exportWalk.take($0) }
            exportWalks.append(exportWalk)
        }
        let journal200 = Journal(place: place, events: events, lines: lines, keys: keys, walks: walks, exportWalks: exportWalks)
        try #require(walks.allSatisfy { $0.defect == nil } && exportWalks.allSatisfy(\.isSound))
        try #require(walks.last?.report.signatures.checkpoints ?? 0 >= count / 8)
        try #require(try place.verify() == walks.last?.report)
        return journal200
    }

    /// Where a walk over stored events first finds something; nil when it does not.
    private static func found(_ events: some Sequence<Stored>, from walk: ChainCheck) -> Int? {
        var walk = walk
        for event in events where walk.defect == nil { event.take(&walk) }
        return walk.defect?.seq
    }

    private static func found(lines: some Sequence<[UInt8]>, from walk: ExportCheck) -> Int? {
        var walk = walk
        for line in lines where walk.isSound { line.withUnsafeBytes { walk.take($0) } }
        return walk.finish().firstBad?.seq
    }

    @Test func everyFlippedBitOfEveryEventIsFoundAndNamed() async throws {
        let journal = try await Self.make()
        // Two workers: the machine has two cores.
        let flips = await withTaskGroup(of: (count: Int, missed: [String]).self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var count = 0
                    var missed: [String] = []
                    for index in journal.events.indices where index % 2 == worker {
                        var event = journal.events[index]
                        for place in event.body.indices {
                            for bit in 0..<8 {
                                event.body[place] ^= 1 << UInt8(bit)
                                if Self.found([event], from: journal.walks[index]) != index + 1 {
                                    missed.append("body \(index + 1) \(place) \(bit)")
                                }
                                event.body[place] ^= 1 << UInt8(bit)
                                count += 1
                            }
                        }
                        for place in event.hash.indices {
                            for bit in 0..<8 {
                                event.hash[place] ^= 1 << UInt8(bit)
                                if Self.found([event], from: journal.walks[index]) != index + 1 {
                                    missed.append("hash \(index + 1) \(place) \(bit)")
                                }
                                event.hash[place] ^= 1 << UInt8(bit)
                                count += 1
                            }
                        }
                    }
                    return (count, missed)
                }
            }
            return await group.reduce(into: (count: 0, missed: [String]())) {
                $0.count += $1.count
                $0.missed += $1.missed
            }
        }
        #expect(flips.missed == [])
        #expect(flips.count == journal.events.reduce(0) { $0 + 8 * ($1.body.count + $1.hash.count) } && flips.count > 500_000)
    }

    /// Of an exported file every byte counts, the line ends too: changed into one, a line is cut; changed from one, two are joined.
    @Test func everyFlippedByteOfAnExportIsFoundAndNamed() async throws {
        let journal = try await Self.make()
        let flips = await withTaskGroup(of: (count: Int, missed: [String]).self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var count = 0
                    var missed: [String] = []
                    for index in journal.lines.indices where index % 2 == worker {
                        let rest = index + 1 < journal.lines.count ? journal.lines[index + 1] : []
                        var text = journal.lines[index] + [0x0A] + rest
                        for place in 0...journal.lines[index].count {
                            for mask: UInt8 in [0x01, 0x80] + (text[place] == 0x0A ? [] : [text[place] ^ 0x0A]) {
                                text[place] ^= mask
                                let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
                                if Self.found(lines: lines.prefix(2), from: journal.exportWalks[index]) != index + 1 {
                                    missed.append("line \(index + 1) \(place) \(mask)")
                                }
                                text[place] ^= mask
                                count += 1
                            }
                        }
                    }
                    return (count, missed)
                }
            }
            return await group.reduce(into: (count: 0, missed: [String]())) {
                $0.count += $1.count
                $0.missed += $1.missed
            }
        }
        #expect(flips.missed == [])
        #expect(flips.count > 250_000)
    }

    @Test func deletionExchangeDuplicationAndACutEndAreFoundAndNamed() async throws {
        let journal = try await Self.make()
        let events = journal.events
        let head = journal.walks[events.count].head
        for index in events.indices {
            let seq = index + 1
            let walk = journal.walks[index]
            let exported = journal.exportWalks[index]
            if index < events.count - 1 {
                let next = index + 1
                // Taken out, its number left free; and with the rest moved up, so that no number is missing.
                #expect(Self.found(events[next...], from: walk) == seq)
                #expect(
                    Self.found(
                        events[next...].map { Stored(seq: $0.seq - 1, body: $0.body, hash: $0.hash, columns: $0.columns) },
                        from: walk) == seq)
                #expect(Self.found(lines: journal.lines[next...], from: exported) == seq)
                var exchanged = [events[next], events[index]]
                #expect(Self.found(exchanged, from: walk) == seq)
                (exchanged[0].seq, exchanged[1].seq) = (seq, seq + 1)
                #expect(Self.found(exchanged, from: walk) == seq)
                #expect(Self.found(lines: [journal.lines[next], journal.lines[index]], from: exported) == seq)
            }
            var twice = events[index]
            twice.seq += 1
            #expect(Self.found([events[index], twice], from: walk) == seq + 1)
            #expect(Self.found(lines: [journal.lines[index], journal.lines[index]], from: exported) == seq + 1)
            // The end cut off before this event.
            var cut = ChainCheck(anchor: head, keys: journal.keys)
            for event in events[..<index] { event.take(&cut) }
            cut.checkEnd()
            #expect(cut.defect?.seq == seq)
        }
        var cut = ExportCheck(keys: journal.keys, anchor: head)
        for line in journal.lines.dropLast() { line.withUnsafeBytes { cut.take($0) } }
        let report = cut.finish()
        #expect(report.firstBad?.seq == events.count)
    }

    /// The same through the file, where SQLite stands in between: one change of each kind for every tenth event.
    @Test func theFileIsJudgedAsItsRowsAre() async throws {
        let journal = try await Self.make()
        let place = journal.place
        let count = journal.events.count
        let head = journal.walks[count].head
        try place.sql(
            JournalSchema.triggers.keys.map { "DROP TRIGGER \($0)" }.joined(separator: ";")
                + "; CREATE TABLE kept AS SELECT * FROM event")
        for seq in stride(from: 1, through: count - 1, by: 10) {
            let changes = [
                ("UPDATE event SET body = replace(body, '\"seq\":', '\"seq\": ') WHERE seq = \(seq)", seq),
                ("UPDATE event SET hash = replace(hash, substr(hash, 7, 1), 'g') WHERE seq = \(seq)", seq),
                ("DELETE FROM event WHERE seq = \(seq)", seq),
                (
                    "UPDATE event SET seq = -seq WHERE seq IN (\(seq), \(seq + 1)); UPDATE event SET seq = \(2 * seq + 1) + seq WHERE seq < 0",
                    seq
                ),
                (
                    "UPDATE event SET seq = -seq WHERE seq > \(seq); UPDATE event SET seq = 1 - seq WHERE seq < 0; "
                        + "INSERT INTO event SELECT seq + 1, action, phase, target, incident, kind, body, hash FROM event WHERE seq = \(seq)",
                    seq + 1
                ),
                ("DELETE FROM event WHERE seq >= \(seq)", seq),
            ]
            for (change, bad) in changes {
                try place.sql(change)
                #expect(try place.verify(anchor: head).firstBad?.seq == bad, "\(change)")
                try place.sql("DELETE FROM event; INSERT INTO event SELECT * FROM kept")
            }
        }
    }

    // MARK: - Who hashes anew

    @Test func aPastThatASignatureCoversCannotBeRewrittenWithoutTheKey() async throws {
        let journal = try await Self.make(60)
        let place = journal.place
        var drafts = try await place.journal().events(after: 0, limit: 1000).map(\.draft)
        let checkpoints = drafts.indices.filter { drafts[$0].kind == .checkpoint }.map { $0 + 1 }
        for index in [0, 3, 9, 20] {
            let original = drafts[index]
            drafts[index].actor = "somebody else"
            try place.forge(drafts)
            let first = try #require(checkpoints.first { $0 > index + 1 })
            let bad = try #require(try place.verify().firstBad)
            #expect(bad.seq == first && bad.reason.contains("hashed anew"))
            drafts[index] = original
        }
        // Signed with a key of one's own.
        let key = Ed25519PrivateKey()
        drafts[2].reason = "forged"
        let own = try #require(checkpoints.first { $0 > 3 })
        try place.forge(Array(drafts[..<(own - 1)]))
        let head = try JournalVerifier.verify(path: place.path, keys: journal.keys + [key.publicKey]).head
        var forged = Array(drafts[..<own])
        forged[own - 1] = Checkpoint(head: head, key: key.publicKey.fingerprint, signature: key.sign(Checkpoint.text(head)))
            .draft(after: drafts[own - 2])
        try place.forge(forged)
        #expect(try place.verify(keys: [key.publicKey]).firstBad?.seq == checkpoints[0])
        let bad = try #require(try place.verify().firstBad)
        #expect(bad.seq == own && bad.reason.contains("another key"))
        // A signature of an earlier head, and one that says another fingerprint.
        forged[own - 1] = drafts[checkpoints[0] - 1]
        try place.forge(forged)
        #expect(try place.verify().firstBad?.seq == own)
    }

    /// What the signatures do not show, as the documentation says: without them, or cut off behind one, a chain is sound; how far it is signed is
    /// told, and an anchor finds it.
    @Test func onlyAnAnchorFindsAnEndThatWasMadeAnew() async throws {
        let journal = try await Self.make(60)
        let place = journal.place
        let head = journal.walks[journal.events.count].head
        let drafts = try await place.journal().events(after: 0, limit: 1000).map(\.draft)
        let last = try #require(drafts.lastIndex { $0.kind == .checkpoint }) + 1
        let before = try #require(drafts[..<(last - 1)].lastIndex { $0.kind == .checkpoint }) + 1
        // Everything after the checkpoint before the last one is written anew, without a signature.
        try place.forge(
            drafts[before...].filter { $0.kind != .checkpoint }.map { draft in
                var draft = draft
                draft.actor = "somebody else"
                return draft
            }, from: before + 1)
        let report = try place.verify()
        #expect(report.isSound && report.signatures.upTo?.seq == before - 1 && report.signatures.after == report.events - before)
        #expect(try place.verify(anchor: head).firstBad != nil)
        // No signature left at all.
        try place.forge(drafts.filter { $0.kind != .checkpoint })
        #expect(try place.verify().signatures == .init(checkpoints: 0, upTo: nil, after: drafts.count { $0.kind != .checkpoint }))
        #expect(try place.verify(anchor: head).firstBad != nil)
    }
}
