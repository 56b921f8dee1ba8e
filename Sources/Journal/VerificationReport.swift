/// What `JournalVerifier` found.
package struct VerificationReport: Hashable, Sendable {
    package struct Defect: Hashable, Sendable, CustomStringConvertible {
        /// The first event that is not what was written, or after which one is missing; 0 for the file as a whole.
        package var seq: Int
        package var reason: String
        package var description: String { seq == 0 ? reason : "event \(seq): \(reason)" }
    }

    /// What the checkpoints vouch for.
    package struct Signatures: Hashable, Sendable {
        /// Checkpoints whose signature was checked.
        package var checkpoints = 0
        /// The newest event that a checkpoint covers, and with it every one before it; nil when none is signed.
        package var upTo: JournalAnchor?
        /// Events after the newest checkpoint, which nothing but the chain protects.
        package var after = 0
    }

    /// Good events from the start of the chain.
    package var events: Int
    /// The sequence number and the hash of the last good one; 0 and 64 zeros when there is none.
    package var head: JournalAnchor
    package var firstBad: Defect?
    package var signatures: Signatures

    package var isSound: Bool { firstBad == nil }
}

/// A head that was noted outside the journal (printed, signed, mailed). A chain alone cannot show that its newest events were cut off; a
/// chain with an anchor can.
package struct JournalAnchor: Hashable, Sendable {
    package var seq: Int
    package var hash: String
    package init(seq: Int, hash: String) {
        self.seq = seq
        self.hash = hash
    }
}
