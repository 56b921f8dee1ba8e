import IncidentModel

/// What a `CodeDeployReader` has learnt that cannot change any more, or not for a while.
struct DeploymentMemory {
    /// A group's alarms and rollback rules may be edited, but not often.
    static let groupAge = Duration.seconds(300)
    /// A deployment runs for 50 hours at most.
    static let deploymentAge = Duration.seconds(72 * 3600)

    /// A deployment that is not asked for again.
    enum Settled {
        /// Of another platform, or ended before it had a target.
        case nothing(createdAt: Timestamp)
        case over(Deployment)
        /// Ended before the time asked about; its target was not asked for.
        case early(endedAt: Timestamp)
    }

    func mustAsk(_ id: String, since: Timestamp) -> Bool {
        switch settled[id] {
        case nil: true
        case .early(let endedAt): endedAt >= since
        case .nothing, .over: false
        }
    }

    var settled: [String: Settled] = [:]
    /// Seen running.
    var running: Set<String> = []
    /// Target ids by deployment (BatchGetDeploymentTargets wants them).
    var targetIDs: [String: [String]] = [:]
    /// Movements read from AppSpecs, of deployments whose targets do not tell.
    var specified: [String: Movement] = [:]
    private var groups: [GroupKey: (rules: GroupRules?, at: Timestamp)] = [:]
    private var strategies: [String: (strategy: DeploymentStrategy, at: Timestamp)] = [:]
    /// All deployments created in this stretch are known.
    private var searched: (from: Timestamp, to: Timestamp)?

    /// `.some(nil)`: could not be read lately.
    func rules(of group: GroupKey, now: Timestamp, anyAge: Bool) -> GroupRules?? {
        guard let known = groups[group], anyAge && known.rules != nil || Self.isFresh(known.at, now) else { return nil }
        return .some(known.rules)
    }

    mutating func remember(_ rules: GroupRules?, of group: GroupKey, now: Timestamp) { groups[group] = (rules, now) }

    /// A configuration cannot be edited; one that could not be read is asked for again after a while.
    func strategy(_ name: String, now: Timestamp) -> DeploymentStrategy? {
        guard let known = strategies[name], known.strategy.shape != .unknown || Self.isFresh(known.at, now) else { return nil }
        return known.strategy
    }

    mutating func remember(_ strategy: DeploymentStrategy, named name: String, now: Timestamp) {
        strategies[name] = (strategy, now)
    }

    private static func isFresh(_ at: Timestamp, _ now: Timestamp) -> Bool {
        let age = now - at
        return age >= .zero && age < groupAge
    }

    /// From when on deployments have to be listed so that all created after `start` are known. Five minutes are listed twice,
    /// for a list that lags.
    func listStart(for start: Timestamp) -> Timestamp {
        guard let searched, searched.from <= start else { return start }
        return max(start, searched.to - .seconds(300))
    }

    mutating func didSearch(from start: Timestamp, to end: Timestamp) {
        if let old = searched, old.from <= start, start <= old.to {
            searched = (old.from, max(old.to, end))
        } else {
            searched = (start, end)
        }
    }

    mutating func settle(_ deployment: Deployment) {
        settled[deployment.id] = .over(deployment)
        running.remove(deployment.id)
        targetIDs[deployment.id] = nil
        specified[deployment.id] = nil
    }

    /// The link to the deployment that takes another one back: that one was over before and is not read again.
    mutating func link(_ deployment: Deployment) {
        guard let original = deployment.rollbackOf, case .over(var taken)? = settled[original], taken.rollbackID == nil else {
            return
        }
        taken.rollbackID = deployment.id
        settled[original] = .over(taken)
    }

    /// A rollback moves what the deployment that it takes back moved, in the other direction.
    func target(takenBackBy head: DeploymentHead) -> Target? {
        guard let original = head.wire.rollbackOf, case .over(let taken)? = settled[original] else { return nil }
        return taken.target
    }

    /// Forgets what is older than any question.
    mutating func prune(before: Timestamp) {
        let limit = before - Self.deploymentAge
        settled = settled.filter { _, value in
            switch value {
            case .nothing(let createdAt): createdAt >= limit
            case .early(let endedAt): endedAt >= limit
            case .over(let deployment): (deployment.completedAt ?? deployment.createdAt) >= limit
            }
        }
        if let searched, searched.from < limit { self.searched = (limit, max(limit, searched.to)) }
    }
}
