import Testing

@testable import EmbeddedRegion

@Suite struct PipelineTests {
    private func move(_ world: inout World, to version: Int, at: Int64) {
        world.functions["checkout"]?.aliases["prod"]?.history.append(.init(at: at, routing: Routing(pointer: version)))
        world.functions["checkout"]?.aliases["prod"]?.writes += 1
    }

    @Test func itDeploysItsVersionAgainTwice() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        let pipeline = PipelineProcess()
        #expect(pipeline.next(in: world) == nil)
        var at = Sample.start + 60_000
        for _ in 0..<2 {
            move(&world, to: 5, at: at)
            #expect(pipeline.next(in: world) == at + 90_000)
            let before = world.functions["checkout"]?.aliases["prod"]?.revision
            pipeline.run(&world, at: at + 90_000)
            let alias = try #require(world.functions["checkout"]?.aliases["prod"])
            #expect(alias.routing == Routing(pointer: 7))
            #expect(alias.revision != before)
            #expect(world.trail.entries.last?.identity.arn(account: "1") == "arn:aws:sts::1:assumed-role/ci-deployer/ci-1183")
            #expect(world.trail.entries.last?.at == at + 90_000)
            #expect(pipeline.next(in: world) == nil)
            at += 600_000
        }
        move(&world, to: 5, at: at)
        #expect(pipeline.next(in: world) == nil)
    }

    @Test func aMoveOnTheWayDoesNotRestartItsPatience() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        move(&world, to: 6, at: Sample.start + 10_000)
        move(&world, to: 5, at: Sample.start + 50_000)
        #expect(PipelineProcess().next(in: world) == Sample.start + 100_000)
    }

    @Test func weightsThatLambdaPutsThereForAWarmUpAreNoReturn() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        let warm = Routing(pointer: 5, extra: .init(version: 7, weight: 1))
        world.functions["checkout"]?.aliases["prod"]?.history.append(.init(at: Sample.start + 5_000, routing: warm))
        #expect(PipelineProcess().next(in: world) == Sample.start + 95_000)
    }

    @Test func aRefusedDeploymentIsOnTheTrailToo() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        move(&world, to: 5, at: Sample.start)
        let before = world.functions["checkout"]?.aliases["prod"]
        world.recordAliasWrite(
            function: "checkout", alias: "prod", at: Sample.start, by: .role("ci-deployer", session: "ci-9"),
            asked: Routing(pointer: 7), failure: LambdaFailure.fence())
        let entry = try #require(world.trail.entries.last)
        #expect(entry.errorCode == "PreconditionFailedException" && entry.responseElements == nil)
        #expect(entry.requestParameters?["functionVersion"]?.string == "7")
        #expect(world.functions["checkout"]?.aliases["prod"]?.revision == before?.revision)
    }

    @Test func aDeploymentsStepsAreOnTheTrail() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("bad-release"), seed: 1, start: Sample.start)
        let spec = AppSpec(function: "checkout", alias: "prod", currentVersion: "7", targetVersion: "6")
        _ = try DeploymentRouting.write(spec, percent: 10, in: &world, at: Sample.start, by: "codedeploy-service")
        let entry = try #require(world.trail.entries.last)
        #expect(entry.identity.service == "codedeploy.amazonaws.com")
        #expect(entry.responseElements?["revisionId"]?.string == world.functions["checkout"]?.aliases["prod"]?.revision)
        #expect(entry.requestParameters?["routingConfig"]?["additionalVersionWeights"]?["6"]?.double == 0.1)
    }

    @Test func theStoreRunsWhatIsDueAtItsMoment() throws {
        var world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        move(&world, to: 5, at: Sample.start - 80_000)
        world.pipelines[0].patience = 20_000
        let store = WorldStore(
            world, clock: RegionClock(speed: 1, startMilliseconds: Sample.start), processes: [PipelineProcess()])
        #expect(store.snapshot.functions["checkout"]?.aliases["prod"]?.history.last?.at == Sample.start - 60_000)
    }

    @Test func mistakesNameTheirLine() {
        let text =
            "name: x\nextends: bad-release\nfunctions: []\npipelines:\n  - {function: checkout, alias: prod, version: 99, after: 1m}\n"
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(text, file: "own.yaml") }
        #expect(failure?.line == 5)
        #expect(failure?.message.contains("version 99") == true)
    }
}
