import AWSSigning

/// Makes the deployment that puts an alias back: a deployment with an id of its own, without hooks and alarms, all at once.
enum DeploymentRollbackMaker {
    static func rollback(of record: DeploymentRecord, in world: inout World, at moment: Int64) -> DeploymentRecord {
        let spec = AppSpec(
            function: record.spec.function, alias: record.spec.alias, currentVersion: record.spec.targetVersion,
            targetVersion: record.spec.currentVersion)
        let content = spec.content
        let hash = PayloadHash.hex(Array(content.utf8))
        let known = world.codeDeploy.applications[record.application]?.revisions[hash]
        var revision =
            known ?? DeploymentRevision(kind: record.revisionKind, content: content, sha256: hash, registered: moment)
        revision.use(by: record.group, at: moment)
        world.codeDeploy.applications[record.application]?.revisions[hash] = revision
        var made = DeploymentRecord(
            id: world.codeDeploy.nextDeploymentID(world.noise), application: record.application, group: record.group,
            config: DeploymentConfig.presets[DeploymentConfig.allAtOnceName] ?? record.config, spec: spec,
            revisionKind: record.revisionKind, sha256: hash, previousSHA256: record.sha256, creator: "codeDeployRollback",
            description: "Rollback of deployment \(record.id)", alarms: DeploymentAlarms(), rollback: DeploymentRollback(),
            created: moment, updated: moment, events: DeploymentRecord.events(spec))
        made.triggeringID = record.id
        made.actAt = moment + DeploymentMachine.pause
        return made
    }
}

extension DeploymentRevision {
    mutating func use(by group: String, at moment: Int64) {
        firstUsed = firstUsed ?? moment
        lastUsed = moment
        if !groups.contains(group) { groups.append(group) }
    }
}

extension DeploymentRecord {
    static func events(_ spec: AppSpec) -> [Event] {
        [
            Event(name: "BeforeAllowTraffic", function: spec.before), Event(name: "AllowTraffic"),
            Event(name: "AfterAllowTraffic", function: spec.after),
        ]
    }
}
