/// CodeDeploy's writing operations on deployments.
enum DeploymentOperations {
    private static let unmodelled = [
        "ignoreApplicationStopFailures", "targetInstances", "updateOutdatedInstancesOnly", "ec2DeploymentOptions",
    ]
    /// A stop takes effect after this and up to twice as much, milliseconds.
    private static let stopping: Int64 = 800

    static func create(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        let (application, group) = try GroupOperations.named(input, world)
        try input.refuse(unmodelled)
        if input.value["fileExistsBehavior"] != nil {
            throw CodeDeployFailure.make(
                "InvalidFileExistsBehavior", "For Lambda and ECS deployment, fileExistsBehavior can not be specified")
        }
        let description = try input.description()
        var configName = group.config
        if try input.text("deploymentConfigName") != nil { configName = try input.configName() }
        guard let config = world.codeDeploy.configs[configName] else { throw CodeDeployFailure.config(configName) }
        let override = try DeploymentOptions.alarms(input, "overrideAlarmConfiguration")
        let rollback = try DeploymentOptions.rollback(input) ?? group.rollback
        var (revision, kind, _) = try RevisionOperations.given(input, application, now: now)
        let spec = try RevisionOperations.spec(revision.content)
        if let active = world.codeDeploy.active(application: application.name, group: group.name) {
            throw CodeDeployFailure.make(
                "DeploymentLimitExceeded", "The Deployment Group '\(group.name)' already has an active Deployment '\(active.id)'")
        }
        revision.use(by: group.name, at: now)
        world.codeDeploy.applications[application.name]?.revisions[revision.sha256] = revision
        let history = world.codeDeploy.history(application: application.name, group: group.name)
        var record = DeploymentRecord(
            id: world.codeDeploy.nextDeploymentID(world.noise), application: application.name, group: group.name, config: config,
            spec: spec, revisionKind: kind, sha256: revision.sha256,
            previousSHA256: history.first { $0.status == .succeeded }?.sha256, creator: "user", description: description,
            alarms: override ?? group.alarms, overrideAlarms: override, rollback: rollback, created: now, updated: now,
            events: DeploymentRecord.events(spec))
        record.actAt = now + DeploymentMachine.pause
        world.codeDeploy.add(record)
        return .object([("deploymentId", .string(record.id))])
    }

    /// `autoRollbackEnabled` decides; when it is left out, the group's own configuration does.
    static func stop(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        var record = try DeploymentQueries.deployment(input, world)
        let wanted = try input.flag("autoRollbackEnabled")
        guard !record.status.isOver else {
            throw CodeDeployFailure.make(
                "DeploymentAlreadyCompleted", "The deployment \(record.id) is already completed: \(record.status.rawValue).")
        }
        let isHeard = world.codeDeploy.rollsBackUnconfigured || record.rollback.isEnabled
        let rollsBack = wanted.map { $0 && isHeard } ?? record.rollback.covers(.stopOnRequest)
        if let stop = record.stop {
            // A second request can ask for a rollback too, and takes none back.
            record.stop?.rollsBack = stop.rollsBack || rollsBack
        } else {
            let share = world.noise.uniform(Noise.stream("stop/" + record.id), 0)
            record.stop = .init(at: now + stopping + Int64(share * Double(stopping)), rollsBack: rollsBack)
            // Nothing more is shifted; alarms and steps no longer matter.
            record.actAt = nil
            record.pollAt = nil
        }
        record.updated = now
        world.codeDeploy.update(record)
        return .object([
            ("status", .string("Pending")), ("statusMessage", .string("The deployment \(record.id) is being stopped.")),
        ])
    }

    /// A hook's answer, in its function's place.
    static func putHookStatus(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        var record = try DeploymentQueries.deployment(input, world)
        let status = try input.text("status") ?? ""
        guard status == "Succeeded" || status == "Failed" else {
            throw CodeDeployFailure.make(
                "InvalidLifecycleEventHookExecutionStatus", "A hook's status is Succeeded or Failed, not '\(status)'.")
        }
        let execution = try input.text("lifecycleEventHookExecutionId") ?? ""
        guard !execution.isEmpty, let index = record.events.firstIndex(where: { $0.execution == execution }) else {
            throw CodeDeployFailure.make(
                "InvalidLifecycleEventHookExecutionId", "The deployment \(record.id) has no hook execution '\(execution)'.")
        }
        guard record.events[index].status == "InProgress", record.stop == nil else {
            throw CodeDeployFailure.make(
                "LifecycleEventAlreadyCompleted", "The lifecycle event \(record.events[index].name) is already completed.")
        }
        record.answer = status == "Succeeded"
        record.actAt = now
        record.updated = now
        world.codeDeploy.update(record)
        return .object([("lifecycleEventHookExecutionId", .string(execution))])
    }
}
