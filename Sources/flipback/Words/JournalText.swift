import Journal

extension Words {
    /// How far the record is signed: `signed up to event 41 by 3 checkpoints, 5 events after it`
    static func signatures(_ signatures: VerificationReport.Signatures) -> String {
        guard let head = signatures.upTo else {
            return signatures.after == 0 ? "not signed" : "not signed: no checkpoint in \(signatures.after) events"
        }
        let count = signatures.checkpoints
        return "signed up to event \(head.seq) by \(count) checkpoint\(count == 1 ? "" : "s"), \(signatures.after) "
            + "event\(signatures.after == 1 ? "" : "s") after it"
    }
}
