import Cryptography
import IncidentEngine
import IncidentModel

/// A signature over the chain so far, as the event `journal.checkpoint` carries it.
///
/// It stands directly behind the event that it signs: `headSeq` and `head` are that event's number and hash, `key` is the fingerprint of
/// the public key (SHA-256 of its 32 bytes, hex), `signature` is Ed25519 (RFC 8032) over `text`, in Base64.
///
/// What it proves: who holds the key vouched for every event up to `headSeq`, since each hash covers the one before it. A chain that is
/// changed before a checkpoint and hashed anew cannot get another signature without the key. What it does not prove: anything against
/// who can read the key (root on the host, and the user that flipback runs as); that nothing was cut off behind the newest checkpoint, or
/// that no checkpoints were taken out together with the rest of a rewritten chain. Against those stands a head that was noted elsewhere.
package struct Checkpoint: Hashable, Sendable {
    /// The event before the checkpoint.
    package var head: JournalAnchor
    /// The fingerprint of the key that signed.
    package var key: String
    /// The 64 bytes.
    package var signature: [UInt8]

    /// What is signed: three lines, each ended by a newline, the second and third `headSeq` and `head`. Plain text, so that
    /// `printf` and `openssl pkeyutl -verify` are enough to check it.
    package static func text(_ head: JournalAnchor) -> [UInt8] {
        Array("flipback journal checkpoint\n\(head.seq)\n\(head.hash)\n".utf8)
    }

    init(head: JournalAnchor, key: String, signature: [UInt8]) {
        self.head = head
        self.key = key
        self.signature = signature
    }

    /// Nil when the event does not carry what a checkpoint has.
    init?(_ details: [String: JSONValue]) {
        guard let seq = details["headSeq"]?.number.flatMap({ Int(exactly: $0) }), let hash = details["head"]?.string,
            let key = details["key"]?.string, let text = details["signature"]?.string, let signature = Base64.decode(text)
        else { return nil }
        self.init(head: JournalAnchor(seq: seq, hash: hash), key: key, signature: signature)
    }

    /// The event to be appended behind `cause`. It belongs to the cause's incident, account, region and drill, so that who reads a part of
    /// the journal reads its signatures too.
    func draft(after cause: EventDraft) -> EventDraft {
        var details: [String: JSONValue] = [
            "head": .string(head.hash), "headSeq": JSONValue(head.seq), "key": .string(key),
            "signature": .string(Base64.encode(signature)),
        ]
        details[JournalScope.drillKey] = cause.details[JournalScope.drillKey]
        return EventDraft(
            time: cause.time, actor: cause.actor, kind: .checkpoint, incident: cause.incident, account: cause.account,
            region: cause.region, details: details)
    }

    /// Whether an event calls for a checkpoint behind it, `distance` events after the last one. Never while the bytes of a call are about
    /// to leave: what falls due then is signed behind the next event that nothing waits for.
    static func isDue(after draft: EventDraft, distance: Int, every interval: Int) -> Bool {
        if draft.phase == .intent || draft.phase == .sent || draft.kind == .groupBegun { return false }
        switch draft.kind {
        case .incidentDeclared, .incidentStage, .incidentResolved, .incidentClosed: return true
        default: return distance >= interval
        }
    }
}
