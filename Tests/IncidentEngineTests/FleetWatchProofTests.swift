import Testing

/// `FleetWatchTests` at the sizes that take long: ten thousand functions, and more than an hour of three hundred.
struct FleetWatchProofTests {
    @Test func everyRowOfTenThousandIsSeenOnceAndHasItsVersionsWithinTheBound() throws { try FleetWatchTests.sweep(10_000) }

    @Test func nobodyOfThreeHundredWaitsLongerThanTwiceTheFairRound() throws {
        try FleetWatchTests.rounds(300, shown: 40, time: .seconds(4000))
    }
}
