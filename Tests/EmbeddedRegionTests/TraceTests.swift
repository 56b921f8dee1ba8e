import Testing

@testable import EmbeddedRegion

@Suite struct TraceTests {
    private let world: World
    private let model: TraceModel
    private let now = Sample.start + 20 * 60_000

    init() throws {
        world = WorldBuilder.world(try ScenarioLibrary.load("bad-canary"), seed: 1, start: Sample.start)
        model = TraceModel(traffic: TrafficModel(noise: world.noise, start: world.start))
    }

    private func ask(_ expression: String?, token: WireValue? = nil, minutes: Int64 = 15) throws(ServiceFailure) -> WireValue {
        try TraceQueries(world: world, model: model, now: now).summaries(
            .object([
                ("StartTime", .time(now - minutes * 60_000)), ("EndTime", .time(now)),
                ("FilterExpression", expression.map { .string($0) }), ("NextToken", token),
            ]))
    }

    private func all(_ expression: String?) throws -> [WireValue] {
        var found: [WireValue] = []
        var token: WireValue?
        for _ in 0..<200 {
            let page = try ask(expression, token: token)
            found += page["TraceSummaries"]?.list ?? []
            token = page["NextToken"]
            if token == nil { return found }
        }
        Issue.record("the pages do not end")
        return found
    }

    private func graph() throws -> [WireValue] {
        let input = WireValue.object([("StartTime", .time(now - 15 * 60_000)), ("EndTime", .time(now))])
        return try ServiceGraph(world: world, model: model, now: now).graph(input)["Services"]?.list ?? []
    }

    @Test func tracesFailAsOftenAsRequestsDo() throws {
        let traces = try all(#"service("checkout")"#)
        let faults = traces.filter { $0["HasFault"]?.bool == true }
        let metrics = MetricSource(model: model.traffic)
        let traffic = metrics.traffic(
            .init(function: "checkout", alias: "prod"), period: 60, start: now - 15 * 60_000, end: now, in: world, now: now)
        let requests = traffic.reduce(0) { $0 + $1.statistics.invocations }
        let errors = traffic.reduce(0) { $0 + $1.statistics.errors }
        let rate = Double(errors) / Double(requests)
        #expect(rate > 0.01)
        #expect(abs(Double(faults.count) / Double(traces.count) - rate) < 0.006)
        #expect(traces.count > 15 * 150 && traces.count < 15 * 260)
        #expect(Set(traces.compactMap { $0["Id"]?.string }).count == traces.count)
        #expect(traces.allSatisfy { $0["Id"]?.string?.count == 35 })
    }

    @Test func theGraphCountsTheSameTraces() throws {
        let services = try graph()
        let faults = try all(#"service("checkout") { fault }"#)
        let code = try #require(
            services.first { $0["Name"]?.string == "checkout" && $0["Type"]?.string == "AWS::Lambda::Function" })
        #expect(code["SummaryStatistics"]?["FaultStatistics"]?["TotalCount"]?.int == faults.count)
        #expect(code["SummaryStatistics"]?["TotalCount"]?.int == (try all(#"service("checkout")"#)).count)
        let orders = try #require(services.first { $0["Name"]?.string == "orders" })
        let edge = try #require(code["Edges"]?.list?.first { $0["ReferenceId"] == orders["ReferenceId"] })
        let blamed = try all(#"service("orders") { fault }"#).count
        #expect(edge["SummaryStatistics"]?["FaultStatistics"]?["TotalCount"]?.int == blamed)
        #expect(Double(blamed) / Double(faults.count) > 0.7)
        #expect(blamed < faults.count)
    }

    @Test func aFailedTraceSaysWhichServiceItFailedBy() throws {
        let faults = try all(#"service("checkout") { fault }"#)
        let roots = faults.map { $0["FaultRootCauses"]?.list?.first?["Services"]?.list?.compactMap { $0["Name"]?.string } ?? [] }
        #expect(roots.allSatisfy { $0.first == "checkout" })
        #expect(roots.contains(["checkout", "orders"]))
        #expect(try all("ok").allSatisfy { $0["FaultRootCauses"]?.list?.isEmpty == true })
    }

    @Test func aMinuteHasItsTracesWhenItIsOver() throws {
        let function = try #require(world.functions["checkout"])
        let begun = now.flooredDivision(60_000) * 60_000
        let during = model.batches(function, from: begun, to: begun + 59_999, now: begun + 59_000)
        #expect(during.isEmpty)
        let over = model.batches(function, from: begun, to: begun + 59_999, now: begun + 60_000)
        #expect(!over.isEmpty)
        let later = model.batches(function, from: begun, to: begun + 59_999, now: begun + 900_000)
        #expect(later.map(\.count) == over.map(\.count) && later.map(\.faults) == over.map(\.faults))
        for batch in over {
            #expect((0..<batch.count).filter(batch.fails).count == batch.faults)
            #expect((0..<batch.count).allSatisfy { (begun..<(begun + 60_000)).contains(batch.at($0)) })
        }
    }

    @Test(arguments: [
        "nonsense", "fault OR error", "service(", "service(\"a", "service(\"a\") { service(\"b\") }", "duration = 5",
        "!service(\"a\")",
        "annotation.x = \"y\"", "fault = maybe", "duration > abc", "fault AND",
    ])
    func whatIsNotUnderstoodIsRefused(expression: String) {
        let failure = #expect(throws: ServiceFailure.self) { try TraceFilter(expression) }
        #expect(failure?.code == "InvalidRequestException")
    }

    @Test func whatIsUnderstood() throws {
        #expect(try TraceFilter("").terms.isEmpty)
        #expect(try TraceFilter("!fault").terms == [.state(.fault, false)])
        #expect(
            try TraceFilter("fault = true AND duration >= 1.5").terms == [
                .state(.fault, true), .slower(1.5, isInclusive: true),
            ])
        #expect(
            try TraceFilter(#"service(id(name: "a", type: "b")) { fault AND !throttle }"#).terms == [
                .service(name: "a", type: "b", states: [.state(.fault, true), .state(.throttle, false)])
            ])
    }

    @Test func rangesAndTokensAreChecked() {
        func code(_ from: Int64, _ to: Int64, token: String? = nil) -> String? {
            do throws(ServiceFailure) {
                _ = try TraceQueries(world: world, model: model, now: now).summaries(
                    .object([("StartTime", .time(from)), ("EndTime", .time(to)), ("NextToken", token.map { .string($0) })]))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(now - 60_000, now) == nil)
        #expect(code(now, now - 1) == "InvalidRequestException")
        #expect(code(now - TraceQueries.rangeLimit - 1, now) == "InvalidRequestException")
        #expect(code(.min, .max) == "InvalidRequestException")
        #expect(code(now - 60_000, now, token: "nonsense") == "InvalidRequestException")
    }

    @Test func downstreamMistakesNameTheirLine() {
        let text =
            "name: x\nfunctions:\n  - name: a\n    versions: [{version: 6, published: -2d}]\n    downstream:\n"
            + "      - {name: t, type: remote, faults: {6: 0.6}}\n      - {name: u, type: remote, faults: {6: 0.6}}\n"
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(text, file: "own.yaml") }
        #expect(failure?.line == 7)
    }
}
