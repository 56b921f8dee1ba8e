/// Lambda's reply shapes.
enum LambdaShapes {
    static func alias(_ alias: AliasRecord, _ function: FunctionRecord, _ world: World) -> WireValue {
        let routing = alias.routing
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
    static func configuration(
        _ version: VersionRecord, _ function: FunctionRecord, _ world: World, qualifier: String?, revision: String? = nil
    ) -> WireValue {
        let configuration = version.configuration
        let arn = world.functionARN(function.name) + (qualifier.map { ":" + $0 } ?? "")
        let environment = configuration.environment.map { name -> (String, WireValue?) in
            let value = world.noise.bits(Noise.stream("environment/\(function.name)/\(name)"), 0)
            return (name, .string("value-" + String(value, radix: 36)))
        }
        return .object([
            ("FunctionName", .string(function.name)), ("FunctionArn", .string(arn)), ("Runtime", .string(configuration.runtime)),
            ("Role", .string(configuration.role)), ("Handler", .string(configuration.handler)),
            ("CodeSize", .int(Int64(configuration.codeSize))), ("Description", .string(configuration.description)),
            ("Timeout", .int(Int64(configuration.timeout))), ("MemorySize", .int(Int64(configuration.memory))),
            ("LastModified", .string(CivilTime(milliseconds: version.published).isoOffset)),
            ("CodeSha256", .string(configuration.codeSha256)), ("Version", .string(version.name)),
            ("DeadLetterConfig", configuration.deadLetterTarget.map { .object([("TargetArn", .string($0))]) }),
            ("Environment", environment.isEmpty ? nil : .object([("Variables", .object(environment))])),
            ("TracingConfig", .object([("Mode", .string("PassThrough"))])), ("RevisionId", .string(revision ?? version.revision)),
            ("State", .string(version.state)),
            (
                "StateReason",
                version.state == "Active" ? nil : .string("The function is \(version.state.lowercased()).")
            ), ("StateReasonCode", version.state == "Inactive" ? .string("Idle") : nil),
            ("LastUpdateStatus", .string("Successful")), ("PackageType", .string("Zip")), ("Architectures", .strings(["arm64"])),
            ("EphemeralStorage", .object([("Size", .int(512))])),
            ("SnapStart", .object([("ApplyOn", .string("None")), ("OptimizationStatus", .string("Off"))])),
            ("LoggingConfig", .object([("LogFormat", .string("JSON")), ("LogGroup", .string("/aws/lambda/\(function.name)"))])),
        ])
    }

    /// A list and, unless it was the last page, NextMarker.
    static func page(_ name: String, _ items: [WireValue], marker: String?) -> WireValue {
        .object([(name, .list(items)), ("NextMarker", marker.map { .string($0) })])
    }
}
