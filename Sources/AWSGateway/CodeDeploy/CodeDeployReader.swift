package import IncidentEngine
package import IncidentModel
import Synchronization

/// Reads of CodeDeploy's Lambda platform; can write nothing. While nothing runs, a search is two calls; a deployment that runs adds
/// one call for itself, and one for every 25 of them.
package final class CodeDeployReader: DeploymentReading {
    /// How much earlier than the time asked about a deployment may have been created that has ended since: CodeDeploy's own
    /// configurations take 100 minutes at most, hooks two hours.
    static let longestUsual = Duration.seconds(4 * 3600)

    let session: AWSSession
    let memory = Mutex(DeploymentMemory())

    package init(session: AWSSession) { self.session = session }

    /// A deployment that cannot be read and may be running makes the search a failure: nobody may conclude that nothing moves a target.
    package func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment] {
        let (found, obstacle) = try await look(since: since)
        if let obstacle { throw obstacle }
        return found.deployments
    }

    package func search(since: Timestamp) async throws(CallFailure) -> DeploymentSearch {
        try await look(since: since).found
    }

    /// - Returns: what was found, and the first failure that leaves it open whether something runs.
    private func look(since: Timestamp) async throws(CallFailure) -> (found: DeploymentSearch, obstacle: CallFailure?) {
        let now = session.now
        let start = since - Self.longestUsual
        let running = try await ids(Self.runningStatuses)
        let listStart = memory.withLock { $0.listStart(for: start) }
        let recent = try await ids(createdSince: listStart)
        let asked = memory.withLock { memory in
            memory.running.formUnion(running)
            return memory.running.union(recent).filter { memory.mustAsk($0, since: since) }.sorted()
        }
        let (outcomes, ended) = await read(asked, since: since)
        let all = outcomes + ended
        let unread = all.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        let found = all.compactMap { if case .success(let deployment) = $0 { deployment } else { nil } }
        if let failure = unread.first(where: { $0.kind == .cancelled }) { throw failure }
        let over = memory.withLock { memory -> [Deployment] in
            memory.running = memory.running.filter { memory.settled[$0] == nil }
            found.forEach { memory.link($0) }
            if unread.isEmpty { memory.didSearch(from: start, to: now) }
            memory.prune(before: since)
            return memory.settled.values.compactMap { if case .over(let deployment) = $0 { deployment } else { nil } }
        }
        let deployments = found.filter(\.status.isRunning) + over.filter { ($0.completedAt ?? $0.createdAt) >= since }
        let open = outcomes.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        return (
            DeploymentSearch(
                deployments: deployments.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }, unread: unread),
            open.first ?? unread.first { !Self.isAboutOne($0) }
        )
    }

    /// The deployment itself makes no sense, as opposed to a service that cannot be asked now or by us.
    private static func isAboutOne(_ failure: CallFailure) -> Bool { [.malformed, .notFound, .invalid].contains(failure.kind) }

    package func deployment(_ id: String) async throws(CallFailure) -> Deployment {
        guard GroupKey.isDeploymentID(id) else {
            throw CallFailure(
                kind: .invalid, service: AWSService.codeDeploy.rawValue, operation: "GetDeployment",
                message: DisplayText("not sent: '\(printable(id, limit: 40))' is no deployment id", limit: 200))
        }
        let reply = try await session.read(CodeDeployCall.getDeployment(id))
        let entry = try reply.json(DeploymentReplyWire.self).deploymentInfo
        guard !entry.isOfAnotherPlatform else { throw reply.malformed("deployment \(id) is not one of the Lambda platform") }
        guard let info = entry.info else { throw reply.malformed("deployment \(id) cannot be read") }
        let head = try info.head(in: reply)
        guard head.id == id else { throw reply.malformed("it is about \(head.id), not \(id)") }
        guard let deployment = try await complete(head, anyAge: true) else {
            throw reply.malformed("deployment \(id) does not say which alias it moves")
        }
        memory.withLock { $0.link(deployment) }
        return deployment
    }

    /// Names of all applications.
    package func applications() async throws(CallFailure) -> [String] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(CodeDeployCall.listApplications(token: token))
            let page = try reply.json(ApplicationsWire.self)
            return (try page.names(in: reply), page.nextToken)
        }
    }

    /// Names of an application's deployment groups.
    package func groups(of application: String) async throws(CallFailure) -> [String] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(CodeDeployCall.listDeploymentGroups(application, token: token))
            let page = try reply.json(DeploymentGroupsWire.self)
            return (try page.names(in: reply), page.nextToken)
        }
    }

    static let runningStatuses = Deployment.Status.allCases.filter(\.isRunning)

    private func ids(
        _ statuses: [Deployment.Status] = [], createdSince: Timestamp? = nil
    ) async throws(CallFailure) -> [String] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(
                CodeDeployCall.listDeployments(statuses, createdSince: createdSince, token: token))
            let page = try reply.json(DeploymentIDsWire.self)
            return (try page.ids(in: reply), page.nextToken)
        }
    }

    /// One outcome per deployment, nil for one of another platform after all; those known to have ended apart from those that may run.
    private func read(
        _ ids: [String], since: Timestamp
    ) async -> (open: [Result<Deployment?, CallFailure>], ended: [Result<Deployment?, CallFailure>]) {
        let batches = stride(from: 0, to: ids.count, by: CodeDeployCall.deploymentsPerBatch).map {
            Array(ids[$0..<min($0 + CodeDeployCall.deploymentsPerBatch, ids.count)])
        }
        var heads: [DeploymentHead] = []
        var results: [Result<Deployment?, CallFailure>] = []
        for batch in await Concurrently.map(batches, { ids async throws(CallFailure) in try await self.heads(ids) }) {
            switch batch {
            case .failure(let failure): results.append(.failure(failure))
            case .success(let entries):
                for entry in entries {
                    switch entry {
                    case .failure(let failure): results.append(.failure(failure))
                    case .success(let head):
                        if head.matters(since: since) {
                            heads.append(head)
                        } else {
                            memory.withLock { $0.settled[head.id] = .early(endedAt: head.endedAt) }
                        }
                    }
                }
            }
        }
        let outcomes = await Concurrently.map(heads) { head async throws(CallFailure) in
            try await self.complete(head, anyAge: false)
        }
        let pairs = zip(heads, outcomes)
        return (
            results + pairs.filter(\.0.status.isRunning).map(\.1), pairs.filter { !$0.0.status.isRunning }.map(\.1)
        )
    }

    /// BatchGetDeployments: those of Lambda. What is of another platform is remembered as such.
    private func heads(_ ids: [String]) async throws(CallFailure) -> [Result<DeploymentHead, CallFailure>] {
        let reply = try await session.read(CodeDeployCall.batchGetDeployments(ids))
        let entries = try reply.json(DeploymentsWire.self).deploymentsInfo
        var missing = Set(ids)
        var results: [Result<DeploymentHead, CallFailure>] = []
        for entry in entries {
            if let id = entry.id { missing.remove(id) }
            if entry.isOfAnotherPlatform {
                if let id = entry.id, ids.contains(id) {
                    let created = entry.info?.createTime?.timestamp ?? session.now
                    memory.withLock { $0.settled[id] = .nothing(createdAt: created) }
                }
                continue
            }
            guard let info = entry.info else {
                results.append(.failure(reply.malformed("deployment \(printable(entry.id ?? "", limit: 40)) cannot be read")))
                continue
            }
            do throws(CallFailure) { results.append(.success(try info.head(in: reply))) } catch {
                results.append(.failure(error))
            }
        }
        // Said once: what is gone with its application or group is not asked for again unless it is listed again.
        for id in missing.sorted() {
            results.append(.failure(reply.malformed("deployment \(id) was listed and is missing")))
            memory.withLock { _ = $0.running.remove(id) }
        }
        return results
    }
}
