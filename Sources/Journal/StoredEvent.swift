import Cryptography
import GRDB
import IncidentEngine
import IncidentModel

/// One row as it stands in the file: nothing in it is trusted yet.
struct StoredEvent {
    var seq: Int
    /// The bytes of the body column, valid UTF-8 or not.
    var body: [UInt8]
    var hash: String

    init(seq: Int, body: [UInt8], hash: String) {
        self.seq = seq
        self.body = body
        self.hash = hash
    }

    /// The columns `seq, body, hash` of a cursor's row, in this order.
    init(_ row: Row) throws {
        // A forged file may hold any type in any column.
        seq = Int.fromDatabaseValue(row[0]) ?? 0
        body = try row.withUnsafeData(atIndex: 1) { $0.map { [UInt8]($0) } ?? [] }
        hash = String.fromDatabaseValue(row[2]) ?? ""
    }

    func event(in file: JournalFile) throws(JournalFailure) -> Event {
        do {
            let (seq, draft, previous) = try EventCoding.read(try JSONReader.read(body))
            guard seq == self.seq else { throw EventCodingError("the body says it is event \(seq)") }
            return Event(seq: seq, draft: draft, previous: previous, hash: hash)
        } catch {
            throw file.failure(
                "event \(seq) cannot be read: \(error); `flipback journal verify` says whether the file was changed")
        }
    }
}

/// The first link of the chain.
package enum JournalChain {
    /// What the first event has as `prev`, and the head of an empty journal: 64 zeros.
    package static let start = String(repeating: "0", count: 64)

    /// The hash of a body: SHA-256 over its UTF-8 bytes, in hexadecimal.
    package static func hash(_ body: [UInt8]) -> String { SHA256.hex(body) }
}
