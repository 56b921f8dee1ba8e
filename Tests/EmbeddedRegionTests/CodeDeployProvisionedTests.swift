import Testing

@testable import EmbeddedRegion

/// An alias with provisioned concurrency that CodeDeploy moves.
@Suite struct CodeDeployProvisionedTests {
    private func bench(config: String) -> CodeDeployBench {
        var bench = CodeDeployBench(config: config)
        bench.world.functions["checkout"]?.wiring.provisioned["prod"] = ProvisionedRecord(
            requested: 10, base: 10, modified: Sample.start, begins: Sample.start, perMinute: 600, fails: false)
        return bench
    }

    @Test func theLastStepMovesThePointerAndTheOldVersionKeepsTheTrafficUntilTheNewOneIsWarm() throws {
        var bench = bench(config: DeploymentConfig.allAtOnceName)
        let id = try bench.create()
        bench.advance(seconds: 10)
        #expect(try bench.record(id).status == .succeeded)
        #expect(bench.alias.routing == Routing(pointer: 7, extra: .init(version: 6, weight: 1)))
        #expect(bench.world.lambda.shifts["checkout:prod"] != nil)
        // Two versions are on the alias, so the next deployment fails.
        let next = try bench.create(CodeDeployBench.spec(from: 7, to: 6))
        bench.advance(seconds: 10)
        #expect(try bench.record(next).failure?.code == "INVALID_LAMBDA_CONFIGURATION")
    }

    @Test func sharesOnTheWayStartNoAllocation() throws {
        var bench = bench(config: CodeDeployBench.linear)
        let id = try bench.create()
        bench.advance(seconds: 130)
        #expect(bench.alias.routing == Routing(pointer: 6, extra: .init(version: 7, weight: 0.3)))
        #expect(bench.world.lambda.shifts.isEmpty)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 10)
        #expect(bench.alias.routing == Routing(pointer: 6))
        #expect(bench.world.functions["checkout"]?.wiring.provisioned["prod"]?.status(at: bench.now) == .ready)
    }
}
