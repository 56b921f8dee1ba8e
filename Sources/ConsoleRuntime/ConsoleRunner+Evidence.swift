import ConsoleUI
import IncidentEngine
import IncidentModel

/// How far the console is with keeping what CloudTrail and CloudWatch say.
struct EvidencePace: Sendable {
    var lookedAt: Duration = .seconds(-3600)
    var isWriting = false
    /// The last event of it that was written: nothing more is, before the record has it.
    var written = 0
    var hasComplained = false
}

/// What CloudTrail and CloudWatch say of our actions is kept in the journal while it can be had.
extension ConsoleRunner {
    /// Looks every five seconds; what is due is found and written off the main actor.
    func keepEvidence() {
        let now = environment.clock.now
        guard let journal = environment.writing, !evidence.isWriting, mirror.ledger.seq >= evidence.written,
            now.uptime - evidence.lookedAt >= .seconds(5), !mirror.incidents.isEmpty || mirror.ledger.unprovedSince != nil
        else { return }
        evidence.lookedAt = now.uptime
        evidence.isWriting = true
        let (incidents, ledger, picture, author) = (mirror.incidents, mirror.ledger, mirror.picture, author)
        Task.detached { [weak self] in
            let due =
                TrailReconciler.drafts(incidents: incidents, ledger: ledger, picture: picture, now: now.time, author: author)
                + SnapshotKeeper.drafts(incidents: incidents, picture: picture, now: now.time, author: author)
            var written = 0
            var failure: JournalFailure?
            for draft in due {
                do throws(JournalFailure) { written = try await journal.append(draft).seq } catch {
                    failure = error
                    break
                }
            }
            await self?.keptEvidence(written, failure)
        }
    }

    private func keptEvidence(_ written: Int, _ failure: JournalFailure?) {
        evidence.isWriting = false
        evidence.written = max(evidence.written, written)
        if let failure, !evidence.hasComplained { notice(.error, "proofs and figures are NOT JOURNALLED: \(failure)") }
        evidence.hasComplained = failure != nil
    }
}
