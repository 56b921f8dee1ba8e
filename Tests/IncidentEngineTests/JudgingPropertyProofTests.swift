import Testing

/// `JudgingPropertyTests` for six hundred pictures.
struct JudgingPropertyProofTests {
    @Test func theRulesHoldForAnyPicture() { JudgingPropertyTests.check(seeds: 0..<600) }
}
