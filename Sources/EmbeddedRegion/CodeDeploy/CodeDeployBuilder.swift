import AWSSigning

/// Makes CodeDeploy's first state from a scenario.
enum CodeDeployBuilder {
    /// - Parameter world: the functions are in it already.
    static func state(_ section: CodeDeployScenario, in world: World) -> CodeDeployState {
        var state = CodeDeployState()
        state.onManualChange = section.onManualChange
        state.rollsBackUnconfigured = section.rollsBackUnconfigured
        state.hooks = section.hooks
        for (name, shift) in section.configs.sorted(by: { $0.key < $1.key }) {
            state.configs[name] = DeploymentConfig(
                name: name, id: state.nextID(world.noise), created: world.start - 30 * 86_400_000, shift: shift)
        }
        var records: [DeploymentRecord] = []
        for application in section.applications {
            var made = DeploymentApplication(
                name: application.name, id: state.nextID(world.noise), created: world.start + application.created)
            for group in application.groups {
                made.groups[group.name] = DeploymentGroup(
                    name: group.name, id: state.nextID(world.noise), config: group.config, serviceRole: group.serviceRole,
                    alarms: group.alarms, rollback: group.rollback)
                var previous: String?
                for deployment in group.deployments {
                    let record = record(deployment, of: group, application.name, previous: previous, &state, world)
                    if record.status == .succeeded { previous = record.sha256 }
                    var revision =
                        made.revisions[record.sha256]
                        ?? DeploymentRevision(
                            kind: record.revisionKind, content: record.spec.content, sha256: record.sha256,
                            registered: record.created)
                    revision.use(by: group.name, at: record.created)
                    made.revisions[record.sha256] = revision
                    records.append(record)
                }
            }
            state.applications[made.name] = made
        }
        for record in records.sorted(by: { $0.created < $1.created }) { state.add(record) }
        return state
    }

    private static func record(
        _ deployment: CodeDeployScenario.Deployment, of group: CodeDeployScenario.Group, _ application: String,
        previous: String?, _ state: inout CodeDeployState, _ world: World
    ) -> DeploymentRecord {
        let created = world.start + deployment.started
        let config = state.configs[deployment.config]
        var record = DeploymentRecord(
            id: state.nextDeploymentID(world.noise), application: application, group: group.name,
            config: config ?? DeploymentConfig(name: deployment.config, id: "", shift: .allAtOnce), spec: deployment.spec,
            revisionKind: "String", sha256: PayloadHash.hex(Array(deployment.spec.content.utf8)), previousSHA256: previous,
            creator: deployment.creator, description: deployment.description, alarms: group.alarms, rollback: group.rollback,
            created: created, updated: created, events: DeploymentRecord.events(deployment.spec))
        guard let end = deployment.end else {
            record.actAt = created + DeploymentMachine.pause
            return record
        }
        let ended = world.start + end.at
        record.status = end.status
        record.phase = .over
        record.started = min(ended, created + 2 * DeploymentMachine.pause)
        record.completed = ended
        record.updated = ended
        record.weight = end.status == .succeeded ? 100 : 0
        for index in record.events.indices {
            let isCalled = index == DeploymentRecord.allowTraffic || record.events[index].function != nil
            record.events[index].status = end.status == .succeeded && isCalled ? "Succeeded" : "Skipped"
        }
        if end.status == .stopped {
            record.failure = .init(code: "MANUAL_STOP", message: "The deployment was stopped by a request.")
        } else if end.status == .failed {
            record.failure = .init(
                code: "HOOK_EXECUTION_FAILURE", message: "The deployment failed because a hook did not succeed.")
        }
        return record
    }
}
