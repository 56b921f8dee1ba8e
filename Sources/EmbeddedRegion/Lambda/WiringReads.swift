/// What calls a function and what capacity it has: Lambda's reading operations on one snapshot.
struct WiringReads {
    let world: World

    func accountSettings() -> WireValue {
        let size = world.functions.values.reduce(0) { sum, function in
            function.versions.reduce(sum + function.latest.configuration.codeSize) { $0 + $1.configuration.codeSize }
        }
        return .object([
            (
                "AccountLimit",
                .object([
                    ("TotalCodeSize", .int(80_530_636_800)), ("CodeSizeUnzipped", .int(262_144_000)),
                    ("CodeSizeZipped", .int(52_428_800)), ("ConcurrentExecutions", .int(Int64(world.lambda.concurrency))),
                    ("UnreservedConcurrentExecutions", .int(Int64(max(0, world.unreservedConcurrency)))),
                ])
            ),
            (
                "AccountUsage",
                .object([("TotalCodeSize", .int(Int64(size))), ("FunctionCount", .int(Int64(world.functions.count)))])
            ),
        ])
    }

    /// An empty object when nothing is reserved.
    func concurrency(_ reference: FunctionReference) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        return .object([("ReservedConcurrentExecutions", function.wiring.reserved.map { .int(Int64($0)) })])
    }

    /// By function, with or without a qualifier, and by source; 100 a page. Whether a bare name finds the mappings to aliases and
    /// versions is not documented: a switch.
    func eventSourceMappings(_ query: [String: String]) throws(ServiceFailure) -> WireValue {
        var functions = world.functions.values.sorted { $0.name < $1.name }
        var qualifier: String?
        var isExact = false
        if let text = query["FunctionName"], !text.isEmpty {
            let reference = try FunctionReference(text)
            functions = [try world.function(reference)]
            qualifier = reference.qualifier
            isExact = qualifier != nil || !world.lambda.bareNameFindsAll
        }
        let all = functions.flatMap { function in function.wiring.eventSources.map { (function, $0) } }.filter { _, source in
            (!isExact || source.qualifier == qualifier) && (query["EventSourceArn"].map { $0 == source.source } ?? true)
        }
        let page = try Page(all, limit: 100, query: query)
        return LambdaShapes.page("EventSourceMappings", page.items.map { mapping($0.1, of: $0.0) }, marker: page.marker)
    }

    func eventSourceMapping(_ uuid: String) throws(ServiceFailure) -> WireValue {
        for function in world.functions.values {
            if let found = function.wiring.eventSources.first(where: { $0.uuid == uuid }) { return mapping(found, of: function) }
        }
        throw LambdaFailure.noResource("The resource you requested does not exist.")
    }

    private func mapping(_ source: FunctionWiring.EventSource, of function: FunctionRecord) -> WireValue {
        .object([
            ("UUID", .string(source.uuid)), ("BatchSize", .int(Int64(source.batchSize))),
            ("EventSourceArn", .string(source.source)),
            ("FunctionArn", .string(arn(function, source.qualifier))), ("LastModified", .time(source.modified)),
            ("State", .string(source.state)), ("StateTransitionReason", .string("USER_INITIATED")),
            (
                "EventSourceMappingArn",
                .string("arn:aws:lambda:\(world.region):\(world.account):event-source-mapping:\(source.uuid)")
            ),
        ])
    }

    /// The resource policy of the function, of a version or of an alias: each has its own.
    func policy(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let (function, qualifier) = try qualified(reference, query)
        let resource = arn(function, qualifier)
        let statements = function.wiring.permissions.filter { $0.qualifier == qualifier }
        guard !statements.isEmpty else { throw LambdaFailure.noResource("The resource you requested does not exist.") }
        let document = WireValue.object([
            ("Version", .string("2012-10-17")), ("Id", .string("default")),
            ("Statement", .list(statements.map { statement($0, on: resource) })),
        ])
        return .object([
            ("Policy", .string(document.json)), ("RevisionId", .string(world.revision("policy/\(resource)", write: 0))),
        ])
    }

    private func statement(_ permission: FunctionWiring.Permission, on resource: String) -> WireValue {
        let isAccount = permission.principal.count == 12 && permission.principal.allSatisfy(\.isNumber)
        let principal: WireValue =
            if permission.principal == "*" {
                .string("*")
            } else if isAccount {
                .object([("AWS", .string("arn:aws:iam::\(permission.principal):root"))])
            } else {
                .object([("Service", .string(permission.principal))])
            }
        return .object([
            ("Sid", .string(permission.id)), ("Effect", .string("Allow")), ("Principal", principal),
            ("Action", .string(permission.action)), ("Resource", .string(resource)),
            (
                "Condition",
                permission.source.map { .object([("ArnLike", .object([("AWS:SourceArn", .string($0))]))]) }
            ),
        ])
    }

    func urls(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        let page = try Page(function.wiring.urls, limit: 50, query: query, most: 50)
        return LambdaShapes.page("FunctionUrlConfigs", page.items.map { url($0, of: function) }, marker: page.marker)
    }

    func url(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        let qualifier = try reference.qualifier(with: query["Qualifier"])
        if let qualifier, Int(qualifier) != nil || qualifier == "$LATEST" {
            throw LambdaFailure.validation(
                qualifier, at: "qualifier", "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)")
        }
        guard let found = function.wiring.urls.first(where: { $0.qualifier == qualifier }) else {
            throw LambdaFailure.noResource("The resource you requested does not exist.")
        }
        return url(found, of: function)
    }

    private func url(_ url: FunctionWiring.URL, of function: FunctionRecord) -> WireValue {
        let resource = arn(function, url.qualifier)
        let host = String(world.noise.bits(Noise.stream("url/" + resource), 0), radix: 36)
        let created = CivilTime(milliseconds: url.created).iso
        return .object([
            ("FunctionUrl", .string("https://\(host).lambda-url.\(world.region).on.aws/")), ("FunctionArn", .string(resource)),
            ("AuthType", .string(url.auth)), ("CreationTime", .string(created)), ("LastModifiedTime", .string(created)),
            ("InvokeMode", .string(url.mode)),
        ])
    }

    func eventInvoke(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let (function, qualifier) = try qualified(reference, query)
        let resource = arn(function, qualifier ?? "$LATEST")
        guard let found = function.wiring.eventInvokes.first(where: { $0.qualifier == qualifier }) else {
            throw LambdaFailure.noResource("The function \(resource) doesn't have an EventInvokeConfig")
        }
        let target = found.onFailure.map { WireValue.object([("Destination", .string($0))]) } ?? .map([])
        return .object([
            ("LastModified", .time(found.modified)), ("FunctionArn", .string(resource)),
            ("MaximumRetryAttempts", .int(Int64(found.retries))), ("MaximumEventAgeInSeconds", .int(Int64(found.maximumAge))),
            ("DestinationConfig", .object([("OnSuccess", .map([])), ("OnFailure", target)])),
        ])
    }

    private func arn(_ function: FunctionRecord, _ qualifier: String?) -> String {
        world.functionARN(function.name) + (qualifier.map { ":" + $0 } ?? "")
    }

    /// Nil for none and for `$LATEST`.
    /// - Throws: ResourceNotFoundException for an alias or version that is not there.
    private func qualified(
        _ reference: FunctionReference, _ query: [String: String]
    ) throws(ServiceFailure) -> (FunctionRecord, String?) {
        let function = try world.function(reference)
        guard let qualifier = try reference.qualifier(with: query["Qualifier"]), qualifier != "$LATEST" else {
            return (function, nil)
        }
        if function.aliases[qualifier] != nil { return (function, qualifier) }
        guard let number = Int(qualifier), number > 0, function.version(number) != nil else {
            throw LambdaFailure.functionNotFound(arn(function, qualifier))
        }
        return (function, String(number))
    }
}
