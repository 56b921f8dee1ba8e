import IncidentModel

/// GetDeploymentGroup's reply, the part that is used.
struct DeploymentGroupWire: Decodable {
    var deploymentGroupInfo: Info

    struct Info: Decodable {
        var alarmConfiguration: AlarmConfigurationWire?
        var autoRollbackConfiguration: AutoRollbackWire?
    }

    /// A group without a configuration watches nothing and rolls nothing back.
    var rules: GroupRules {
        GroupRules(
            alarms: deploymentGroupInfo.alarmConfiguration?.watch ?? Deployment.AlarmWatch(isEnabled: false, names: []),
            autoRollback: deploymentGroupInfo.autoRollbackConfiguration?.rollbackEvents ?? [])
    }
}

/// AlarmConfiguration on the wire.
struct AlarmConfigurationWire: Decodable, Sendable {
    var enabled: Bool?
    var ignorePollAlarmFailure: Bool?
    var alarms: [AlarmWire]?
    struct AlarmWire: Decodable, Sendable { var name: String? }

    /// AWS allows 10 alarms in a group. Nil for a configuration that does not say whether it is on: it is none.
    var watch: Deployment.AlarmWatch? {
        guard let enabled else { return nil }
        return Deployment.AlarmWatch(
            isEnabled: enabled,
            names: (alarms ?? []).prefix(100).compactMap { $0.name.map { DisplayText($0, limit: 255) } },
            ignoresPollFailure: ignorePollAlarmFailure ?? false)
    }
}

/// AutoRollbackConfiguration on the wire. An event that is not known is left out: it rolls back for a reason without a name here.
struct AutoRollbackWire: Decodable, Sendable {
    var enabled: Bool?
    var events: [String]?

    var rollbackEvents: Set<Deployment.RollbackEvent>? {
        guard let enabled else { return nil }
        return enabled ? Set((events ?? []).compactMap { Deployment.RollbackEvent(rawValue: $0) }) : []
    }
}

/// What a group adds to its deployments.
struct GroupRules: Hashable, Sendable {
    var alarms: Deployment.AlarmWatch
    var autoRollback: Set<Deployment.RollbackEvent>
}
