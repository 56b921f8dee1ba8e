import Cryptography
import Glibc
import IncidentModel

/// The state of a walk along the chain. A value: the walk can be gone on with from any event, as often as one likes.
struct ChainCheck {
    /// Nothing of a column: the row has none.
    typealias Column = (_ index: Int, _ isSame: (UnsafeRawBufferPointer?) -> Bool) throws -> Bool

    private(set) var seq = 0
    private(set) var defect: VerificationReport.Defect?
    private(set) var signatures = VerificationReport.Signatures()
    /// The hash of the last good event, 64 hexadecimal digits.
    private var hash = Array(JournalChain.start.utf8)
    private let anchor: JournalAnchor?
    private let keys: [String: Ed25519PublicKey]

    init(anchor: JournalAnchor?, keys: [Ed25519PublicKey] = []) {
        self.anchor = anchor
        self.keys = Dictionary(keys.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var head: JournalAnchor { JournalAnchor(seq: seq, hash: String(decoding: hash, as: UTF8.self)) }

    var report: VerificationReport {
        VerificationReport(events: seq, head: head, firstBad: defect, signatures: signatures)
    }

    /// Notes a defect of the event after the last good one, or of the journal as a whole.
    mutating func fail(_ reason: String, asWhole: Bool = false) {
        defect = defect ?? VerificationReport.Defect(seq: asWhole ? 0 : seq + 1, reason: reason)
    }

    /// Checks the next event.
    /// - Parameters:
    ///   - number: The number that stands beside the text; nil when only the text has one.
    ///   - column: Asked for each of `EventFacts.columns` whether what stands beside the text is the text's.
    mutating func take(
        number: Int?, body: UnsafeRawBufferPointer, hash stored: UnsafeRawBufferPointer, column: Column
    ) rethrows {
        let expected = seq + 1
        if let number, number != expected { return fail("it is missing; the next event in the file is \(number)") }
        let digest = SHA256.digest(body)
        guard Hex.isEncoding(stored, of: digest) else {
            return fail("its text does not have the hash that was recorded: text or hash was changed")
        }
        if let facts = EventFacts.glance(body) {
            try judge(facts, in: body, body, isNumbered: number != nil, stored, column)
        } else if let (facts, texts) = read(body) {
            try texts.withUnsafeBytes { try judge(facts, in: $0, body, isNumbered: number != nil, stored, column) }
        }
    }

    private mutating func judge(
        _ facts: EventFacts, in texts: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, isNumbered: Bool,
        _ stored: UnsafeRawBufferPointer, _ column: Column
    ) rethrows {
        let expected = seq + 1
        guard facts.seq == expected else {
            return fail(
                isNumbered || facts.seq < expected
                    ? "its text says that it is event \(facts.seq): rows were exchanged"
                    : "it is missing; the next event in the file is \(facts.seq)")
        }
        let previous = UnsafeRawBufferPointer(rebasing: texts[facts.previous])
        guard hash.withUnsafeBytes({ Self.isSame($0, previous) }) else {
            return fail("it does not link to event \(seq): an event was changed, exchanged or removed and hashed anew")
        }
        if let anchor, anchor.seq == expected, !anchor.hash.utf8.elementsEqual(stored) {
            return fail("it is not the event that was anchored: history was rewritten")
        }
        for (index, range) in facts.texts.enumerated() {
            let text = range.map { UnsafeRawBufferPointer(rebasing: texts[$0]) }
            let isSame = try column(index) { other in
                switch (other, text) {
                case (nil, nil): true
                case (let other?, let text?): Self.isSame(other, text)
                default: false
                }
            }
            guard isSame else { return fail("its column '\(EventFacts.columns[index])' does not say what its text says") }
        }
        if let kind = facts.texts[4], texts[kind].elementsEqual(EventDraft.Kind.checkpoint.rawValue.utf8) {
            guard checkSignature(body) else { return }
        } else {
            signatures.after += 1
        }
        seq = expected
        hash = Array(stored)
    }

    /// The facts of a body that could not be told at a glance, with a copy of its texts; nil after a defect.
    private mutating func read(_ body: UnsafeRawBufferPointer) -> (EventFacts, [UInt8])? {
        let json: JSONValue
        let event: (seq: Int, draft: EventDraft, previous: String)
        do {
            json = try JSONReader.read([UInt8](body))
            event = try EventCoding.read(json)
        } catch {
            fail("its text is not an event: \(error)")
            return nil
        }
        guard json.canonical.utf8.elementsEqual(body) else {
            fail("its text is not canonical JSON")
            return nil
        }
        var texts: [UInt8] = []
        func add(_ text: String) -> Range<Int> {
            let start = texts.count
            texts += text.utf8
            return start..<texts.count
        }
        var facts = EventFacts()
        facts.seq = event.seq
        facts.previous = add(event.previous)
        let draft = event.draft
        facts.texts = [draft.action, draft.phase?.rawValue, draft.target?.description, draft.incident, draft.kind.rawValue].map {
            $0.map(add)
        }
        return (facts, texts)
    }

    /// Whether the checkpoint signs the event before it, by a known key.
    private mutating func checkSignature(_ body: UnsafeRawBufferPointer) -> Bool {
        guard case .object(let details)? = try? JSONReader.read([UInt8](body)), let checkpoint = Checkpoint(details) else {
            fail("it is a checkpoint without a signature that can be read")
            return false
        }
        guard checkpoint.head == head else {
            fail("its signature is over another head (event \(checkpoint.head.seq)): events were changed and hashed anew")
            return false
        }
        guard let key = keys[checkpoint.key] else {
            let known = keys.keys.sorted().joined(separator: ", ")
            fail(
                keys.isEmpty
                    ? "it is signed by key \(checkpoint.key), and there is no key to check it with; name the public one with --key"
                    : "it is signed by another key, \(checkpoint.key), not by \(known)")
            return false
        }
        guard key.isValid(checkpoint.signature, for: Checkpoint.text(checkpoint.head)) else {
            fail("its signature is wrong: events were changed and hashed anew, or the signature was made without the key")
            return false
        }
        signatures.checkpoints += 1
        signatures.upTo = checkpoint.head
        signatures.after = 0
        return true
    }

    /// Checks that nothing is missing at the end.
    mutating func checkEnd() {
        guard let anchor, anchor.seq > seq else { return }
        fail("it is missing: events up to \(anchor.seq) were once recorded, the end was cut off")
    }

    private static func isSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard a.count == b.count else { return false }
        guard let first = a.baseAddress, let second = b.baseAddress else { return a.isEmpty }
        return memcmp(first, second, a.count) == 0
    }
}
