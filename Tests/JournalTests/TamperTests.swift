import Cryptography
import IncidentModel
import Testing

@testable import Journal

/// Everything that can be done to a journal, in the file and in its export: each is found, and the first event that is not what was written is
/// named. Here to a short journal with events of every kind; `TamperProofTests` does the same to all of a long one.
@Suite struct TamperTests {
    private static func short() async throws -> TamperedJournal { try await TamperedJournal(20) }

    /// One event of each kind, a checkpoint among them, and the last event, which nothing follows.
    private static func sample(of journal: TamperedJournal) throws -> [Int] {
        let first = 0...TamperedJournal.kinds
        let kinds = Set(journal.events[first].map { [$0.columns[4], $0.columns[1]] })
        try #require(kinds.contains([Array(EventDraft.Kind.checkpoint.rawValue.utf8), nil]) && kinds.count == first.count - 1)
        return Array(first) + [journal.events.count - 1]
    }

    @Test func everyFlippedBitOfAnEventOfEachKindIsFoundAndNamed() async throws {
        let journal = try await Self.short()
        let sample = try Self.sample(of: journal)
        let flips = await journal.flipBits(of: sample)
        #expect(flips.missed == [])
        #expect(flips.count == sample.reduce(0) { $0 + 8 * (journal.events[$1].body.count + journal.events[$1].hash.count) })
    }

    @Test func everyFlippedByteOfAnExportedEventOfEachKindIsFoundAndNamed() async throws {
        let journal = try await Self.short()
        let sample = try Self.sample(of: journal)
        let flips = await journal.flipExportedBytes(of: sample)
        #expect(flips.missed == [])
        #expect(flips.count > sample.reduce(0) { $0 + 2 * journal.lines[$1].count })
    }

    @Test func deletionExchangeDuplicationAndACutEndAreFoundAndNamed() async throws {
        try await Self.short().expectEveryMoveIsFound()
    }

    @Test func theFileIsJudgedAsItsRowsAre() async throws {
        try await Self.short().expectTheFileIsJudgedAsItsRowsAre(every: 3)
    }

    // MARK: - Who hashes anew

    @Test func aPastThatASignatureCoversCannotBeRewrittenWithoutTheKey() async throws {
        let journal = try await TamperedJournal(60)
        let place = journal.place
        var drafts = try await place.journal().events(after: 0, limit: 1000).map(\.draft)
        let checkpoints = drafts.indices.filter { drafts[$0].kind == .checkpoint }.map { $0 + 1 }
        for index in [0, 3, 9, 20] {
            let original = drafts[index]
            drafts[index].actor = "somebody else"
            try place.forge(drafts)
            let first = try #require(checkpoints.first { $0 > index + 1 })
            let bad = try #require(try place.verify().firstBad)
            #expect(bad.seq == first && bad.reason.contains("hashed anew"))
            drafts[index] = original
        }
        // Signed with a key of one's own.
        let key = Ed25519PrivateKey()
        drafts[2].reason = "forged"
        let own = try #require(checkpoints.first { $0 > 3 })
        try place.forge(Array(drafts[..<(own - 1)]))
        let head = try JournalVerifier.verify(path: place.path, keys: journal.keys + [key.publicKey]).head
        var forged = Array(drafts[..<own])
        forged[own - 1] = Checkpoint(head: head, key: key.publicKey.fingerprint, signature: key.sign(Checkpoint.text(head)))
            .draft(after: drafts[own - 2])
        try place.forge(forged)
        #expect(try place.verify(keys: [key.publicKey]).firstBad?.seq == checkpoints[0])
        let bad = try #require(try place.verify().firstBad)
        #expect(bad.seq == own && bad.reason.contains("another key"))
        // A signature of an earlier head, and one that says another fingerprint.
        forged[own - 1] = drafts[checkpoints[0] - 1]
        try place.forge(forged)
        #expect(try place.verify().firstBad?.seq == own)
    }

    /// What the signatures do not show, as the documentation says: without them, or cut off behind one, a chain is sound; how far it is signed is
    /// told, and an anchor finds it.
    @Test func onlyAnAnchorFindsAnEndThatWasMadeAnew() async throws {
        let journal = try await TamperedJournal(60)
        let place = journal.place
        let head = journal.walks[journal.events.count].head
        let drafts = try await place.journal().events(after: 0, limit: 1000).map(\.draft)
        let last = try #require(drafts.lastIndex { $0.kind == .checkpoint }) + 1
        let before = try #require(drafts[..<(last - 1)].lastIndex { $0.kind == .checkpoint }) + 1
        // Everything after the checkpoint before the last one is written anew, without a signature.
        try place.forge(
            drafts[before...].filter { $0.kind != .checkpoint }.map { draft in
                var draft = draft
                draft.actor = "somebody else"
                return draft
            }, from: before + 1)
        let report = try place.verify()
        #expect(report.isSound && report.signatures.upTo?.seq == before - 1 && report.signatures.after == report.events - before)
        #expect(try place.verify(anchor: head).firstBad != nil)
        // No signature left at all.
        try place.forge(drafts.filter { $0.kind != .checkpoint })
        #expect(try place.verify().signatures == .init(checkpoints: 0, upTo: nil, after: drafts.count { $0.kind != .checkpoint }))
        #expect(try place.verify(anchor: head).firstBad != nil)
    }
}
