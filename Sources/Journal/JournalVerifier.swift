package import Cryptography
import Foundation
import GRDB
package import IncidentEngine
import IncidentModel

/// Proves a journal: every body has the hash beside it, is canonical, links to the one before it and is followed by the next number; every
/// column says what the body says; every checkpoint is signed by a known key over the event before it; the append-only triggers are in
/// place. Rows are streamed in one read transaction, so a console may go on writing meanwhile.
///
/// Reads any file that the user can read, also a copy with other permissions. What it cannot see without an `anchor`: that events were cut
/// off the end, and that who could write the file made the whole chain anew and left the signatures out (`signatures` then says so). What
/// it cannot see at all: a chain that was made anew by who has the private key.
package enum JournalVerifier {
    /// A damaged file is a finding, not an error; it throws when there is no journal or it cannot be opened.
    /// - Parameter keys: The keys that may have signed. Without any, a checkpoint is a defect: nobody can say whether it is genuine.
    package static func verify(
        path: String, keys: [Ed25519PublicKey] = [], anchor: JournalAnchor? = nil, options: JournalOptions = JournalOptions()
    ) throws(JournalFailure) -> VerificationReport {
        let file = JournalFile(path: path)
        guard file.identity != nil else { throw file.failure("there is no journal here; check --state-dir") }
        var chain = ChainCheck(anchor: anchor, keys: keys)
        do {
            if let queue = try JournalConnection.openToRead(file, lockLimit: options.lockLimit) {
                try queue.read { db in
                    try walk(db, &chain)
                    chain.checkEnd()
                    if chain.defect == nil { try checkTriggers(db, &chain) }
                }
            } else {
                chain.checkEnd()
            }
        } catch {
            guard JournalFile.isDamage(error) else { throw file.failure(for: error, lockLimit: options.lockLimit) }
            chain.fail("the file is damaged here: \(file.failure(for: error, lockLimit: options.lockLimit).text)")
        }
        return chain.report
    }

    private static func walk(_ db: Database, _ chain: inout ChainCheck) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT seq, body, hash, \(EventFacts.columns.joined(separator: ", ")) FROM event ORDER BY seq")
        while chain.defect == nil, let row = try rows.next() { try take(row, &chain) }
    }

    /// The next row: `seq, body, hash` and the columns beside them. A forged file may hold any type in any of them.
    static func take(_ row: Row, _ chain: inout ChainCheck) throws {
        let number = Int.fromDatabaseValue(row[0]) ?? 0
        try bytes(row, 1) { body in
            try bytes(row, 2) { hash in
                try chain.take(number: number, body: body, hash: hash) { index, isSame in
                    try row.withUnsafeData(atIndex: index + 3) { data in
                        guard let data else { return isSame(nil) }
                        return data.withUnsafeBytes { isSame($0) }
                    }
                }
            }
        }
    }

    private static func bytes(_ row: Row, _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try row.withUnsafeData(atIndex: index) { data in try (data ?? Data()).withUnsafeBytes { try body($0) } }
    }

    private static func checkTriggers(_ db: Database, _ chain: inout ChainCheck) throws {
        func text(_ row: Row, _ index: Int) -> String { String.fromDatabaseValue(row[index]) ?? "" }
        let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        let present = Dictionary(triggers.map { (text($0, 0), text($0, 1)) }, uniquingKeysWith: { first, _ in first })
        guard present != JournalSchema.triggers(of: try JournalSchema.version(db)) else { return }
        chain.fail(
            "the triggers that keep the journal append-only were removed or changed; the events themselves are sound",
            asWhole: true)
    }
}
