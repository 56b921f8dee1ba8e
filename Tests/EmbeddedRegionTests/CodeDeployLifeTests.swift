import Testing

@testable import EmbeddedRegion

@Suite struct CodeDeployLifeTests {
    @Test func aLinearDeploymentGivesAShareAMinuteAndThenMovesThePointer() throws {
        var bench = CodeDeployBench()
        let writes = bench.alias.writes
        let id = try bench.create()
        #expect(try bench.record(id).status == .created)
        bench.advance(seconds: 0.6)
        #expect(try bench.record(id).status == .queued)
        bench.advance(seconds: 0.5)
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 600)
        #expect(
            bench.moves == [
                "2 6 7@10", "62 6 7@20", "122 6 7@30", "182 6 7@40", "242 6 7@50", "302 6 7@60", "362 6 7@70", "422 6 7@80",
                "482 6 7@90", "542 7",
            ])
        let record = try bench.record(id)
        #expect(record.status == .succeeded)
        #expect(record.weight == 100)
        #expect(record.completed == Sample.start + 544_000)
        #expect(record.events.map(\.status) == ["Skipped", "Succeeded", "Skipped"])
        #expect(bench.alias.writes == writes + 10)
        #expect(bench.world.codeDeploy.running.isEmpty)
    }

    @Test func everyStepHasARevisionOfItsOwn() throws {
        var bench = CodeDeployBench()
        _ = try bench.create()
        var revisions: Set<String> = [bench.alias.revision]
        bench.advance(seconds: 3)
        for _ in 0..<9 {
            revisions.insert(bench.alias.revision)
            bench.advance(seconds: 60)
        }
        revisions.insert(bench.alias.revision)
        #expect(revisions.count == 11)
    }

    @Test func aCanaryWaitsAndThenTakesAll() throws {
        var bench = CodeDeployBench(config: CodeDeployBench.canary)
        let id = try bench.create()
        bench.advance(seconds: 301)
        #expect(bench.moves == ["2 6 7@10"])
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 10)
        #expect(bench.moves == ["2 6 7@10", "302 7"])
        #expect(try bench.record(id).status == .succeeded)
    }

    @Test func allAtOnceIsOneMove() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        let id = try bench.create()
        bench.advance(seconds: 10)
        #expect(bench.moves == ["2 7"])
        #expect(try bench.record(id).status == .succeeded)
    }

    @Test func aCustomLinearEndsAtAllOfIt() throws {
        var bench = CodeDeployBench(config: "Team.Thirds")
        bench.world.codeDeploy.configs["Team.Thirds"] = DeploymentConfig(
            name: "Team.Thirds", id: "c", created: 0, shift: .linear(percent: 40, minutes: 2))
        _ = try bench.create()
        bench.advance(seconds: 600)
        #expect(bench.moves == ["2 6 7@40", "122 6 7@80", "242 7"])
    }

    @Test func whoeverLooksLateFindsTheMomentsAtWhichItWasDue() throws {
        var often = CodeDeployBench()
        var once = CodeDeployBench()
        _ = try often.create()
        _ = try once.create()
        for _ in 0..<700 { often.advance(seconds: 1) }
        once.advance(seconds: 700)
        #expect(often.moves == once.moves)
        #expect(often.alias.revision == once.alias.revision)
    }

    @Test func hooksRunBeforeAndAfterTheTraffic() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        bench.world.codeDeploy.hooks["after"] = HookBehaviour(takes: 20_000, outcome: .succeeded)
        let id = try bench.create(CodeDeployBench.spec(before: "before", after: "after"))
        bench.advance(seconds: 3)
        #expect(try bench.record(id).events.map(\.status) == ["InProgress", "Pending", "Pending"])
        #expect(bench.moves.isEmpty)
        bench.advance(seconds: 6)
        #expect(bench.moves == ["7 7"])
        #expect(try bench.record(id).events.map(\.status) == ["Succeeded", "Succeeded", "InProgress"])
        bench.advance(seconds: 30)
        let record = try bench.record(id)
        #expect(record.status == .succeeded)
        #expect(record.events.map { $0.ended.map { ($0 - Sample.start) / 1_000 } } == [7, 8, 28])
    }

    @Test func aFailingHookBeforeTheTrafficFailsTheDeploymentAndMovesNothing() throws {
        var bench = CodeDeployBench()
        bench.world.codeDeploy.hooks["before"] = HookBehaviour(takes: 4_000, outcome: .failed)
        let id = try bench.create(CodeDeployBench.spec(before: "before"))
        bench.advance(seconds: 100)
        let record = try bench.record(id)
        #expect(record.status == .failed)
        #expect(record.failure?.code == "HOOK_EXECUTION_FAILURE")
        #expect(record.events.map(\.status) == ["Failed", "Skipped", "Skipped"])
        #expect(bench.moves.isEmpty)
        #expect(record.rollbackID == nil)
    }

    @Test func aFailingHookAfterTheTrafficRollsBackWhenTheGroupSaysSo() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName, rollback: [.failure])
        bench.world.codeDeploy.hooks["after"] = HookBehaviour(takes: 4_000, outcome: .failed)
        let id = try bench.create(CodeDeployBench.spec(after: "after"))
        bench.advance(seconds: 60)
        let record = try bench.record(id)
        #expect(record.status == .failed)
        let rollback = try bench.record(try #require(record.rollbackID))
        #expect(rollback.status == .succeeded)
        #expect(bench.moves == ["2 7", "9 6"])
    }

    @Test func aHookThatNeverAnswersFailsAfterAnHour() throws {
        var bench = CodeDeployBench()
        bench.world.codeDeploy.hooks["before"] = HookBehaviour(takes: 0, outcome: .none)
        let id = try bench.create(CodeDeployBench.spec(before: "before"))
        bench.advance(seconds: 3_600)
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 3)
        #expect(try bench.record(id).status == .failed)
        #expect(try bench.record(id).failure?.code == "HOOK_EXECUTION_FAILURE")
    }

    @Test(arguments: ["Succeeded", "Failed"])
    func aHookCanBeAnsweredByHand(status: String) throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        bench.world.codeDeploy.hooks["before"] = HookBehaviour(takes: 0, outcome: .none)
        let id = try bench.create(CodeDeployBench.spec(before: "before"))
        bench.advance(seconds: 30)
        let execution = try #require(try bench.record(id).events[0].execution)
        let answer: [(String, WireValue?)] = [
            ("deploymentId", .string(id)), ("lifecycleEventHookExecutionId", .string(execution)), ("status", .string(status)),
        ]
        _ = try bench.call(.putHookStatus, answer)
        bench.advance(seconds: 10)
        #expect(try bench.record(id).status == (status == "Succeeded" ? .succeeded : .failed))
        let failure = #expect(throws: ServiceFailure.self) { try bench.call(.putHookStatus, answer) }
        #expect(failure?.code == "LifecycleEventAlreadyCompletedException")
    }

    @Test(arguments: [
        (6, 6, Routing(pointer: 6), ""),
        (5, 7, Routing(pointer: 6), "does not match the current version"),
        (6, 7, Routing(pointer: 6, extra: .init(version: 7, weight: 0.3)), "more than one version"),
        (6, 8, Routing(pointer: 6), "same execution role"),
        (6, 99, Routing(pointer: 6), "Function not found"),
    ])
    func anAliasOtherThanTheAppSpecSaysFailsTheDeployment(from: Int, to: Int, routing: Routing, why: String) throws {
        var bench = CodeDeployBench(rollback: [.failure], routing: routing)
        let id = try bench.create(CodeDeployBench.spec(from: from, to: to))
        bench.advance(seconds: 60)
        let record = try bench.record(id)
        #expect(record.status == .failed)
        #expect(record.failure?.code == "INVALID_LAMBDA_CONFIGURATION")
        #expect(record.failure?.message.hasPrefix("The deployment failed because the AppSpec file") == true)
        #expect(record.failure?.message.contains(why) == true || why.isEmpty)
        // Nothing was moved, so nothing is put back: least of all to a version the alias was not on.
        #expect(record.rollbackID == nil)
        #expect(bench.moves.isEmpty)
    }

    @Test func anAbsentAliasOrFunctionFailsTheDeployment() throws {
        for content in [CodeDeployBench.spec(alias: "gone"), CodeDeployBench.spec(function: "gone")] {
            var bench = CodeDeployBench()
            let id = try bench.create(content)
            bench.advance(seconds: 5)
            #expect(try bench.record(id).failure?.code == "INVALID_LAMBDA_CONFIGURATION")
        }
    }

    @Test func aVersionThatCannotTakeMoreEndsTheShiftNotTheRegion() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 10)
        bench.world.functions["checkout"]?.aliases["prod"] = nil
        bench.advance(seconds: 100)
        #expect(try bench.record(id).failure?.code == "INVALID_LAMBDA_CONFIGURATION")
    }
}
