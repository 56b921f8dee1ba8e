import GRDB
package import IncidentEngine
import IncidentModel

/// Proves a journal: every body has the hash beside it, is canonical, links to the one before it and is followed by the next number; every
/// column says what the body says; the append-only triggers are in place.
/// Rows are streamed in one read transaction, so a console may go on writing meanwhile.
///
/// Reads any file that the user can read, also a copy with other permissions. Events cut off the end are seen only with an `anchor`.
package enum JournalVerifier {
    /// A damaged file is a finding, not an error; it throws when there is no journal or it cannot be opened.
    package static func verify(
        path: String, anchor: JournalAnchor? = nil, options: JournalOptions = JournalOptions()
    ) throws(JournalFailure) -> VerificationReport {
        let file = JournalFile(path: path)
        guard file.identity != nil else { throw file.failure("there is no journal here; check --state-dir") }
        var chain = ChainCheck(anchor: anchor)
        do {
            if let queue = try JournalConnection.openToRead(file, lockLimit: options.lockLimit) {
                try queue.read { db in
                    try walk(db, &chain)
                    try chain.finish(db)
                }
            } else {
                chain.checkEnd()
            }
        } catch {
            guard JournalFile.isDamage(error) else { throw file.failure(for: error, lockLimit: options.lockLimit) }
            chain.fail("the file is damaged here: \(file.failure(for: error, lockLimit: options.lockLimit).text)")
        }
        return VerificationReport(events: chain.head.seq, head: chain.head, firstBad: chain.defect)
    }

    private static func walk(_ db: Database, _ chain: inout ChainCheck) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT seq, body, hash, action, phase, target, incident, kind FROM event ORDER BY seq")
        while chain.defect == nil, let row = try rows.next() { try chain.take(row) }
    }
}
