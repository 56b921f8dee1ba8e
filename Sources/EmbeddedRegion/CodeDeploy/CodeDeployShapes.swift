/// CodeDeploy's reply shapes.
enum CodeDeployShapes {
    static func application(_ application: DeploymentApplication) -> WireValue {
        .object([
            ("applicationId", .string(application.id)), ("applicationName", .string(application.name)),
            ("computePlatform", .string("Lambda")), ("createTime", .time(application.created)),
            ("linkedToGitHub", .bool(false)),
        ])
    }

    static func group(_ group: DeploymentGroup, of application: DeploymentApplication, _ world: World) -> WireValue {
        let history = world.codeDeploy.history(application: application.name, group: group.name)
        let succeeded = history.first { $0.status == .succeeded }
        return .object([
            ("alarmConfiguration", alarms(group.alarms)), ("applicationName", .string(application.name)),
            ("autoRollbackConfiguration", rollback(group.rollback)), ("computePlatform", .string("Lambda")),
            ("deploymentConfigName", .string(group.config)), ("deploymentGroupId", .string(group.id)),
            ("deploymentGroupName", .string(group.name)), ("deploymentStyle", style),
            ("lastAttemptedDeployment", history.first.map(last)), ("lastSuccessfulDeployment", succeeded.map(last)),
            ("outdatedInstancesStrategy", .string("UPDATE")), ("serviceRoleArn", .string(group.serviceRole)),
            ("targetRevision", succeeded.map { revision(kind: $0.revisionKind, sha256: $0.sha256) }),
            ("terminationHookEnabled", .bool(false)), ("triggerConfigurations", .list([])),
        ])
    }

    static func alarms(_ alarms: DeploymentAlarms) -> WireValue {
        .object([
            ("alarms", .list(alarms.names.map { .object([("name", .string($0))]) })), ("enabled", .bool(alarms.isEnabled)),
            ("ignorePollAlarmFailure", .bool(alarms.ignoresPollFailure)),
        ])
    }

    static func rollback(_ rollback: DeploymentRollback) -> WireValue {
        .object([("enabled", .bool(rollback.isEnabled)), ("events", .strings(rollback.events.map(\.rawValue)))])
    }

    static let style = WireValue.object([
        ("deploymentOption", .string("WITH_TRAFFIC_CONTROL")), ("deploymentType", .string("BLUE_GREEN")),
    ])

    private static func last(_ record: DeploymentRecord) -> WireValue {
        .object([
            ("createTime", .time(record.created)), ("deploymentId", .string(record.id)),
            ("endTime", record.completed.map { .time($0) }), ("status", .string(record.status.rawValue)),
        ])
    }

    /// A revision without its content, unless the operation returns that.
    static func revision(kind: String, sha256: String, content: String? = nil) -> WireValue {
        .object([
            ("revisionType", .string(kind)),
            (
                kind == "String" ? "string" : "appSpecContent",
                .object([("content", content.map { .string($0) }), ("sha256", .string(sha256))])
            ),
        ])
    }

    static func deployment(_ record: DeploymentRecord) -> WireValue {
        let counts = ["Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready"].map { status in
            (status, WireValue?.some(.int(record.targetStatus == status ? 1 : 0)))
        }
        let links = WireValue.object([
            ("rollbackDeploymentId", record.rollbackID.map { .string($0) }),
            ("rollbackMessage", record.rollbackMessage.map { .string($0) }),
            ("rollbackTriggeringDeploymentId", record.triggeringID.map { .string($0) }),
        ])
        return .object([
            ("applicationName", .string(record.application)), ("autoRollbackConfiguration", rollback(record.rollback)),
            ("completeTime", record.completed.map { .time($0) }), ("computePlatform", .string("Lambda")),
            ("createTime", .time(record.created)), ("creator", .string(record.creator)),
            ("deploymentConfigName", .string(record.config.name)), ("deploymentGroupName", .string(record.group)),
            ("deploymentId", .string(record.id)), ("deploymentOverview", .object(counts)),
            ("deploymentStatusMessages", .list([])), ("deploymentStyle", style),
            ("description", record.description.map { .string($0) }),
            (
                "errorInformation",
                record.failure.map { .object([("code", .string($0.code)), ("message", .string($0.message))]) }
            ), ("ignoreApplicationStopFailures", .bool(false)), ("instanceTerminationWaitTimeStarted", .bool(false)),
            ("overrideAlarmConfiguration", record.overrideAlarms.map(alarms)),
            ("previousRevision", record.previousSHA256.map { revision(kind: record.revisionKind, sha256: $0) }),
            ("revision", revision(kind: record.revisionKind, sha256: record.sha256)),
            ("rollbackInfo", links == .map([]) ? nil : links), ("startTime", record.started.map { .time($0) }),
            ("status", .string(record.status.rawValue)), ("updateOutdatedInstancesOnly", .bool(false)),
        ])
    }

    static func target(_ record: DeploymentRecord, _ world: World) -> WireValue {
        let spec = record.spec
        let information = WireValue.object([
            ("currentVersion", .string(spec.currentVersion)), ("functionAlias", .string(spec.alias)),
            ("functionName", .string(spec.function)), ("targetVersion", .string(spec.targetVersion)),
            ("targetVersionWeight", .double(Double(record.weight))),
        ])
        let target = WireValue.object([
            ("deploymentId", .string(record.id)), ("lambdaFunctionInfo", information),
            ("lastUpdatedAt", .time(record.updated)), ("lifecycleEvents", .list(record.events.map { event($0, of: record) })),
            ("status", .string(record.targetStatus)),
            ("targetArn", .string(world.functionARN(record.functionName) + ":" + spec.alias)),
            ("targetId", .string(record.targetID)),
        ])
        return .object([("deploymentTargetType", .string("LambdaTarget")), ("lambdaTarget", target)])
    }

    private static func event(_ event: DeploymentRecord.Event, of record: DeploymentRecord) -> WireValue {
        var diagnostics: WireValue?
        if let function = event.function, event.status == "InProgress" || event.status == "Failed" {
            // The function is told both ids and logs them; who answers in its place reads them here.
            let log = WireValue.object([
                ("DeploymentId", .string(record.id)), ("LifecycleEventHookExecutionId", event.execution.map { .string($0) }),
            ])
            diagnostics = .object([
                ("errorCode", event.status == "Failed" ? .string("ScriptFailed") : nil), ("logTail", .string(log.json)),
                ("message", event.message.map { .string($0) }), ("scriptName", .string(function)),
            ])
        }
        return .object([
            ("diagnostics", diagnostics), ("endTime", event.ended.map { .time($0) }),
            ("lifecycleEventName", .string(event.name)), ("startTime", event.started.map { .time($0) }),
            ("status", .string(event.status)),
        ])
    }

    static func config(_ config: DeploymentConfig, created: Int64) -> WireValue {
        let routing: WireValue =
            switch config.shift {
            case .allAtOnce: .object([("type", .string("AllAtOnce"))])
            case .canary(let percent, let minutes):
                .object([
                    (
                        "timeBasedCanary",
                        .object([("canaryInterval", .int(Int64(minutes))), ("canaryPercentage", .int(Int64(percent)))])
                    ), ("type", .string("TimeBasedCanary")),
                ])
            case .linear(let percent, let minutes):
                .object([
                    (
                        "timeBasedLinear",
                        .object([("linearInterval", .int(Int64(minutes))), ("linearPercentage", .int(Int64(percent)))])
                    ), ("type", .string("TimeBasedLinear")),
                ])
            }
        return .object([
            ("computePlatform", .string("Lambda")), ("createTime", .time(config.created ?? created)),
            ("deploymentConfigId", .string(config.id)), ("deploymentConfigName", .string(config.name)),
            ("trafficRoutingConfig", routing),
        ])
    }
}

extension DeploymentRecord {
    /// Without ARN and qualifier, when the AppSpec has one.
    var functionName: String { (try? FunctionReference(spec.function))?.name ?? spec.function }

    /// For Lambda, a target's id is its function's name (API reference, BatchGetDeploymentTargets).
    var targetID: String { functionName }
}
