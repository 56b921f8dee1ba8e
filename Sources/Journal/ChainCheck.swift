import GRDB
import IncidentModel

/// The state of a walk along the chain.
struct ChainCheck {
    private(set) var head = JournalAnchor(seq: 0, hash: JournalChain.start)
    private(set) var defect: VerificationReport.Defect?
    private let anchor: JournalAnchor?

    init(anchor: JournalAnchor?) { self.anchor = anchor }

    /// Notes a defect of the event after the last good one.
    mutating func fail(_ reason: String) {
        defect = defect ?? VerificationReport.Defect(seq: head.seq + 1, reason: reason)
    }

    /// Checks the next row: `seq, body, hash, action, phase, target, incident, kind`.
    mutating func take(_ row: Row) throws {
        let stored = try StoredEvent(row)
        let expected = head.seq + 1
        guard stored.seq == expected else { return fail("it is missing; the next event in the file is \(stored.seq)") }
        let hash = JournalChain.hash(stored.body)
        guard hash.utf8.elementsEqual(stored.hash.utf8) else {
            return fail("its text does not have the hash that was recorded: text or hash was changed")
        }
        let json: JSONValue
        let event: (seq: Int, draft: EventDraft, previous: String)
        do {
            json = try JSONReader.read(stored.body)
            event = try EventCoding.read(json)
        } catch {
            return fail("its text is not an event: \(error)")
        }
        guard event.seq == expected else { return fail("its text says that it is event \(event.seq): rows were exchanged") }
        guard event.previous.utf8.elementsEqual(head.hash.utf8) else {
            return fail("it does not link to event \(head.seq): an event was changed, exchanged or removed and hashed anew")
        }
        guard json.canonical.utf8.elementsEqual(stored.body) else { return fail("its text is not canonical JSON") }
        if let anchor, anchor.seq == expected, anchor.hash != hash {
            return fail("it is not the event that was anchored: history was rewritten")
        }
        let columns = [
            ("action", event.draft.action), ("phase", event.draft.phase?.rawValue), ("target", event.draft.target?.description),
            ("incident", event.draft.incident), ("kind", event.draft.kind.rawValue),
        ]
        for (index, column) in columns.enumerated() where try !Self.isSame(row, index + 3, column.1) {
            return fail("its column '\(column.0)' does not say what its text says")
        }
        head = JournalAnchor(seq: expected, hash: hash)
    }

    /// Checks that nothing is missing at the end.
    mutating func checkEnd() {
        guard let anchor, anchor.seq > head.seq else { return }
        fail("it is missing: events up to \(anchor.seq) were once recorded, the end was cut off")
    }

    /// Checks that nothing is missing at the end, and what stands beside the events.
    mutating func finish(_ db: Database) throws {
        checkEnd()
        guard defect == nil else { return }
        let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        let present = Dictionary(triggers.map { (Self.text($0, 0), Self.text($0, 1)) }, uniquingKeysWith: { first, _ in first })
        guard present != JournalSchema.triggers(of: try JournalSchema.version(db)) else { return }
        defect = VerificationReport.Defect(
            seq: 0,
            reason: "the triggers that keep the journal append-only were removed or changed; the events themselves are sound")
    }

    private static func text(_ row: Row, _ index: Int) -> String { String.fromDatabaseValue(row[index]) ?? "" }

    private static func isSame(_ row: Row, _ index: Int, _ text: String?) throws -> Bool {
        try row.withUnsafeData(atIndex: index) { data in
            switch (data, text) {
            case (nil, nil): true
            case (let data?, let text?): data.elementsEqual(text.utf8)
            default: false
            }
        }
    }
}
