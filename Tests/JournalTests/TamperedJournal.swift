import Cryptography
import Foundation
import GRDB
import IncidentModel
import Testing

@testable import Journal

/// A signed journal of events of every kind, in the file and in its export, and everything that can be done to it. A walk can be gone on with from
/// any event, so that what stands before a change is checked once.
struct TamperedJournal: Sendable {
    /// An event as it stands in the file.
    struct Stored: Sendable {
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

    /// What was changed, and the changes that were not found where they are.
    struct Changes: Sendable {
        var count = 0
        var missed: [String] = []

        mutating func note(_ isFound: Bool, _ place: @autoclosure () -> String) {
            count += 1
            if !isFound { missed.append(place()) }
        }
    }

    /// How many kinds of event are written by turns. Each turn is signed once, behind its verified move: the first has all kinds in its first nine events.
    static let kinds = 8

    let place: TemporaryJournal
    let events: [Stored]
    let lines: [[UInt8]]
    let keys: [Ed25519PublicKey]
    /// The walk before each event, and after the last.
    let walks: [ChainCheck]
    let exportWalks: [ExportCheck]

    init(_ count: Int) async throws {
        place = try TemporaryJournal()
        let journal = place.signing(every: 25)
        var seq = 0
        var written = 0
        while seq < count {
            let number = written / Self.kinds
            let draft: EventDraft =
                switch written % Self.kinds {
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
            written += 1
        }
        keys = try place.keys()
        let columns = EventFacts.columns.joined(separator: ", ")
        events = try place.rows("SELECT seq, CAST(body AS BLOB), CAST(hash AS BLOB), \(columns) FROM event ORDER BY seq").map {
            row in
            Stored(
                seq: row[0], body: [UInt8](row[1] as Data), hash: [UInt8](row[2] as Data),
                columns: (3..<8).map { (row[$0] as String?).map { Array($0.utf8) } })
        }
        lines = try place.lines().map { Array($0.utf8) }
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
        (self.walks, self.exportWalks) = (walks, exportWalks)
        try #require(walks.allSatisfy { $0.defect == nil } && exportWalks.allSatisfy(\.isSound))
        try #require(walks.last?.report.signatures.checkpoints ?? 0 >= count / (Self.kinds + 2))
        try #require(try place.verify() == walks.last?.report)
    }

    /// Where a walk over stored events first finds something; nil when it does not.
    static func found(_ events: some Sequence<Stored>, from walk: ChainCheck) -> Int? {
        var walk = walk
        for event in events where walk.defect == nil { event.take(&walk) }
        return walk.defect?.seq
    }

    static func found(lines: some Sequence<[UInt8]>, from walk: ExportCheck) -> Int? {
        var walk = walk
        for line in lines where walk.isSound { line.withUnsafeBytes { walk.take($0) } }
        return walk.finish().firstBad?.seq
    }

    /// Two workers: the machine has two cores.
    private static func changes(
        of indices: [Int], _ change: @escaping @Sendable (Int, inout Changes) -> Void
    ) async -> Changes {
        await withTaskGroup(of: Changes.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var changes = Changes()
                    for (order, index) in indices.enumerated() where order % 2 == worker { change(index, &changes) }
                    return changes
                }
            }
            return await group.reduce(into: Changes()) {
                $0.count += $1.count
                $0.missed += $1.missed
            }
        }
    }

    /// Every bit of the bodies and hashes of these events, one at a time.
    func flipBits(of indices: [Int]) async -> Changes {
        await Self.changes(of: indices) { index, changes in
            for part in [\Stored.body, \Stored.hash] {
                var event = events[index]
                for byte in event[keyPath: part].indices {
                    for bit in 0..<8 {
                        event[keyPath: part][byte] ^= 1 << UInt8(bit)
                        changes.note(
                            Self.found([event], from: walks[index]) == index + 1, "event \(index + 1) \(part) \(byte) \(bit)")
                        event[keyPath: part][byte] ^= 1 << UInt8(bit)
                    }
                }
            }
        }
    }

    /// Every byte of these exported lines, the line end too: changed into one, a line is cut; changed from one, two are joined.
    func flipExportedBytes(of indices: [Int]) async -> Changes {
        await Self.changes(of: indices) { index, changes in
            let rest = index + 1 < lines.count ? lines[index + 1] : []
            var text = lines[index] + [0x0A] + rest
            for byte in 0...lines[index].count {
                for mask: UInt8 in [0x01, 0x80] + (text[byte] == 0x0A ? [] : [text[byte] ^ 0x0A]) {
                    text[byte] ^= mask
                    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
                    changes.note(
                        Self.found(lines: lines.prefix(2), from: exportWalks[index]) == index + 1,
                        "line \(index + 1) \(byte) \(mask)")
                    text[byte] ^= mask
                }
            }
        }
    }

    /// Every event taken out, exchanged with the next, written twice, and the end cut off before it.
    func expectEveryMoveIsFound() {
        let head = walks[events.count].head
        for index in events.indices {
            let seq = index + 1
            let walk = walks[index]
            let exported = exportWalks[index]
            if index < events.count - 1 {
                let next = index + 1
                // Taken out, its number left free; and with the rest moved up, so that no number is missing.
                #expect(Self.found(events[next...], from: walk) == seq)
                #expect(
                    Self.found(
                        events[next...].map { Stored(seq: $0.seq - 1, body: $0.body, hash: $0.hash, columns: $0.columns) },
                        from: walk) == seq)
                #expect(Self.found(lines: lines[next...], from: exported) == seq)
                var exchanged = [events[next], events[index]]
                #expect(Self.found(exchanged, from: walk) == seq)
                (exchanged[0].seq, exchanged[1].seq) = (seq, seq + 1)
                #expect(Self.found(exchanged, from: walk) == seq)
                #expect(Self.found(lines: [lines[next], lines[index]], from: exported) == seq)
            }
            var twice = events[index]
            twice.seq += 1
            #expect(Self.found([events[index], twice], from: walk) == seq + 1)
            #expect(Self.found(lines: [lines[index], lines[index]], from: exported) == seq + 1)
            // The end cut off before this event.
            var cut = ChainCheck(anchor: head, keys: keys)
            for event in events[..<index] { event.take(&cut) }
            cut.checkEnd()
            #expect(cut.defect?.seq == seq)
        }
        var cut = ExportCheck(keys: keys, anchor: head)
        for line in lines.dropLast() { line.withUnsafeBytes { cut.take($0) } }
        let report = cut.finish()
        #expect(report.firstBad?.seq == events.count)
    }

    /// The same through the file, where SQLite stands in between: one change of each kind for every so many events.
    func expectTheFileIsJudgedAsItsRowsAre(every step: Int) throws {
        let count = events.count
        let head = walks[count].head
        try place.sql(
            JournalSchema.triggers.keys.map { "DROP TRIGGER \($0)" }.joined(separator: ";")
                + "; CREATE TABLE kept AS SELECT * FROM event")
        for seq in stride(from: 1, through: count - 1, by: step) {
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
}
