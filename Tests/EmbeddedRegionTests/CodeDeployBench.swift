import Testing

@testable import EmbeddedRegion

/// A world with one CodeDeploy application, its process and a clock that moves only when told to.
struct CodeDeployBench {
    var world = Sample.world()
    var now = Sample.start
    /// Alarm states by name, each from a moment on.
    var alarms: [String: [(from: Int64, state: AlarmState)]] = [:]

    static let linear = DeploymentConfig.prefix + "LambdaLinear10PercentEvery1Minute"
    static let canary = DeploymentConfig.prefix + "LambdaCanary10Percent5Minutes"

    /// - Parameter routing: where `checkout:prod` points at the start.
    init(
        config: String = linear, alarms: [String] = [], rollback: [DeploymentRollback.Event] = [],
        routing: Routing = Routing(pointer: 6), onManualChange: ManualAliasChange = .overwrite
    ) {
        world.functions["checkout"]?.aliases["prod"]?.history = [.init(at: Sample.start - 1_000, routing: routing)]
        world.codeDeploy.onManualChange = onManualChange
        var application = DeploymentApplication(name: "shop", id: "a", created: Sample.start)
        application.groups["prod"] = DeploymentGroup(
            name: "prod", id: "g", config: config, serviceRole: "arn:aws:iam::123456789012:role/deploy",
            alarms: DeploymentAlarms(isEnabled: !alarms.isEmpty, names: alarms),
            rollback: DeploymentRollback(isEnabled: !rollback.isEmpty, events: rollback))
        world.codeDeploy.applications["shop"] = application
    }

    static func spec(
        from: Int = 6, to: Int = 7, before: String? = nil, after: String? = nil, alias: String = "prod",
        function: String = "checkout"
    ) -> String {
        AppSpec(
            function: function, alias: alias, currentVersion: String(from), targetVersion: String(to), before: before,
            after: after
        ).content
    }

    static func revision(_ content: String) -> WireValue {
        .object([
            ("revisionType", .string("AppSpecContent")), ("appSpecContent", .object([("content", .string(content))])),
        ])
    }

    mutating func call(_ operation: CodeDeployOperation, _ members: [(String, WireValue?)]) throws(ServiceFailure) -> WireValue {
        try operation.perform(CodeDeployInput(.object(members)), in: &world, now: now)
    }

    mutating func create(_ content: String = spec(), _ more: [(String, WireValue?)] = []) throws -> String {
        let reply = try call(
            .createDeployment,
            [
                ("applicationName", .string("shop")), ("deploymentGroupName", .string("prod")),
                ("revision", Self.revision(content)),
            ] + more)
        return try #require(reply["deploymentId"]?.string)
    }

    mutating func stop(_ id: String, rollback: Bool? = nil) throws(ServiceFailure) -> WireValue {
        try call(.stopDeployment, [("deploymentId", .string(id)), ("autoRollbackEnabled", rollback.map { .bool($0) })])
    }

    /// Lets what is due happen, each at its moment, as `WorldStore` does.
    mutating func advance(seconds: Double) {
        now += Int64(seconds * 1_000)
        let states = alarms
        let process = DeploymentProcess { names, _, moment in
            var found: [String: AlarmState] = [:]
            for name in names { found[name] = states[name]?.last { $0.from <= moment }?.state }
            return found
        }
        for _ in 0..<10_000 {
            guard let at = process.next(in: world), at <= now else { return }
            process.run(&world, at: at)
        }
        Issue.record("the process never comes to rest")
    }

    /// Somebody moves the alias.
    mutating func move(_ routing: Routing) {
        world.functions["checkout"]?.aliases["prod"]?.history.append(.init(at: now, routing: routing))
    }

    func record(_ id: String) throws -> DeploymentRecord { try #require(world.codeDeploy.deployments[id]) }

    var alias: AliasRecord { world.functions["checkout"]?.aliases["prod"] ?? AliasRecord.nobody }

    /// What the alias was given since the start: seconds after it, pointer, extra version and its per cent.
    var moves: [String] {
        alias.history.dropFirst().map { change in
            let extra = change.routing.extra.map { " \($0.version)@\(Int(($0.weight * 100).rounded()))" } ?? ""
            return "\((change.at - Sample.start) / 1_000) \(change.routing.pointer)\(extra)"
        }
    }
}

extension AliasRecord {
    static let nobody = AliasRecord(
        name: "", description: "", revision: "", writes: 0, history: [], requestsPerMinute: 0)
}
