import Testing

@testable import EmbeddedRegion

@Suite struct CodeDeployStopTests {
    @Test func aStopWithRollbackIsASecondDeployment() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 70)
        let reply = try bench.stop(id, rollback: true)
        #expect(reply["status"]?.string == "Pending")
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 2)
        let stopped = try bench.record(id)
        #expect(stopped.status == .stopped)
        #expect(stopped.failure?.code == "MANUAL_STOP")
        #expect(bench.alias.routing == Routing(pointer: 6, extra: .init(version: 7, weight: 0.2)))
        let rollbackID = try #require(stopped.rollbackID)
        var rollback = try bench.record(rollbackID)
        #expect(rollback.triggeringID == id)
        #expect(rollback.creator == "codeDeployRollback")
        #expect(!rollback.status.isOver)
        bench.advance(seconds: 1)
        rollback = try bench.record(rollbackID)
        #expect(rollback.status == .inProgress)
        bench.advance(seconds: 4)
        #expect(try bench.record(rollbackID).status == .succeeded)
        #expect(bench.alias.routing == Routing(pointer: 6))
        bench.advance(seconds: 600)
        #expect(bench.alias.routing == Routing(pointer: 6))
    }

    @Test func aStopWithoutRollbackLeavesTwoVersionsAndTheNextDeploymentFails() throws {
        var bench = CodeDeployBench(rollback: [.stopOnRequest])
        let id = try bench.create()
        bench.advance(seconds: 70)
        _ = try bench.stop(id, rollback: false)
        bench.advance(seconds: 120)
        #expect(try bench.record(id).status == .stopped)
        #expect(try bench.record(id).rollbackID == nil)
        #expect(bench.alias.routing == Routing(pointer: 6, extra: .init(version: 7, weight: 0.2)))
        let next = try bench.create()
        bench.advance(seconds: 10)
        #expect(try bench.record(next).failure?.code == "INVALID_LAMBDA_CONFIGURATION")
    }

    @Test(arguments: [true, false])
    func aStopThatDoesNotSayFollowsTheGroup(rollsBack: Bool) throws {
        var bench = CodeDeployBench(rollback: rollsBack ? [.stopOnRequest] : [.failure])
        let id = try bench.create()
        bench.advance(seconds: 70)
        _ = try bench.stop(id)
        bench.advance(seconds: 30)
        #expect((try bench.record(id).rollbackID != nil) == rollsBack)
        #expect((bench.alias.routing.extra == nil) == rollsBack)
    }

    @Test(arguments: [[], [.failure]] as [[DeploymentRollback.Event]])
    func aRegionMayIgnoreTheWishForARollbackOfAnUnconfiguredGroup(events: [DeploymentRollback.Event]) throws {
        var bench = CodeDeployBench(rollback: events)
        bench.world.codeDeploy.rollsBackUnconfigured = false
        let id = try bench.create()
        bench.advance(seconds: 70)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 30)
        #expect((bench.alias.routing.extra == nil) == !events.isEmpty)
    }

    @Test func everyWriteOfCodeDeployIsInTheTrailUnderTheServiceRole() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 70)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 30)
        let entries = bench.world.trail.entries
        #expect(entries.map(\.name) == Array(repeating: "UpdateAlias20150331", count: 3))
        #expect(entries.map { ($0.at - Sample.start) / 1_000 }.prefix(2) == [2, 62])
        #expect(entries.allSatisfy { $0.identity.service == "codedeploy.amazonaws.com" })
    }

    @Test func noStepIsTakenBetweenTheRequestAndTheStop() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 61.9)
        _ = try bench.stop(id, rollback: false)
        bench.advance(seconds: 60)
        #expect(bench.moves == ["2 6 7@10"])
    }

    @Test func aLateStopIsRefused() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        let id = try bench.create()
        bench.advance(seconds: 30)
        let failure = #expect(throws: ServiceFailure.self) { try bench.stop(id, rollback: true) }
        #expect(failure?.code == "DeploymentAlreadyCompletedException")
        #expect(bench.alias.routing == Routing(pointer: 7))
    }

    @Test func aSecondStopCanAskForTheRollbackButNotTakeItBack() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 10)
        _ = try bench.stop(id, rollback: false)
        _ = try bench.stop(id, rollback: true)
        _ = try bench.stop(id, rollback: false)
        bench.advance(seconds: 20)
        #expect(try bench.record(id).rollbackID != nil)
        #expect(bench.alias.routing == Routing(pointer: 6))
    }

    @Test func aStopBeforeTheDeploymentBeganNeedsNoRollback() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 0.1)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 20)
        let record = try bench.record(id)
        #expect(record.status == .stopped)
        #expect(record.rollbackID == nil)
        #expect(record.rollbackMessage != nil)
        #expect(bench.moves.isEmpty)
    }

    @Test func aRollbackCanBeStoppedAndHasNoRollbackOfItsOwn() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 10)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 2)
        let rollbackID = try #require(try bench.record(id).rollbackID)
        _ = try bench.stop(rollbackID, rollback: true)
        bench.advance(seconds: 60)
        #expect(try bench.record(rollbackID).status == .stopped)
        #expect(try bench.record(rollbackID).rollbackID == nil)
        #expect(bench.alias.routing.extra != nil)
    }

    @Test func aManualMoveIsOverwrittenAtTheNextStep() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 30)
        bench.move(Routing(pointer: 5))
        bench.advance(seconds: 31)
        #expect(bench.alias.routing == Routing(pointer: 5))
        bench.advance(seconds: 2)
        #expect(bench.alias.routing == Routing(pointer: 6, extra: .init(version: 7, weight: 0.2)))
        bench.advance(seconds: 600)
        #expect(try bench.record(id).status == .succeeded)
        #expect(bench.alias.routing == Routing(pointer: 7))
    }

    @Test(arguments: [true, false])
    func orAManualMoveFailsTheDeploymentAtTheNextStep(rollsBack: Bool) throws {
        var bench = CodeDeployBench(rollback: rollsBack ? [.failure] : [], onManualChange: .fail)
        let id = try bench.create()
        bench.advance(seconds: 30)
        bench.move(Routing(pointer: 5))
        bench.advance(seconds: 31)
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 30)
        #expect(try bench.record(id).failure?.code == "INVALID_LAMBDA_CONFIGURATION")
        #expect(bench.alias.routing == Routing(pointer: rollsBack ? 6 : 5))
    }

    @Test func anAlarmStopsTheDeploymentAndRollsItBack() throws {
        var bench = CodeDeployBench(alarms: ["errors"], rollback: [.stopOnAlarm])
        bench.alarms["errors"] = [(0, .ok), (Sample.start + 65_000, .alarm)]
        let id = try bench.create()
        bench.advance(seconds: 64)
        #expect(try bench.record(id).status == .inProgress)
        bench.advance(seconds: 20)
        let record = try bench.record(id)
        #expect(record.status == .stopped)
        #expect(record.failure?.code == "ALARM_ACTIVE")
        #expect(record.failure?.message.hasSuffix("Activated alarms: errors") == true)
        #expect(try bench.record(try #require(record.rollbackID)).status == .succeeded)
        #expect(bench.alias.routing == Routing(pointer: 6))
    }

    @Test func anAlarmWithoutRollbackLeavesTwoVersions() throws {
        var bench = CodeDeployBench(alarms: ["errors"])
        bench.alarms["errors"] = [(0, .ok), (Sample.start + 30_000, .alarm)]
        let id = try bench.create()
        bench.advance(seconds: 300)
        #expect(try bench.record(id).status == .stopped)
        #expect(bench.alias.routing.extra?.version == 7)
    }

    @Test func aFiringAlarmBlocksTheFixUnlessItIsOverridden() throws {
        var bench = CodeDeployBench(
            config: DeploymentConfig.allAtOnceName, alarms: ["errors"], rollback: [.stopOnAlarm], routing: Routing(pointer: 7))
        bench.alarms["errors"] = [(0, .alarm)]
        let fix = CodeDeployBench.spec(from: 7, to: 6)
        let blocked = try bench.create(fix)
        bench.advance(seconds: 20)
        #expect(try bench.record(blocked).status == .stopped)
        #expect(try bench.record(blocked).failure?.code == "ALARM_ACTIVE")
        #expect(bench.alias.routing == Routing(pointer: 7))
        let off = WireValue.object([("enabled", .bool(false)), ("alarms", .list([]))])
        let forced = try bench.create(fix, [("overrideAlarmConfiguration", off)])
        bench.advance(seconds: 20)
        #expect(try bench.record(forced).status == .succeeded)
        #expect(bench.alias.routing == Routing(pointer: 6))
    }

    @Test(arguments: [true, false])
    func anAlarmNobodyDefinedStopsUnlessThePollMayFail(ignores: Bool) throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName, alarms: ["gone"])
        bench.world.codeDeploy.applications["shop"]?.groups["prod"]?.alarms.ignoresPollFailure = ignores
        let id = try bench.create()
        bench.advance(seconds: 20)
        #expect(try bench.record(id).status == (ignores ? .succeeded : .stopped))
    }

    @Test func aGroupHasOneDeploymentAtATime() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        bench.advance(seconds: 10)
        let failure = #expect(throws: ServiceFailure.self) { try bench.create() }
        #expect(failure?.code == "DeploymentLimitExceededException")
        #expect(failure?.message.contains(id) == true)
        _ = try bench.stop(id, rollback: true)
        bench.advance(seconds: 2)
        // The rollback is a deployment too.
        #expect(throws: ServiceFailure.self) { try bench.create() }
        bench.advance(seconds: 10)
        _ = try bench.create()
    }
}
