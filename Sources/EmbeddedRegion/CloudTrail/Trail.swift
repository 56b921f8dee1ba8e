/// What CloudTrail has recorded of writes to the account; reads are not kept. The scenario's past is made from its functions when somebody looks.
struct Trail: Sendable {
    struct Rules: Sendable, Equatable {
        /// Region milliseconds from an event to its delivery; drawn for each by the seed.
        var delay: ClosedRange<Int64> = 300_000...900_000
        /// Real milliseconds that a LookupEvents call takes.
        var callMilliseconds = 1_000
    }

    /// More events than a drill ever makes; the oldest go first.
    private static let limit = 20_000

    var rules = Rules()
    /// The functions as they were at the start: their publications and alias moves are the past.
    var past: [String: FunctionRecord] = [:]
    private(set) var entries: [TrailEntry] = []
    private var count = 0

    /// Adds an event that happened at its `at`.
    mutating func record(_ entry: TrailEntry) {
        var kept = entry
        count += 1
        kept.key = "recorded/\(count)"
        entries.append(kept)
        if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit + Self.limit / 10) }
    }
}

extension World {
    /// Records that something of the region itself wrote an alias: a deployment's step, a pipeline. Call it after the write.
    ///
    /// - Parameters:
    ///   - at: region milliseconds at which it was due.
    ///   - identity: `.role("codedeploy-service", session: "codedeploy", invokedBy: "codedeploy.amazonaws.com")`.
    ///   - fence: the RevisionId that the write carried.
    ///   - asked: the routing that the write asked for, where it is not what the alias has now.
    ///   - failure: why Lambda refused the write.
    mutating func recordAliasWrite(
        function name: String, alias aliasName: String, at: Int64, by identity: TrailIdentity, fence: String? = nil,
        asked: Routing? = nil, failure: ServiceFailure? = nil
    ) {
        guard let function = functions[name], let alias = function.aliases[aliasName] else { return }
        let stream = Noise.stream("alias-write/\(name):\(aliasName)")
        var entry = TrailEntry.aliasWrite(
            "UpdateAlias20150331", alias, function, self, routing: asked ?? alias.routing, revision: alias.revision, at: at,
            by: identity, fence: fence, requestID: noise.uuid(stream, failure == nil ? alias.writes : at))
        if let failure {
            entry.errorCode = failure.code
            entry.errorMessage = failure.message
            entry.responseElements = nil
        }
        trail.record(entry)
    }
}

extension TrailEntry {
    /// An alias' creation or move with its weights said explicitly.
    static func aliasWrite(
        _ event: String, _ alias: AliasRecord, _ function: FunctionRecord, _ world: World, routing: Routing, revision: String,
        at: Int64, by identity: TrailIdentity, fence: String?, requestID: String
    ) -> TrailEntry {
        var written = alias
        written.revision = revision
        written.history = [.init(at: at, routing: routing)]
        let weights = routing.extra.map { [WireValue.Member(name: String($0.version), value: .double($0.weight))] } ?? []
        let parameters = WireValue.object([
            ("functionName", .string(function.name)), ("name", .string(alias.name)),
            ("functionVersion", .string(routing.pointer == 0 ? "$LATEST" : String(routing.pointer))),
            ("routingConfig", .object([("additionalVersionWeights", .map(weights))])), ("revisionId", fence.map { .string($0) }),
        ])
        return TrailEntry(
            at: at, source: "lambda.amazonaws.com", name: event, identity: identity, requestParameters: parameters,
            responseElements: LambdaShapes.alias(written, function, world).lowerCamelCased,
            resources: [("AWS::Lambda::Function", function.name)], requestID: requestID,
            sourceIPAddress: identity.service ?? "203.0.113.24",
            userAgent: identity.service ?? "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.13.7")
    }
}

extension WireValue {
    /// Member names as CloudTrail writes them; environment variables are withheld.
    var lowerCamelCased: WireValue {
        switch self {
        case .map(let members):
            .map(
                members.map { member in
                    let name = member.name.prefix(1).lowercased() + member.name.dropFirst()
                    return Member(name: name, value: name == "environment" ? .map([]) : member.value.lowerCamelCased)
                })
        case .list(let values): .list(values.map(\.lowerCamelCased))
        default: self
        }
    }
}
