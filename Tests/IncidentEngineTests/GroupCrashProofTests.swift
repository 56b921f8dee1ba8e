import Testing

/// `GroupCrashTests` with as many targets as a group may well have.
struct GroupCrashProofTests {
    @Test func atEveryMomentOfAGroupOfFifty() throws { try GroupCrashTests.killAtEveryMoment(50) }
}
