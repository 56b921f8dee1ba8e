/// Alarm and rollback configurations as requests carry them.
enum DeploymentOptions {
    static func alarms(_ input: CodeDeployInput, _ member: String) throws(ServiceFailure) -> DeploymentAlarms? {
        guard let part = try input.part(member) else { return nil }
        var alarms = DeploymentAlarms(
            isEnabled: try part.flag("enabled") ?? false, ignoresPollFailure: try part.flag("ignorePollAlarmFailure") ?? false)
        for item in part.value["alarms"]?.list ?? [] {
            guard let name = item["name"]?.string, !name.isEmpty else {
                throw CodeDeployFailure.make("InvalidAlarmConfig", "An alarm of \(member) has no name.")
            }
            guard !alarms.names.contains(name) else {
                throw CodeDeployFailure.make("InvalidAlarmConfig", "The alarm \(name) is in \(member) twice.")
            }
            alarms.names.append(name)
        }
        guard alarms.names.count <= DeploymentAlarms.limit else {
            throw CodeDeployFailure.make(
                "AlarmsLimitExceeded",
                "\(member) has \(alarms.names.count) alarms; at most \(DeploymentAlarms.limit) are allowed.")
        }
        guard !alarms.isEnabled || !alarms.names.isEmpty else {
            throw CodeDeployFailure.make("InvalidAlarmConfig", "\(member) is enabled and names no alarm.")
        }
        return alarms
    }

    static func rollback(_ input: CodeDeployInput) throws(ServiceFailure) -> DeploymentRollback? {
        guard let part = try input.part("autoRollbackConfiguration") else { return nil }
        var rollback = DeploymentRollback(isEnabled: try part.flag("enabled") ?? false)
        for text in try part.texts("events") ?? [] {
            guard let event = DeploymentRollback.Event(rawValue: text) else {
                throw CodeDeployFailure.make("InvalidAutoRollbackConfig", "'\(text)' is not a rollback event.")
            }
            if !rollback.events.contains(event) { rollback.events.append(event) }
        }
        guard !rollback.isEnabled || !rollback.events.isEmpty else {
            throw CodeDeployFailure.make(
                "InvalidAutoRollbackConfig", "autoRollbackConfiguration is enabled and names no event.")
        }
        return rollback
    }
}
