/// Lambda's reply shapes.
enum LambdaShapes {
    /// - Parameter routing: another one than the alias has now.
    static func alias(
        _ alias: AliasRecord, _ function: FunctionRecord, _ world: World, routing: Routing? = nil
    ) -> WireValue {
        let routing = routing ?? alias.routing
        func name(_ number: Int) -> String { number == 0 ? "$LATEST" : String(number) }
        return .object([
            ("AliasArn", .string("\(world.functionARN(function.name)):\(alias.name)")), ("Name", .string(alias.name)),
            ("FunctionVersion", .string(name(routing.pointer))), ("Description", .string(alias.description)),
            (
                "RoutingConfig",
                routing.extra.map { extra in
                    .object([("AdditionalVersionWeights", .object([(name(extra.version), .double(extra.weight))]))])
                }
            ), ("RevisionId", .string(alias.revision)),
        ])
    }

    /// - Parameters:
    ///   - qualifier: what was asked for; it ends the ARN.
    ///   - revision: an alias' own revision, when an alias was asked for.
    ///   - withState: lists leave out State, LastUpdateStatus and their reasons.
    static func configuration(
        _ version: VersionRecord, _ function: FunctionRecord, _ world: World, qualifier: String?, revision: String? = nil,
        withState: Bool = true
    ) -> WireValue {
        let configuration = version.configuration
        let arn = world.functionARN(function.name) + (qualifier.map { ":" + $0 } ?? "")
        let environment = configuration.environment.map { name -> (String, WireValue?) in
            let value = world.noise.bits(Noise.stream("environment/\(function.name)/\(name)"), 0)
            return (name, .string("value-" + String(value, radix: 36)))
        }
        let isImage = configuration.packageType == "Image"
        let members: [(String, WireValue?)] = [
            ("FunctionName", .string(function.name)), ("FunctionArn", .string(arn)),
            ("Runtime", isImage ? nil : .string(configuration.runtime)), ("Role", .string(configuration.role)),
            ("Handler", isImage ? nil : .string(configuration.handler)),
            ("CodeSize", .int(Int64(configuration.codeSize))), ("Description", .string(configuration.description)),
            ("Timeout", .int(Int64(configuration.timeout))), ("MemorySize", .int(Int64(configuration.memory))),
            ("LastModified", .string(CivilTime(milliseconds: version.published).isoOffset)),
            ("CodeSha256", .string(configuration.codeSha256)), ("Version", .string(version.name)),
            ("DeadLetterConfig", configuration.deadLetterTarget.map { .object([("TargetArn", .string($0))]) }),
            ("Environment", environment.isEmpty ? nil : .object([("Variables", .object(environment))])),
            ("TracingConfig", .object([("Mode", .string(function.downstream.isEmpty ? "PassThrough" : "Active"))])),
            ("RevisionId", .string(revision ?? version.revision)),
            ("PackageType", .string(configuration.packageType)), ("Architectures", .strings(["arm64"])),
            ("EphemeralStorage", .object([("Size", .int(512))])),
            ("SnapStart", .object([("ApplyOn", .string("None")), ("OptimizationStatus", .string("Off"))])),
            ("LoggingConfig", .object([("LogFormat", .string("JSON")), ("LogGroup", .string("/aws/lambda/\(function.name)"))])),
        ]
        return .object(members + (withState ? state(version) : []))
    }

    private static func state(_ version: VersionRecord) -> [(String, WireValue?)] {
        let health = version.health
        let code: String? =
            switch version.state {
            case "Active": nil
            case "Inactive": health.reasonCode ?? "Idle"
            case "Pending": health.reasonCode ?? "Creating"
            default: health.reasonCode ?? "InternalError"
            }
        let hasUpdateFailed = health.lastUpdate == "Failed"
        return [
            ("State", .string(version.state)),
            ("StateReason", code.map { .string("The function is \(version.state.lowercased()): \($0).") }),
            ("StateReasonCode", code.map { .string($0) }), ("LastUpdateStatus", .string(health.lastUpdate)),
            ("LastUpdateStatusReason", hasUpdateFailed ? .string("The last update of the function failed.") : nil),
            ("LastUpdateStatusReasonCode", hasUpdateFailed ? .string(health.reasonCode ?? "InternalError") : nil),
        ]
    }

    /// A list and, unless it was the last page, NextMarker.
    static func page(_ name: String, _ items: [WireValue], marker: String?) -> WireValue {
        .object([(name, .list(items)), ("NextMarker", marker.map { .string($0) })])
    }
}
