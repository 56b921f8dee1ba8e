import Testing

@testable import EmbeddedRegion

@Suite struct WiringTests {
    private func world() throws -> World {
        WorldBuilder.world(try ScenarioLibrary.load("provisioned"), seed: 1, start: Sample.start)
    }

    private func clock(_ seconds: Double) -> RegionClock {
        RegionClock(speed: 0.1, startMilliseconds: Sample.start + Int64(seconds * 1000))
    }

    private let checkout: FunctionReference

    init() throws { checkout = try FunctionReference("checkout") }

    @Test func statesAreReadWithGetFunctionOnly() throws {
        var world = try world()
        let reads = LambdaReads(world)
        func state(_ qualifier: String) throws -> [String?] {
            let found = try reads.getFunctionConfiguration(checkout, ["Qualifier": qualifier])
            return ["State", "StateReasonCode", "LastUpdateStatus", "PackageType"].map { found[$0]?.string }
        }
        #expect(try state("prod") == ["Active", nil, "Successful", "Zip"])
        #expect(try state("3") == ["Inactive", "Idle", "Successful", "Zip"])
        #expect(try state("2") == ["Failed", "ImageDeleted", "Successful", "Image"])
        let image = try reads.getFunction(checkout, ["Qualifier": "2"])
        #expect(image["Code"]?["RepositoryType"]?.string == "ECR")
        #expect(image["Configuration"]?["Runtime"] == nil)
        #expect(image["Concurrency"]?["ReservedConcurrentExecutions"]?.int == 200)
        let listed = try #require(try reads.listVersions(checkout, [:])["Versions"]?.list)
        let functions = try #require(try reads.listFunctions([:])["Functions"]?.list)
        for member in ["State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReasonCode"] {
            #expect((listed + functions).allSatisfy { $0[member] == nil }, "\(member)")
        }
        #expect(listed.allSatisfy { $0["PackageType"] != nil && $0["RevisionId"] != nil })
        world.lambda.listsVersionStates = true
        let told = try #require(try LambdaReads(world).listVersions(checkout, [:])["Versions"]?.list)
        #expect(told.first { $0["Version"]?.string == "3" }?["State"]?.string == "Inactive")
    }

    @Test func reservedConcurrencyLeavesAHundred() throws {
        let store = WorldStore(try world())
        let writes = ConcurrencyWrites(store: store, clock: clock(1))
        func put(_ value: WireValue) throws -> WireValue {
            try writes.put(checkout, .object([("ReservedConcurrentExecutions", value)]))
        }
        #expect(try put(.int(900))["ReservedConcurrentExecutions"]?.int == 900)
        #expect(
            WiringReads(world: store.snapshot).accountSettings()["AccountLimit"]?["UnreservedConcurrentExecutions"]?.int == 100)
        let tooMuch = #expect(throws: ServiceFailure.self) { try put(.int(901)) }
        #expect(tooMuch?.message.contains("below its minimum value of [100]") == true)
        let belowProvisioned = #expect(throws: ServiceFailure.self) { try put(.int(49)) }
        #expect(belowProvisioned?.code == "InvalidParameterValueException")
        #expect(throws: ServiceFailure.self) { try put(.int(-1)) }
        #expect(throws: ServiceFailure.self) { try put(.string("5")) }
        #expect(throws: ServiceFailure.self) { try writes.put(checkout, .map([])) }
        #expect(store.snapshot.functions["checkout"]?.wiring.reserved == 900)
        #expect(try put(.int(0))["ReservedConcurrentExecutions"]?.int == 0)
        try writes.delete(checkout)
        #expect(try WiringReads(world: store.snapshot).concurrency(checkout)["ReservedConcurrentExecutions"] == nil)
        #expect(store.snapshot.unreservedConcurrency == 950, "what is provisioned is not for others")
    }

    @Test func mappingsAreFoundByFunctionQualifierAndSource() throws {
        let reads = WiringReads(world: try world())
        func targets(_ query: [String: String]) throws -> [String] {
            let found = try reads.eventSourceMappings(query)["EventSourceMappings"]?.list ?? []
            return found.compactMap { $0["FunctionArn"]?.string?.split(separator: ":").last.map(String.init) }
        }
        #expect(try targets(["FunctionName": "checkout"]) == ["prod", "7", "prod"])
        #expect(try targets(["FunctionName": "checkout:7"]) == ["7"])
        var exact = try world()
        exact.lambda.bareNameFindsAll = false
        #expect(
            try WiringReads(world: exact).eventSourceMappings(["FunctionName": "checkout"])["EventSourceMappings"]?.list == [])
        #expect(try targets(["EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:refunds"]) == ["prod"])
        #expect(try targets(["FunctionName": "search"]).isEmpty)
        #expect(throws: ServiceFailure.self) { try targets(["FunctionName": "nobody"]) }
        let first = try reads.eventSourceMappings(["MaxItems": "2"])
        #expect(first["EventSourceMappings"]?.list?.count == 2)
        let rest = try reads.eventSourceMappings(["MaxItems": "2", "Marker": first["NextMarker"]?.string ?? ""])
        #expect(rest["EventSourceMappings"]?.list?.count == 1 && rest["NextMarker"] == nil)
    }

    @Test func everyQualifierHasAPolicyOfItsOwn() throws {
        let reads = WiringReads(world: try world())
        let text = try #require(try reads.policy(checkout, ["Qualifier": "7"])["Policy"]?.string)
        let statement = try #require(WireValue(json: Array(text.utf8))?["Statement"]?.list?.first)
        #expect(statement["Sid"]?.string == "nightly")
        #expect(statement["Resource"]?.string?.hasSuffix(":checkout:7") == true)
        #expect(statement["Principal"]?["Service"]?.string == "events.amazonaws.com")
        let none = #expect(throws: ServiceFailure.self) { try reads.policy(checkout, [:]) }
        #expect(none?.code == "ResourceNotFoundException")
        let absent = #expect(throws: ServiceFailure.self) { try reads.policy(checkout, ["Qualifier": "99"]) }
        #expect(absent?.message.hasPrefix("Function not found") == true)
    }

    @Test func durableExecutionsStayWhereTheyStarted() throws {
        let store = WorldStore(try world())
        func listed(_ seconds: Double, _ query: String) throws -> [String] {
            let request = WireRequest(method: "GET", target: "/x?" + query, headers: [], body: [])
            let found = try DurableOperations(store: store, clock: clock(seconds)).list(checkout, request)
            return (found["DurableExecutions"]?.list ?? []).map {
                "\($0["DurableExecutionName"]?.string ?? "") \($0["Status"]?.string ?? "")"
            }
        }
        #expect(try listed(1, "") == ["refund-5519 RUNNING", "refund-5512 RUNNING", "refund-5203 SUCCEEDED"])
        #expect(try listed(1, "Qualifier=7&Statuses=RUNNING&Statuses=PAUSED&ReverseOrder=true").first == "refund-5512 RUNNING")
        #expect(try listed(1, "Qualifier=6&Statuses=RUNNING").isEmpty)
        #expect(try listed(2_500, "DurableExecutionName=refund-5519") == ["refund-5519 SUCCEEDED"])
        #expect(throws: ServiceFailure.self) { try listed(1, "Statuses=SLEEPING") }

        let request = WireRequest(method: "GET", target: "/x", headers: [], body: [])
        let all = try DurableOperations(store: store, clock: clock(1)).list(checkout, request)
        let arn = try #require(all["DurableExecutions"]?.list?[1]["DurableExecutionArn"]?.string)
        let operations = DurableOperations(store: store, clock: clock(10))
        try operations.pause(arn, .object([("Reason", .string("rolled back"))]))
        #expect(try listed(10, "Statuses=RUNNING").count == 2, "taken up a second later")
        #expect(try listed(12, "Statuses=PAUSING") == ["refund-5512 PAUSING"])
        #expect(try listed(15, "Statuses=PAUSED") == ["refund-5512 PAUSED"])
        let twice = #expect(throws: ServiceFailure.self) { try operations.pause(arn, .map([])) }
        #expect(twice?.code == "ResourceConflictException")
        try operations.resume(arn)
        #expect(try listed(15, "Statuses=RUNNING").count == 2)
        let stopped = try operations.stop(arn)["StopTimestamp"]
        #expect(try operations.get(arn)["Status"]?.string == "STOPPED")
        #expect(try operations.stop(arn)["StopTimestamp"] == stopped)
        #expect(throws: ServiceFailure.self) { try operations.resume(arn) }
        #expect(throws: ServiceFailure.self) { try operations.stop(arn + "x") }
        #expect(throws: ServiceFailure.self) { try operations.stop("nonsense") }
    }

    @Test func aLimitBelowTheDemandThrottles() throws {
        var world = try world()
        let source = MetricSource(model: TrafficModel(noise: world.noise, start: world.start))
        world.functions["checkout"]?.wiring.reservations.append(.init(at: Sample.start + 60_000, limit: 2))
        world.functions["checkout"]?.wiring.reservations.append(.init(at: Sample.start + 120_000, limit: 0))
        func sums(_ minute: Int64) throws -> (throttles: Double, invocations: Double?) {
            let begin = Sample.start + minute * 60_000
            let found = source.traffic(
                .init(function: "checkout", alias: "prod"), period: 60, start: begin, end: begin + 60_000, in: world,
                now: Sample.start + 300_000)
            let statistics = try #require(found.first?.statistics)
            return (
                try #require(statistics.value(metric: "Throttles", statistic: .sum)),
                statistics.value(metric: "Invocations", statistic: .sum)
            )
        }
        #expect(try sums(0).throttles == 0)
        let squeezed = try sums(1)
        #expect(squeezed.throttles > 500 && squeezed.invocations ?? 0 > 300)
        let stopped = try sums(2)
        #expect(stopped.throttles > 1_000 && stopped.invocations == nil)
    }

    @Test func theAsynchronousQueueHasItsMetrics() throws {
        let world = try world()
        let dimensions = ["FunctionName": "checkout", "Resource": "checkout:prod"]
        func values(_ name: String, _ statistic: MetricStatistic) -> [Double] {
            AsyncMetrics(name, dimensions: dimensions, in: world)?.series(
                name, statistic, period: 60, start: Sample.start, end: Sample.start + 600_000, now: Sample.start + 600_000
            ).map(\.value) ?? []
        }
        let ages = values("AsyncEventAge", .maximum)
        #expect(ages.count == 10 && ages.allSatisfy { (120_000...360_000).contains($0) })
        let received = values("AsyncEventsReceived", .sum)
        #expect((200...400).contains(received.reduce(0, +)))
        #expect(AsyncMetrics("AsyncEventAge", dimensions: ["FunctionName": "search"], in: world) == nil)
        #expect(AsyncMetrics("AsyncEventAge", dimensions: dimensions.merging(["ExecutedVersion": "7"]) { $1 }, in: world) == nil)
    }

    @Test func theSchemaBarrierHoldsInBothDirections() throws {
        let world = WorldBuilder.world(try ScenarioLibrary.load("schema-barrier"), seed: 1, start: Sample.start)
        let checkout = try #require(world.functions["checkout"])
        func failing(_ version: Int, _ seconds: Int64) -> Double {
            checkout.version(version)?.behaviour(at: Sample.start + seconds * 1000).failing ?? -1
        }
        #expect(failing(6, -600) < 0.01 && failing(6, 60) > 0.9)
        #expect(failing(5, 60) > 0.9 && failing(7, 60) > 0.3 && failing(8, 60) < 0.01)
        #expect(checkout.aliases.values.allSatisfy { $0.history.allSatisfy { $0.routing.pointer != 8 } })
        #expect(checkout.version(7)?.configuration.description.hasPrefix("schema=12 ") == true)
        let book = AlarmBook(world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        #expect(
            book.statuses(world: world, now: world.start).first { $0.definition.name == "checkout-prod-error-rate" }?.state
                == .alarm)
    }

    private static let head = """
        name: x
        functions:
          - name: checkout
            versions: [{version: 5, published: -9d}]
            aliases: [{name: prod, moves: [{at: -8d, to: 5}]}]

        """

    @Test(arguments: [
        ("    eventSources: [{source: orders}]", 6, "expected an ARN"),
        ("    eventSources: [{source: \"arn:aws:sqs:a:1:b\", calls: beta}]", 6, "'beta' is no alias or version"),
        ("    permissions:\n      - {id: a}", 7, "needs 'id' and 'principal'"),
        ("    urls: [{on: \"5\"}]", 6, "a URL is on an alias"), ("    urls: [{}, {}]", 6, "at most one URL"),
        ("    reservedConcurrency: many", 6, "whole number"), ("    provisioned: [{on: prod}]", 6, "'concurrency'"),
        ("    provisioned: [{on: $LATEST, concurrency: 5}]", 6, "$LATEST"),
        ("    durable:\n      - {name: a, version: 6, started: -1m}", 7, "version 6 is not among"),
        ("    durable: [{name: a, version: 5, started: +1m}]", 6, "lies in the past"),
        ("    durable: [{name: a, version: 5, started: -1m, status: FAILED}]", 6, "needs 'ends'"),
        ("    asyncQueue: {oldest: -4m, perMinute: 3}", 6, "length of time"),
        ("    eventInvoke: [{maximumAge: 7h}]", 6, "1m to 6h"), ("provisioning: {delay: soon}", 6, "length of time"),
        ("provisioning: {yields: true}", 6, "unknown key 'yields'"), ("lists: {states: true}", 6, "unknown key 'states'"),
        ("concurrency: 3", 6, "out of range"),
    ])
    func mistakesNameTheirLine(text: String, line: Int, message: String) {
        let failure = #expect(throws: ScenarioError.self) {
            try ScenarioLibrary.decode(Self.head + text + "\n", file: "own.yaml")
        }
        #expect(failure?.line == line)
        #expect(failure?.message.contains(message) == true, "\(failure?.description ?? "")")
    }

    @Test(arguments: [
        ("state: Failed, reason: Sleepy", "no reason code"), ("reason: Idle", "an active version has no reason"),
        ("packageType: Jar", "none of Zip, Image"), ("initFails: perhaps", "true or false"),
        ("lastUpdate: Late", "none of Successful"),
    ])
    func mistakesInAVersionNameTheirLine(text: String, message: String) {
        let scenario = "name: x\nfunctions:\n  - name: a\n    versions:\n      - {version: 5, published: -9d, \(text)}\n"
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(scenario, file: "own.yaml") }
        #expect(failure?.line == 5)
        #expect(failure?.message.contains(message) == true, "\(failure?.description ?? "")")
    }
}
