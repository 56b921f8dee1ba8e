import Testing

/// `DeathTests` three hundred times.
struct DeathProofTests {
    @Test(arguments: 0..<300) func nothingIsLostWhereverAProcessDies(_ run: Int) throws { try DeathTests.check(run) }
}
