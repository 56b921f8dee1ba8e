import IncidentModel
import Synchronization

extension CodeDeployReader {
    /// Adds target, strategy and group to a deployment, asking only for what is not known. Remembers it when it is over.
    /// - Parameter anyAge: the group's rules may be old: somebody is waiting.
    /// - Returns: nil when it is of another platform after all, or ended before it had a target.
    func complete(_ head: DeploymentHead, anyAge: Bool) async throws(CallFailure) -> Deployment? {
        guard let movement = try await movement(of: head) else {
            memory.withLock { $0.settled[head.id] = .nothing(createdAt: head.createdAt) }
            return nil
        }
        let strategy = try await strategy(head.wire.deploymentConfigName ?? "")
        let rules = try await rules(of: head.key, anyAge: anyAge)
        let wire = head.wire
        let deployment = Deployment(
            id: head.id, application: head.key.application, group: head.key.group, status: head.status, target: movement.target,
            currentVersion: movement.currentVersion, targetVersion: movement.targetVersion, targetShare: movement.share,
            strategy: strategy, createdAt: head.createdAt, startedAt: wire.startTime?.timestamp,
            completedAt: wire.completeTime?.timestamp, creator: DisplayText(wire.creator ?? "", limit: 80), hooks: movement.hooks,
            alarms: wire.overrideAlarmConfiguration?.watch ?? rules?.alarms,
            autoRollback: wire.autoRollbackConfiguration?.rollbackEvents ?? rules?.autoRollback, rollbackID: wire.rollbackID,
            rollbackOf: wire.rollbackOf, errorCode: printable(wire.errorInformation?.code ?? "", limit: 80),
            errorMessage: DisplayText(wire.errorInformation?.message ?? "", limit: 400),
            description: DisplayText(wire.description ?? "", limit: 256))
        if !head.status.isRunning { memory.withLock { $0.settle(deployment) } }
        return deployment
    }

    private func movement(of head: DeploymentHead) async throws(CallFailure) -> Movement? {
        let targets: [String]
        do { targets = try await targetIDs(of: head.id) } catch {
            // Created or queued: the AppSpec tells already what it will move.
            guard error.code == "DeploymentNotStartedException" else { throw error }
            return try await specified(head, because: error)
        }
        guard targets.count <= 1 else {
            throw CallFailure(
                kind: .malformed, service: AWSService.codeDeploy.rawValue, operation: "ListDeploymentTargets",
                message: DisplayText("deployment \(head.id) has \(targets.count) targets; one of Lambda has one", limit: 200))
        }
        guard !targets.isEmpty else { return try await specified(head, because: nil) }
        let reply = try await session.read(CodeDeployCall.batchGetDeploymentTargets(head.id, targets))
        guard let entry = try reply.json(DeploymentTargetsWire.self).deploymentTargets.first else {
            throw reply.malformed("the target of deployment \(head.id) is missing")
        }
        if let kind = entry.deploymentTargetType, kind != "LambdaTarget" { return nil }
        guard let lambda = entry.lambdaTarget else { throw reply.malformed("a Lambda target without its part") }
        if let movement = try lambda.movement(of: head.id, in: reply) { return movement }
        guard var movement = try await specified(head, because: nil) else { return nil }
        movement.hooks = lambda.hooks
        return movement
    }

    private func targetIDs(of id: String) async throws(CallFailure) -> [String] {
        if let known = memory.withLock({ $0.targetIDs[id] }) { return known }
        let ids = try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(CodeDeployCall.listDeploymentTargets(id, token: token))
            let page = try reply.json(TargetIDsWire.self)
            guard page.targetIds.allSatisfy({ (1...512).contains($0.utf8.count) }) else {
                throw reply.malformed("a target id that is none")
            }
            return (items: page.targetIds, next: page.nextToken)
        }
        if !ids.isEmpty { memory.withLock { $0.targetIDs[id] = ids } }
        return ids
    }

    /// What the AppSpec says, its hooks as not begun.
    /// - Returns: nil for a deployment that ended before it had a target and whose AppSpec cannot be read: it moved nothing.
    private func specified(_ head: DeploymentHead, because cause: CallFailure?) async throws(CallFailure) -> Movement? {
        if let known = memory.withLock({ $0.specified[head.id] }) { return known }
        var content = head.wire.revision?.content
        if content == nil, let location = head.wire.revision?.location {
            do {
                let reply = try await session.read(CodeDeployCall.getApplicationRevision(head.key.application, location))
                content = try reply.json(RevisionReplyWire.self).revision.content
            } catch {
                // One that ended before it had a target moved nothing, whatever it was to move.
                guard !head.status.isRunning, !error.isRetryable, error.kind != .cancelled else { throw error }
            }
        }
        guard let spec = content.flatMap({ AppSpec($0) }) else {
            if let target = memory.withLock({ $0.target(takenBackBy: head) }) {
                return Movement(target: target, currentVersion: nil, targetVersion: nil, share: nil, hooks: [])
            }
            guard head.status.isRunning else { return nil }
            throw CallFailure(
                kind: cause?.kind == .invalid ? .notFound : .malformed, service: AWSService.codeDeploy.rawValue,
                operation: "GetApplicationRevision",
                message: DisplayText(
                    "deployment \(head.id) (\(head.status.rawValue)) does not say yet which alias it moves", limit: 200))
        }
        let movement = Movement(
            target: spec.target, currentVersion: spec.currentVersion, targetVersion: spec.targetVersion, share: nil,
            hooks: spec.hooks.map { Deployment.Hook(name: $0, status: "Pending") })
        memory.withLock { $0.specified[head.id] = movement }
        return movement
    }

    /// A strategy whose numbers cannot be read still has its name.
    private func strategy(_ name: String) async throws(CallFailure) -> DeploymentStrategy {
        if let preset = DeploymentStrategy.preset(name) { return preset }
        let unknown = DeploymentStrategy(name: DisplayText(name, limit: 100), shape: .unknown)
        guard GroupKey.isName(name) else { return unknown }
        let now = session.now
        if let known = memory.withLock({ $0.strategy(name, now: now) }) { return known }
        var strategy = unknown
        do {
            let reply = try await session.read(CodeDeployCall.getDeploymentConfig(name))
            strategy.shape = try reply.json(DeploymentConfigWire.self).shape
        } catch {
            if error.kind == .cancelled { throw error }
        }
        let found = strategy
        memory.withLock { $0.remember(found, named: name, now: now) }
        return found
    }

    /// Nil when the group cannot be read: its deployment is still worth showing.
    private func rules(of key: GroupKey, anyAge: Bool) async throws(CallFailure) -> GroupRules? {
        let now = session.now
        if let known = memory.withLock({ $0.rules(of: key, now: now, anyAge: anyAge) }) { return known }
        var rules: GroupRules?
        do {
            rules = try await session.read(CodeDeployCall.getDeploymentGroup(key)).json(DeploymentGroupWire.self).rules
        } catch {
            if error.kind == .cancelled { throw error }
        }
        let found = rules
        memory.withLock { $0.remember(found, of: key, now: now) }
        return found
    }
}
