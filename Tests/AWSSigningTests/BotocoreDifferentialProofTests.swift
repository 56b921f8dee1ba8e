import Testing

@Suite("SigV4: the same as botocore, the whole of it")
struct BotocoreDifferentialProofTests {
    @Test("10,000 generated requests, no difference; and the verifier accepts every one of them")
    func generated() throws { try BotocoreDifferentialTests.compare(10_000) }
}
