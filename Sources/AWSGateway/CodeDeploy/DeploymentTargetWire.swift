import IncidentModel

/// A page of ListDeploymentTargets.
struct TargetIDsWire: Decodable {
    var targetIds: [String]
    var nextToken: String?
}

/// BatchGetDeploymentTargets' reply.
struct DeploymentTargetsWire: Decodable {
    var deploymentTargets: [Entry]

    struct Entry: Decodable {
        var deploymentTargetType: String?
        var lambdaTarget: LambdaTargetWire?
    }
}

/// LambdaTarget on the wire.
struct LambdaTargetWire: Decodable {
    var lifecycleEvents: [EventWire]?
    var lambdaFunctionInfo: FunctionInfoWire?

    struct EventWire: Decodable {
        var lifecycleEventName: String?
        var startTime: WireTime?
        var endTime: WireTime?
        var status: String?
    }
    struct FunctionInfoWire: Decodable {
        var functionName: String?
        var functionAlias: String?
        var currentVersion: String?
        var targetVersion: String?
        /// Per cent.
        var targetVersionWeight: WireNumber?
    }

    /// AWS has at most a handful of events.
    var hooks: [Deployment.Hook] {
        (lifecycleEvents ?? []).prefix(20).map {
            Deployment.Hook(
                name: DisplayText($0.lifecycleEventName ?? "", limit: 80), status: DisplayText($0.status ?? "Unknown", limit: 40),
                startedAt: $0.startTime?.timestamp, endedAt: $0.endTime?.timestamp)
        }
    }

    /// Nil when the target does not say which function it is about.
    func movement(of id: String, in reply: ServiceReply) throws(CallFailure) -> Movement? {
        guard let info = lambdaFunctionInfo, let function = info.functionName, let alias = info.functionAlias else { return nil }
        guard let name = FunctionReference(function)?.name, let target = Target("\(name):\(alias)") else {
            throw reply.malformed("deployment \(id) moves an alias without a valid name")
        }
        let current = try version(info.currentVersion, of: id, in: reply)
        let next = try version(info.targetVersion, of: id, in: reply)
        var share: Double?
        if let weight = info.targetVersionWeight?.value {
            guard (0...100).contains(weight) else {
                throw reply.malformed("deployment \(id) with a weight that is no percentage")
            }
            share = weight / 100
        }
        return Movement(target: target, currentVersion: current, targetVersion: next, share: share, hooks: hooks)
    }

    private func version(_ text: String?, of id: String, in reply: ServiceReply) throws(CallFailure) -> VersionID? {
        guard let text, !text.isEmpty else { return nil }
        guard let version = VersionID(text) else { throw reply.malformed("deployment \(id) with a version that is no number") }
        return version
    }
}

/// What a deployment moves, and how far it is.
struct Movement: Hashable, Sendable {
    var target: Target
    var currentVersion: VersionID?
    var targetVersion: VersionID?
    var share: Double?
    var hooks: [Deployment.Hook]
}
