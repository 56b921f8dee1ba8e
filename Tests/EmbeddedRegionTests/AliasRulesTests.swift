import Testing

@testable import EmbeddedRegion

@Suite struct AliasRulesTests {
    private let function = Sample.function()
    private let arn = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"
    private let canary = Routing(pointer: 6, extra: .init(version: 7, weight: 0.2))

    private func routed(
        _ current: Routing, version: String? = nil, weights: [(String, WireValue?)]? = nil
    ) throws(ServiceFailure) -> Routing {
        let config = weights.map { WireValue.object([("AdditionalVersionWeights", .object($0))]) }
        return try AliasRules.routing(
            after: current, version: version, routingConfig: config, function: function, arn: arn)
    }

    @Test func omittedRoutingConfigKeepsTheWeights() throws {
        #expect(try routed(canary, version: "5") == Routing(pointer: 5, extra: .init(version: 7, weight: 0.2)))
    }

    @Test func anEmptyMapAndAnEmptyConfigClearThem() throws {
        #expect(try routed(canary, weights: []) == Routing(pointer: 6))
        let cleared = try AliasRules.routing(
            after: canary, version: nil, routingConfig: .map([]), function: function, arn: arn)
        #expect(cleared == Routing(pointer: 6))
    }

    struct Refused: Sendable {
        var code = "InvalidParameterValueException"
        var text: String
        var version: String?
        var weights: [String: Double]?
    }

    private static let latest = "$LATEST is not supported"
    private static let included = "already included in routing configuration"
    private static let range = "less than or equal to 1.0"
    private static let absent = "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:checkout:"

    static let refused: [Refused] = [
        Refused(text: "cannot be greater than 1", weights: ["7": 0.1, "5": 0.1]),
        Refused(text: included, weights: ["6": 0.1]),
        Refused(text: included, version: "7"),
        Refused(text: latest, weights: ["$LATEST": 0.1]),
        Refused(text: latest, version: "$LATEST"),
        Refused(text: "same execution role", weights: ["8": 0.1]),
        Refused(text: "dead letter", weights: ["9": 0.1]),
        Refused(code: "ResourceNotFoundException", text: absent + "99", version: "99"),
        Refused(code: "ResourceNotFoundException", text: absent + "99", weights: ["99": 0.1]),
        Refused(code: "ResourceNotFoundException", text: absent + "0", version: "0"),
        Refused(code: "ValidationException", text: "functionVersion", version: "six"),
        Refused(code: "ValidationException", text: range, weights: ["7": 1.5]),
        Refused(code: "ValidationException", text: range, weights: ["7": 1.0]),
        Refused(code: "ValidationException", text: "Map keys", weights: ["seven": 0.1]),
    ]

    @Test(arguments: refused)
    func refuses(wanted: Refused) {
        let entries = wanted.weights.map { $0.map { ($0.key, WireValue?.some(.double($0.value))) } }
        let failure = #expect(throws: ServiceFailure.self) { try routed(canary, version: wanted.version, weights: entries) }
        #expect(failure?.code == wanted.code)
        #expect(failure?.message.contains(wanted.text) == true, "\(failure?.message ?? "")")
    }

    @Test func wrongTypesAreSerializationErrors() {
        let failure = #expect(throws: ServiceFailure.self) { try routed(canary, weights: [("7", .string("0.1"))]) }
        #expect(failure?.code == "SerializationException")
    }

    @Test func everyWriteChangesTheRevisionAndTheFenceHolds() throws {
        let store = WorldStore(Sample.world())
        let writes = LambdaWrites(store: store, clock: RegionClock(speed: 1, startMilliseconds: Sample.start))
        let reference = try FunctionReference("checkout")
        let before = try #require(store.snapshot.functions["checkout"]?.aliases["prod"]?.revision)
        let fenced = WireValue.object([("RevisionId", .string(before))])
        let reply = try writes.updateAlias(reference, "prod", fenced)
        let after = try #require(reply["RevisionId"]?.string)
        #expect(after != before)
        let failure = #expect(throws: ServiceFailure.self) { try writes.updateAlias(reference, "prod", fenced) }
        #expect(failure?.status == 412)
        #expect(store.snapshot.functions["checkout"]?.aliases["prod"]?.revision == after)
    }
}
