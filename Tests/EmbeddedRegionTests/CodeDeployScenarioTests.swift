import Testing

@testable import EmbeddedRegion

@Suite struct CodeDeployScenarioTests {
    private func advance(_ world: inout World, _ process: DeploymentProcess, to moment: Int64) {
        for _ in 0..<10_000 {
            guard let at = process.next(in: world), at <= moment else { return }
            process.run(&world, at: at)
        }
        Issue.record("the process never comes to rest")
    }

    private func linear(seed: UInt64, start: Int64 = Sample.start) throws -> (World, AlarmBook, DeploymentProcess) {
        let world = WorldBuilder.world(try ScenarioLibrary.load("codedeploy-linear"), seed: seed, start: start)
        let book = AlarmBook(
            world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        return (world, book, DeploymentProcess(book: book))
    }

    @Test func codedeployLinearIsAtThirtyPerCentWhenTheRegionStarts() throws {
        var (world, _, process) = try linear(seed: 1)
        advance(&world, process, to: world.start)
        let prod = try #require(world.functions["checkout"]?.aliases["prod"])
        #expect(prod.routing == Routing(pointer: 6, extra: .init(version: 7, weight: 0.3)))
        let id = try #require(world.codeDeploy.running.first)
        let record = try #require(world.codeDeploy.deployments[id])
        #expect(record.status == .inProgress)
        #expect(record.creator == "CloudFormation")
        #expect(record.events.map(\.status) == ["Succeeded", "InProgress", "Pending"])
        #expect(world.codeDeploy.order.count == 3)
        #expect(record.previousSHA256 == world.codeDeploy.deployments[world.codeDeploy.order[1]]?.sha256)
    }

    /// Wherever within a minute the region starts: alarms look at whole minutes.
    @Test(arguments: [0, 7_000, 20_000, 39_000, 41_000, 59_000], [1, 2, 3] as [UInt64])
    func theAlarmFiresWithinTwoMinutesAndNothingButPeopleStopsTheDeployment(offset: Int64, seed: UInt64) throws {
        var (world, book, process) = try linear(seed: seed, start: Sample.start + offset)
        advance(&world, process, to: world.start)
        let before = book.statuses(world: world, now: world.start).first { $0.definition.name == "checkout-prod-error-rate" }
        #expect(before?.state == .ok)
        let later = world.start + 120_000
        advance(&world, process, to: later)
        let after = book.statuses(world: world, now: later).first { $0.definition.name == "checkout-prod-error-rate" }
        #expect(after?.state == .alarm)
        #expect(world.functions["checkout"]?.aliases["prod"]?.routing.extra == .init(version: 7, weight: 0.5))
        advance(&world, process, to: world.start + 600_000)
        #expect(world.functions["checkout"]?.aliases["prod"]?.routing == Routing(pointer: 7))
        #expect(world.codeDeploy.running.isEmpty)
    }

    @Test func metricsFollowTheWeights() throws {
        var (world, _, process) = try linear(seed: 1)
        let end = world.start + 300_000
        advance(&world, process, to: end)
        let source = MetricSource(model: TrafficModel(noise: world.noise, start: world.start))
        func counts(_ version: Int?) -> [Double] {
            source.traffic(
                .init(function: "checkout", alias: "prod", version: version), period: 60, start: world.start - 120_000, end: end,
                in: world, now: end
            ).map { $0.statistics.value(metric: "Invocations", statistic: .sum) ?? 0 }
        }
        let shares = zip(counts(7), counts(nil)).map { $0 / $1 }
        #expect(shares.count == 7)
        // The step falls 28 s after each full minute.
        for (index, share) in shares.enumerated() { #expect(abs(share - (0.15 + 0.1 * Double(index))) < 0.04, "\(shares)") }
    }

    @Test func aScenarioThatExtendsAnotherHasItsDeploymentsToo() throws {
        let text = "name: mine\nextends: codedeploy-linear\nfunctions: []\n"
        let base = try ScenarioLibrary.decode(text, file: "mine.yaml").codeDeploy
        #expect(base.onManualChange == .overwrite && base.applications.map(\.name) == ["checkout"])
        let mine = try ScenarioLibrary.decode(text + "codeDeploy: {onManualChange: fail}\n", file: "mine.yaml").codeDeploy
        #expect(mine.onManualChange == .fail && mine.applications.first?.groups.first?.deployments.count == 3)
        #expect(mine.hooks["checkout-approval"]?.outcome == HookBehaviour.Outcome.none)
    }

    @Test func aWatchingGroupIsStoppedByTheRealAlarm() throws {
        var (world, _, process) = try linear(seed: 1)
        let id = try #require(world.codeDeploy.running.first)
        world.codeDeploy.deployments[id]?.alarms = DeploymentAlarms(isEnabled: true, names: ["checkout-prod"])
        world.codeDeploy.deployments[id]?.rollback = DeploymentRollback(isEnabled: true, events: [.stopOnAlarm])
        advance(&world, process, to: world.start + 150_000)
        #expect(world.codeDeploy.deployments[id]?.failure?.code == "ALARM_ACTIVE")
        #expect(world.functions["checkout"]?.aliases["prod"]?.routing == Routing(pointer: 6))
    }

    private static let head = """
        name: x
        extends: calm
        functions:
          - name: checkout
            versions: [{version: 6, published: -3d}, {version: 7, published: -1d}]
            aliases: [{name: prod, moves: [{at: -1h, to: 6}]}]
        codeDeploy:

        """
    private static let group = """
          applications:
            - name: shop
              created: -2d
              groups:
                - name: prod

        """

    @Test(arguments: [
        ("  colour: red\n", 8, "unknown key 'colour'"), ("  onManualChange: ignore\n", 8, "overwrite or fail"),
        ("  hooks: [{function: f, outcome: Maybe}]\n", 8, "Succeeded, Failed or none"),
        ("  configs: [{name: CodeDeployDefault.Mine, linear: {percent: 10, minutes: 1}}]\n", 8, "CodeDeploy's own"),
        ("  configs: [{name: Mine, canary: {percent: 100, minutes: 1}}]\n", 8, "out of range: 1 to 99"),
        ("  configs: [{name: Mine}]\n", 8, "either 'canary' or 'linear'"),
        ("  applications: [{name: a b, created: -1d}]\n", 8, "no name for CodeDeploy"),
        (group + "          config: Quick\n", 13, "no configuration 'Quick'"),
        (group + "          alarms: [nobody]\n", 13, "no alarm 'nobody'"),
        (group + "          rollback: [DEPLOYMENT_REGRET]\n", 13, "a rollback event is one of DEPLOYMENT_FAILURE"),
        (group + "          deployments: [{started: -3m, function: checkout, alias: prod, from: 6}]\n", 13, "'to'"),
        (
            group + "          deployments: [{started: -3m, function: shop, alias: prod, from: 6, to: 7}]\n", 13,
            "no such function"
        ),
        (
            group + "          deployments: [{started: -3m, function: checkout, alias: beta, from: 6, to: 7}]\n", 13,
            "no such alias"
        ),
        (group + "          deployments: [{started: -3m, function: checkout, alias: prod, from: 6, to: 9}]\n", 13, "version 9"),
        (group + "          deployments: [{started: -3h, function: checkout, alias: prod, from: 6, to: 7}]\n", 13, "two hours"),
        (group + "          deployments: [{started: -70m, function: checkout, alias: prod, from: 6, to: 7}]\n", 13, "last move"),
        (
            group + "          deployments: [{started: -3m, function: checkout, alias: prod, from: 6, to: 7, status: Failed}]\n",
            13,
            "goes with 'ended'"
        ),
        (
            group + "          deployments: [{started: -3m, ended: -4m, function: checkout, alias: prod, from: 6, to: 7}]\n", 13,
            "after 'started'"
        ),
    ])
    func mistakesNameFileAndLine(text: String, line: Int, message: String) {
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(Self.head + text, file: "own.yaml") }
        #expect(failure?.line == line, "\(failure?.description ?? "")")
        #expect(failure?.message.contains(message) == true, "\(failure?.description ?? "")")
    }

    @Test func aScenarioCanHaveAllOfIt() throws {
        let text =
            Self.head
                + """
                  onManualChange: fail
                  rollsBackUnconfigured: false
                  hooks: [{function: f, seconds: 90, outcome: none}]
                  configs: [{name: Mine, linear: {percent: 25, minutes: 2}}]

                """ + Self.group
                + """
                          config: Mine
                          deployments:
                            - {started: -9h, ended: -8h, status: Stopped, function: checkout, alias: prod, from: 6, to: 7}
                            - {started: -30s, function: checkout, alias: prod, from: 6, to: 7, after: f}

                """
        let world = WorldBuilder.world(try ScenarioLibrary.decode(text, file: "own.yaml"), seed: 1, start: Sample.start)
        let state = world.codeDeploy
        #expect(state.onManualChange == .fail)
        #expect(!state.rollsBackUnconfigured)
        #expect(state.hooks["f"] == HookBehaviour(takes: 90_000, outcome: .none))
        #expect(state.configs["Mine"]?.shift == .linear(percent: 25, minutes: 2))
        #expect(state.order.map { state.deployments[$0]?.status } == [.stopped, .created])
        #expect(state.running.count == 1)
    }
}
