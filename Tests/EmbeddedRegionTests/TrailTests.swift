import Testing

@testable import EmbeddedRegion

@Suite struct TrailTests {
    private let canary: World

    init() throws { canary = WorldBuilder.world(try ScenarioLibrary.load("bad-canary"), seed: 1, start: Sample.start) }

    private func lookup(
        _ world: World, now: Int64 = Sample.start, _ attribute: (String, String)? = nil, _ more: [(String, WireValue?)] = []
    ) throws(ServiceFailure) -> WireValue {
        let attributes = attribute.map { key, value in
            WireValue.list([.object([("AttributeKey", .string(key)), ("AttributeValue", .string(value))])])
        }
        return try TrailLookup(world: world, now: now).events(.object([("LookupAttributes", attributes)] + more))
    }

    private func inner(_ event: WireValue) throws -> WireValue {
        try #require(WireValue(json: Array((event["CloudTrailEvent"]?.string ?? "").utf8)))
    }

    @Test func thePastIsThePipelines() throws {
        let events = try lookup(canary, ("ResourceName", "checkout"))["Events"]?.list ?? []
        let times = events.compactMap { $0["EventTime"]?.milliseconds }
        #expect(times == times.sorted(by: >))
        #expect(times.allSatisfy { $0 >= Sample.start - 90 * 86_400_000 })
        let published = try #require(events.first { $0["EventName"]?.string == "PublishVersion20150331" })
        let event = try inner(published)
        #expect(event["responseElements"]?["version"]?.string == "7")
        #expect(
            event["userIdentity"]?["arn"]?.string == "arn:aws:sts::123456789012:assumed-role/ci-deployer/ci-1182")
        #expect(event["userIdentity"]?["sessionContext"]?["sessionIssuer"]?["userName"]?.string == "ci-deployer")
        #expect(published["Username"]?.string == "ci-1182")
        #expect(event["responseElements"]?["environment"] == .map([]))
        let move = try #require(events.first { $0["EventName"]?.string == "UpdateAlias20150331" })
        let parameters = try inner(move)["requestParameters"]
        #expect(parameters?["name"]?.string == "beta" || parameters?["name"]?.string == "prod")
    }

    @Test func deliveryIsLateAndTheLastRevisionIsTheAliassOwn() throws {
        func newest(_ now: Int64) throws -> WireValue? {
            let events = try lookup(canary, now: now, ("EventName", "UpdateAlias20150331"))["Events"]?.list ?? []
            return try events.map(inner).first { $0["requestParameters"]?["functionName"]?.string == "checkout" }
        }
        let moved = Sample.start - 210_000
        #expect(try newest(moved + 299_000)?["requestParameters"]?["functionVersion"]?.string == "6")
        let weights = try newest(moved + 901_000)?["requestParameters"]?["routingConfig"]?["additionalVersionWeights"]
        #expect(weights?["7"]?.double == 0.2)
        let revision = try newest(moved + 901_000)?["responseElements"]?["revisionId"]?.string
        #expect(revision == canary.functions["checkout"]?.aliases["prod"]?.revision)
    }

    @Test func pagesHoldWhenEventsArriveMeanwhile() throws {
        let all = try lookup(canary)["Events"]?.list?.map { $0["EventId"] } ?? []
        #expect(all.count > 20)
        var paged: [WireValue?] = []
        var token: WireValue?
        var world = canary
        repeat {
            let page = try lookup(world, [("MaxResults", .int(7)), ("NextToken", token)])
            paged += (page["Events"]?.list ?? []).map { $0["EventId"] }
            token = page["NextToken"]
            world.recordAliasWrite(
                function: "checkout", alias: "prod", at: Sample.start - 1_000_000, by: .role("ci-deployer", session: "ci-9"))
        } while token != nil && paged.count < 500
        #expect(paged.filter(all.contains) == all)
        #expect(Set(paged.compactMap { $0?.string }).count == paged.count)
    }

    private func lookup(
        _ world: World, _ more: [(String, WireValue?)]
    ) throws(ServiceFailure) -> WireValue { try lookup(world, now: Sample.start, nil, more) }

    @Test func mistakesAreAWSs() {
        func code(_ input: WireValue) -> String? {
            do throws(ServiceFailure) {
                _ = try TrailLookup(world: canary, now: Sample.start).events(input)
                return nil
            } catch {
                return error.code
            }
        }
        let attribute = WireValue.object([("AttributeKey", .string("EventName")), ("AttributeValue", .string("x"))])
        #expect(code(.object([("LookupAttributes", .list([attribute, attribute]))])) == "InvalidLookupAttributesException")
        #expect(code(.object([("MaxResults", .int(51))])) == "InvalidMaxResultsException")
        #expect(code(.object([("StartTime", .int(2)), ("EndTime", .int(1))])) == "InvalidTimeRangeException")
        #expect(code(.object([("NextToken", .string("bm9uc2Vuc2U="))])) == "InvalidNextTokenException")
        #expect(code(.object([("EventCategory", .string("data"))])) == "InvalidEventCategoryException")
        #expect(code(.object([("LookupAttributes", .list([attribute]))])) == nil)
    }

    @Test func callersWritesAreRecordedWithTheirFailures() throws {
        let clock = RegionClock(speed: 1, startMilliseconds: Sample.start)
        let store = WorldStore(canary)
        let recorder = TrailRecorder(store: store, clock: clock)
        let service = LambdaService(store: store, clock: clock, quotas: Quotas(clock: clock))
        let caller = Caller(
            accessKeyID: "ASIA1", arn: "arn:aws:sts::123456789012:assumed-role/oncall/jo", userID: "AROA1:jo", isObserver: false)
        func send(_ method: String, _ path: String, _ body: String) {
            let call = Call(
                request: WireRequest(method: method, target: path, headers: [("user-agent", "test/1")], body: Array(body.utf8)),
                requestID: "request", caller: caller)
            recorder.record(call, service: "lambda", answer: service.answer(call))
        }
        let alias = "/2015-03-31/functions/checkout/aliases/prod"
        send("GET", alias, "")
        send("PUT", alias, "{\"FunctionVersion\":\"6\",\"RoutingConfig\":{\"AdditionalVersionWeights\":{}}}")
        send("PUT", alias, "{\"FunctionVersion\":\"5\",\"RevisionId\":\"stale\"}")
        let entries = store.snapshot.trail.entries
        #expect(entries.map(\.name) == ["UpdateAlias20150331", "UpdateAlias20150331"])
        #expect(entries.map(\.errorCode) == [nil, "PreconditionFailedException"])
        #expect(entries[0].requestParameters?["name"]?.string == "prod")
        #expect(entries[0].requestParameters?["routingConfig"]?["additionalVersionWeights"] == .map([]))
        #expect(entries[0].responseElements?["functionVersion"]?.string == "6")
        #expect(entries[1].responseElements == nil)
        #expect(entries[1].requestParameters?["revisionId"]?.string == "stale")
        let late = try lookup(store.snapshot, now: clock.now() + 900_001, ("Username", "jo"))["Events"]?.list ?? []
        #expect(late.count == 2)
        #expect(try inner(late[0])["userIdentity"]?["type"]?.string == "AssumedRole")
        #expect(try lookup(store.snapshot, now: clock.now(), ("Username", "jo"))["Events"]?.list?.isEmpty == true)
    }

    @Test func aScenarioSetsTheDelay() throws {
        let world = WorldBuilder.world(try ScenarioLibrary.load("pipeline-fights-back"), seed: 1, start: Sample.start)
        #expect(world.trail.rules == Trail.Rules(delay: 120_000...120_000, callMilliseconds: 2_000))
        let text = "name: x\nextends: calm\nfunctions: []\ncloudTrail: {delay: [15m, 5m]}\n"
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(text, file: "own.yaml") }
        #expect(failure?.line == 4)
    }
}
