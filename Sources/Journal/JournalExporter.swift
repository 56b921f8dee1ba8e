import GRDB
import IncidentEngine
import IncidentModel

/// Writes the journal as JSON Lines, oldest first (CONTRACT.md, `journal export`).
///
/// A line is the event's stored text, which is canonical JSON, with `"hash":"…",` put in at its sorted place. So the hashed text is the line
/// without exactly those characters, and anybody can check a line without re-formatting JSON:
///
///     flipback journal export | while IFS= read -r line; do
///         hash=$(jq -r .hash <<<"$line"); printf %s "${line/"\"hash\":\"$hash\","/}" | sha256sum | grep -q "^$hash " || echo "BAD $line"; done
///
/// or in Python: `hashlib.sha256(line.replace('"hash":"%s",' % hash, '', 1).encode()).hexdigest() == hash`. Another `"hash"` inside a detail is
/// not in the way: no text can hold its own SHA-256.
package enum JournalExporter {
    /// Hands each line, newline included, to the sink; stops with the sink's error. With an incident only its events are written: their
    /// hashes can be checked, their links cannot. A missing journal has no lines.
    ///
    /// - Returns: The number of lines.
    @discardableResult
    package static func export(
        path: String, incident: String? = nil, options: JournalOptions = JournalOptions(), to sink: ([UInt8]) throws -> Void
    ) throws -> Int {
        let file = JournalFile(path: path)
        guard file.identity != nil else { return 0 }
        let queue = try reading(file, options) { try JournalConnection.openToRead(file, lockLimit: options.lockLimit) }
        guard let queue else { return 0 }
        return try queue.read { db in
            let rows = try reading(file, options) {
                let statement = try db.makeStatement(
                    sql: "SELECT seq, body, hash FROM event \(incident == nil ? "" : "WHERE incident = ? ")ORDER BY seq")
                return try Row.fetchCursor(statement, arguments: incident.map { [$0] } ?? [])
            }
            var count = 0
            while let stored = try reading(file, options, { try rows.next().map { try StoredEvent($0) } }) {
                guard let line = line(stored) else {
                    throw file.failure("event \(stored.seq) is not what was written; see `flipback journal verify`")
                }
                try sink(line)
                count += 1
            }
            return count
        }
    }

    private static func reading<T>(_ file: JournalFile, _ options: JournalOptions, _ body: () throws -> T) throws(JournalFailure)
        -> T
    {
        do { return try body() } catch { throw file.failure(for: error, lockLimit: options.lockLimit) }
    }

    /// Nil when the stored text is not a canonical JSON object.
    private static func line(_ stored: StoredEvent) -> [UInt8]? {
        line(stored.body, hash: Array(stored.hash.utf8)).map { $0 + [0x0A] }
    }

    /// The line without its newline: the body with the member `hash` at its sorted place. Nil when the body is not a canonical event.
    static func line(_ body: [UInt8], hash: [UInt8]) -> [UInt8]? {
        if let facts = body.withUnsafeBytes({ EventFacts.glance($0) }) {
            return body[..<facts.hashPlace] + Array("\"hash\":\"".utf8) + hash + Array("\",".utf8) + body[facts.hashPlace...]
        }
        guard case .object(var members)? = try? JSONReader.read(body),
            JSONValue.object(members).canonical.utf8.elementsEqual(body)
        else { return nil }
        members["hash"] = .string(String(decoding: hash, as: UTF8.self))
        return Array(JSONValue.object(members).canonical.utf8)
    }
}
