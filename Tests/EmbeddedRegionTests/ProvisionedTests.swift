import Testing

@testable import EmbeddedRegion

@Suite struct ProvisionedTests {
    private func failure(_ body: () throws -> Void) -> ServiceFailure? { #expect(throws: ServiceFailure.self) { try body() } }

    private func stage(_ change: (inout World) -> Void = { _ in }) throws -> Stage {
        var stage = try Stage(shipped: "provisioned")
        change(&stage.world)
        return stage
    }

    private let back = Routing(pointer: 6, extra: .init(version: 7, weight: 1))

    @Test func theScenarioStandsOnSevenAndReady() throws {
        var stage = try stage()
        #expect(try stage.provisioned(at: 0) == ["READY", "50", "50"])
        #expect(try stage.prod(at: 0)?.routing == Routing(pointer: 7))
        // The move to 7 was held back as well.
        let history = try #require(try stage.prod(at: 0)).history.suffix(3)
        #expect(
            history.map(\.routing) == [
                Routing(pointer: 6), Routing(pointer: 7, extra: .init(version: 6, weight: 1)), Routing(pointer: 7),
            ])
        #expect(history.map { $0.at - Sample.start }.suffix(2) == [-680_000, -680_000 + 81_000])
        #expect(stage.world.lambda.shifts.isEmpty)
    }

    @Test func movingBackKeepsTheOldVersionServingUntilTheNewOneIsWarm() throws {
        var stage = try stage()
        let reply = try stage.move(at: 10, to: 6)
        // The reply is what the caller wrote; what the region wrote after it has another revision.
        #expect(reply["FunctionVersion"]?.string == "6")
        #expect(reply["RoutingConfig"] == nil)
        let injected = try #require(try stage.prod(at: 11))
        #expect(injected.routing == back)
        #expect(injected.revision != reply["RevisionId"]?.string)
        #expect(try stage.provisioned(at: 60) == ["IN_PROGRESS", "0", "0"])
        let counting = try stage.provisioned(at: 88)
        #expect(counting[0] == "IN_PROGRESS" && counting[1] != "0" && counting[1] != "50" && counting[2] == "0")
        #expect(try stage.prod(at: 90)?.routing == back)
        #expect(try stage.provisioned(at: 92) == ["READY", "50", "50"])
        let done = try #require(try stage.prod(at: 400))
        #expect(done.routing == Routing(pointer: 6))
        #expect(done.revision != injected.revision)
        // Written with the moment at which it happened, however late somebody looked.
        let moved = done.history[done.history.count - 2].at
        #expect(done.history.last?.at == moved + 75_000 + 6_000)
    }

    @Test func aFenceTakenFromTheReplyIsAlreadyStale() throws {
        var stage = try stage { $0.lambda.updatesConflict = false }
        let reply = try stage.move(at: 10, to: 6)
        let stale = reply["RevisionId"]?.string
        #expect(failure { try stage.move(at: 12, to: 5, fence: stale) }?.status == 412)
    }

    @Test func updatesOfAMovingAliasAreConflicts() throws {
        var stage = try stage()
        try stage.move(at: 10, to: 6)
        let before = try stage.prod(at: 11)?.revision
        #expect(failure { try stage.move(at: 12, to: 5) }?.code == "ResourceConflictException")
        #expect(failure { try stage.provision(at: 12, 60) }?.code == "ResourceConflictException")
        #expect(try stage.prod(at: 13)?.revision == before)
        try stage.move(at: 200, to: 5)
        #expect(try stage.prod(at: 201)?.routing == Routing(pointer: 5, extra: .init(version: 6, weight: 1)))
    }

    @Test func withoutThatConflictGoingBackToTheServingVersionIsAtOnce() throws {
        var stage = try stage { $0.lambda.updatesConflict = false }
        try stage.move(at: 10, to: 6)
        try stage.move(at: 20, to: 7)
        #expect(try stage.prod(at: 21)?.routing == Routing(pointer: 7))
        #expect(try stage.provisioned(at: 21) == ["READY", "50", "50"])
        try stage.move(at: 30, to: 6)
        try stage.move(at: 31)
        #expect(try stage.prod(at: 32)?.routing == back, "an empty RoutingConfig does not clear what the region put there")
    }

    @Test func aFailedInitialisationLeavesAllTrafficOnTheOldVersion() throws {
        var stage = try stage()
        try stage.move(at: 10, to: 4)
        #expect(try stage.provisioned(at: 60)[0] == "IN_PROGRESS")
        #expect(try stage.provisioned(at: 120) == ["FAILED", "0", "0"])
        let stuck = Routing(pointer: 4, extra: .init(version: 7, weight: 1))
        #expect(try stage.prod(at: 9_000)?.routing == stuck)
        let refused = failure { try stage.move(at: 9_001, to: 6) }
        #expect(refused?.code == "InvalidParameterValueException")
        #expect(refused?.message == "Invalid alias configuration for Provisioned Concurrency")
        #expect(failure { try stage.provision(at: 9_002, 10) }?.message.hasPrefix("Alias with weights") == true)
        try stage.unprovision(at: 9_003)
        try stage.move(at: 9_004, to: 6)
        #expect(try stage.prod(at: 9_005)?.routing == Routing(pointer: 6))
    }

    @Test func afterDeletingItAnEmptyConfigClearsTheWeightsAtOnceOrNot() throws {
        var yields = try stage()
        try yields.move(at: 10, to: 6)
        try yields.unprovision(at: 12)
        #expect(try yields.prod(at: 13)?.routing == back, "deleting alone changes no weight")
        try yields.move(at: 14, clearing: false)
        #expect(try yields.prod(at: 15)?.routing == back, "omitted means kept")
        try yields.move(at: 16)
        #expect(try yields.prod(at: 17)?.routing == Routing(pointer: 6))
        try yields.provision(at: 18, 50)
        #expect(try yields.prod(at: 19)?.routing == Routing(pointer: 6))

        var stays = try stage { $0.lambda.weightsYield = false }
        try stays.move(at: 10, to: 6)
        try stays.unprovision(at: 12)
        try stays.move(at: 14)
        #expect(try stays.prod(at: 15)?.routing == back)
        #expect(try stays.prod(at: 90)?.routing == back)
        #expect(try stays.prod(at: 92)?.routing == Routing(pointer: 6))
    }

    @Test func deletingItBeforehandMakesTheMoveImmediate() throws {
        var stage = try stage()
        try stage.unprovision(at: 5)
        try stage.move(at: 6, to: 6)
        #expect(try stage.prod(at: 7)?.routing == Routing(pointer: 6))
        let missing = failure { _ = try stage.provisioned(at: 8) }
        #expect(missing?.code == "ProvisionedConcurrencyConfigNotFoundException" && missing?.status == 404)
    }

    @Test func whatItMayBePutOn() throws {
        var stage = try stage()
        #expect(failure { try stage.provision(at: 1, 5, on: "$LATEST") }?.code == "InvalidParameterValueException")
        #expect(failure { try stage.provision(at: 1, 5, on: "") }?.code == "ValidationException")
        #expect(failure { try stage.provision(at: 1, 0) }?.code == "ValidationException")
        #expect(failure { try stage.provision(at: 1, 5, on: "99") }?.code == "ResourceNotFoundException")
        #expect(failure { try stage.provision(at: 1, 5, on: "nobody") }?.code == "ResourceNotFoundException")
        #expect(failure { try stage.provision(at: 1, 5, on: "7") }?.code == "ResourceConflictException", "prod has it for 7")
        #expect(failure { try stage.provision(at: 1, 201) }?.message.contains("reservedConcurrentExecution") == true)
        try stage.provision(at: 2, 20, on: "6")
        #expect(failure { try stage.move(at: 3, to: 6) }?.code == "ResourceConflictException", "6 has its own")
        #expect(failure { try stage.provision(at: 4, 181) }?.message.contains("reservedConcurrentExecution") == true)
        try stage.provision(at: 4, 180)
    }

    @Test func weightsOfTheOwnerAndProvisionedConcurrencyExclude() throws {
        var stage = try stage()
        try stage.unprovision(at: 1)
        try stage.move(at: 2, weights: [("6", .double(0.5))])
        #expect(
            failure { try stage.provision(at: 3, 5) }?.message
                == "Alias with weights can not be used with Provisioned Concurrency")
    }

    @Test func aHundredExecutionsStayUnreserved() throws {
        var stage = try stage()
        stage.world.functions["checkout"]?.wiring.reservations = []
        #expect(failure { try stage.provision(at: 1, 901) }?.message.contains("minimum value of [100]") == true)
        try stage.provision(at: 1, 900)
        #expect(stage.world.unreservedConcurrency == 100)
    }

    @Test func metricsFollowTheInjectedWeights() throws {
        var stage = try stage()
        try stage.move(at: 120, to: 6)
        _ = try stage.prod(at: 600)
        let source = MetricSource(model: TrafficModel(noise: stage.world.noise, start: stage.world.start))
        func invocations(of version: Int, minute: Int64) -> Int {
            let begin = Sample.start + minute * 60_000
            return source.traffic(
                .init(function: "checkout", alias: "prod", version: version), period: 60, start: begin, end: begin + 60_000,
                in: stage.world, now: Sample.start + 600_000
            ).reduce(0) { $0 + $1.statistics.invocations }
        }
        #expect(invocations(of: 6, minute: 2) == 0 && invocations(of: 7, minute: 2) > 1_000)
        #expect(invocations(of: 6, minute: 3) > 500 && invocations(of: 7, minute: 3) > 500)
        #expect(invocations(of: 7, minute: 4) == 0 && invocations(of: 6, minute: 4) > 1_000)
    }

    @Test func aMoveUnderWayAtTheStartIsGoneThroughToItsEnd() throws {
        let text = """
            name: x
            provisioning: {delay: 60s, perMinute: 600}
            functions:
              - name: checkout
                versions: [{version: 5, published: -9d}, {version: 6, published: -8d}]
                aliases: [{name: prod, requestsPerMinute: 60, moves: [{at: -9d, to: 5}, {at: -30s, to: 6}]}]
                provisioned: [{on: prod, concurrency: 10, since: -1d}]
            """
        var stage = try Stage(scenario: text)
        #expect(try stage.prod(at: 1)?.routing == Routing(pointer: 6, extra: .init(version: 5, weight: 1)))
        let last = try #require(try stage.prod(at: 50)?.history.last)
        #expect(last.routing == Routing(pointer: 6))
        #expect(last.at == Sample.start + 31_000)
    }

    @Test func allocationDoesNotBeginForAMinuteUnlessToldOtherwise() throws {
        let moves = ProvisionedMoves(Sample.world(), now: Sample.start)
        for version in 5...9 {
            let made = moves.allocation(
                500, from: 0, version: version, of: Sample.function(), qualifier: "a\(version)", modified: 0)
            #expect((60_000...90_000).contains(made.begins - Sample.start))
            #expect(made.ends == made.begins + 60_000)
        }
        let less = moves.allocation(5, from: 20, version: 6, of: Sample.function(), qualifier: "prod", modified: 0)
        #expect(less.status(at: Sample.start) == .ready && less.allocated(at: Sample.start) == 5)
        let more = moves.allocation(30, from: 20, version: 6, of: Sample.function(), qualifier: "prod", modified: 0)
        #expect(more.available(at: Sample.start) == 20 && more.allocated(at: more.ends) == 30)
    }
}
