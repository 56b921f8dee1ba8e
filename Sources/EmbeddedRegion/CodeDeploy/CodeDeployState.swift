/// What becomes of an alias that somebody moves while a deployment shifts its traffic. AWS does not document it.
package enum ManualAliasChange: String, Sendable, CaseIterable {
    /// The next step writes the deployment's own weights over it.
    case overwrite
    /// The deployment fails at its next step.
    case fail
}

/// How a hook's function answers.
struct HookBehaviour: Sendable, Equatable {
    enum Outcome: String, Sendable, CaseIterable {
        case succeeded = "Succeeded"
        case failed = "Failed"
        /// It never answers by itself: PutLifecycleEventHookExecutionStatus does, or the hour passes.
        case none
    }

    /// Milliseconds.
    var takes: Int64 = 5_000
    var outcome = Outcome.succeeded
}

/// All that CodeDeploy keeps for the account; only the Lambda platform.
struct CodeDeployState: Sendable {
    var applications: [String: DeploymentApplication] = [:]
    var configs = DeploymentConfig.presets
    var deployments: [String: DeploymentRecord] = [:]
    /// Ids, oldest first.
    var order: [String] = []
    /// Ids of those that are not over, oldest first.
    var running: [String] = []
    /// By function name; a function that is not here answers as `HookBehaviour()` says.
    var hooks: [String: HookBehaviour] = [:]
    var onManualChange = ManualAliasChange.overwrite
    /// Whether a stop that asks for a rollback gets one although the group has no rollback configuration. AWS does not document it.
    var rollsBackUnconfigured = true
    /// How many things were made; names the next one.
    var made: Int64 = 0

    /// `d-` and nine capitals and digits.
    mutating func nextDeploymentID(_ noise: Noise) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        repeat {
            made += 1
            let letters = noise.bytes(Noise.stream("deployment"), made, count: 9).map { alphabet[Int($0) % alphabet.count] }
            let id = "d-" + String(letters)
            if deployments[id] == nil { return id }
        } while true
    }

    mutating func nextID(_ noise: Noise) -> String {
        made += 1
        return noise.uuid(Noise.stream("codedeploy"), made)
    }

    mutating func add(_ record: DeploymentRecord) {
        deployments[record.id] = record
        order.append(record.id)
        if !record.status.isOver { running.append(record.id) }
    }

    mutating func update(_ record: DeploymentRecord) {
        deployments[record.id] = record
        if record.status.isOver { running.removeAll { $0 == record.id } }
    }

    /// The group's one deployment that is not over.
    func active(application: String, group: String) -> DeploymentRecord? {
        for id in running {
            if let record = deployments[id], record.application == application, record.group == group { return record }
        }
        return nil
    }

    /// Newest first.
    func history(application: String, group: String) -> [DeploymentRecord] {
        order.reversed().compactMap { deployments[$0] }.filter { $0.application == application && $0.group == group }
    }
}
