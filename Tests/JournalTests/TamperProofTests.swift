import Testing

@testable import Journal

/// `TamperTests` for every bit of two hundred events, which takes too long to be done after each edit.
@Suite struct TamperProofTests {
    @Test func everyFlippedBitOfEveryEventIsFoundAndNamed() async throws {
        let journal = try await TamperedJournal(200)
        let flips = await journal.flipBits(of: Array(journal.events.indices))
        #expect(flips.missed == [])
        #expect(flips.count == journal.events.reduce(0) { $0 + 8 * ($1.body.count + $1.hash.count) } && flips.count > 500_000)
    }

    @Test func everyFlippedByteOfAnExportIsFoundAndNamed() async throws {
        let journal = try await TamperedJournal(200)
        let flips = await journal.flipExportedBytes(of: Array(journal.lines.indices))
        #expect(flips.missed == [])
        #expect(flips.count > 250_000)
    }

    @Test func deletionExchangeDuplicationAndACutEndAreFoundAndNamed() async throws {
        try await TamperedJournal(200).expectEveryMoveIsFound()
    }

    @Test func theFileIsJudgedAsItsRowsAre() async throws {
        try await TamperedJournal(200).expectTheFileIsJudgedAsItsRowsAre(every: 10)
    }
}
