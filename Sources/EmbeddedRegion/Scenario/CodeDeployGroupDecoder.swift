/// Reads a deployment group of a scenario with its deployments.
struct CodeDeployGroupDecoder {
    let functions: [Scenario.Function]
    let alarms: [AlarmDefinition]
    let account: String
    /// Names of the configurations there are.
    let configs: Set<String>

    /// Alarms are evaluated closely for this long before the start, so that no deployment that watches them began earlier.
    private static let longestRun: Int64 = 7_200_000

    func group(_ node: ScenarioNode) throws(ScenarioError) -> CodeDeployScenario.Group {
        let fields = try node.fields(known: ["name", "config", "role", "alarms", "ignorePollFailure", "rollback", "deployments"])
        guard let name = fields["name"] else { throw node.failure("a group needs 'name'") }
        let role = try fields["role"]?.text() ?? "codedeploy-service"
        var group = CodeDeployScenario.Group(
            name: try CodeDeployDecoder.name(name), config: try config(fields["config"]) ?? DeploymentConfig.allAtOnceName,
            serviceRole: "arn:aws:iam::\(account):role/\(role)", alarms: DeploymentAlarms(), rollback: DeploymentRollback(),
            deployments: [])
        for item in try fields["alarms"]?.items() ?? [] {
            let alarm = try item.text()
            guard alarms.contains(where: { $0.name == alarm }) else { throw item.failure("no alarm '\(alarm)' is defined") }
            guard group.alarms.names.count < DeploymentAlarms.limit else {
                throw item.failure("a group has at most \(DeploymentAlarms.limit) alarms")
            }
            group.alarms.names.append(alarm)
        }
        group.alarms.isEnabled = !group.alarms.names.isEmpty
        if let field = fields["ignorePollFailure"] { group.alarms.ignoresPollFailure = try field.flag() }
        for item in try fields["rollback"]?.items() ?? [] {
            guard let event = DeploymentRollback.Event(rawValue: try item.text()) else {
                let known = DeploymentRollback.Event.allCases.map(\.rawValue).joined(separator: ", ")
                throw item.failure("a rollback event is one of \(known)")
            }
            group.rollback.events.append(event)
        }
        group.rollback.isEnabled = !group.rollback.events.isEmpty
        for item in try fields["deployments"]?.items() ?? [] {
            let deployment = try deployment(item, config: group.config)
            if let before = group.deployments.last {
                guard let end = before.end else {
                    throw item.failure("the deployment above this one has no 'ended': only the last may run")
                }
                guard end.at <= deployment.started else {
                    throw item.failure("deployments are listed oldest first, one at a time")
                }
            }
            group.deployments.append(deployment)
        }
        return group
    }

    private func config(_ node: ScenarioNode?) throws(ScenarioError) -> String? {
        guard let node else { return nil }
        let name = try node.text()
        guard configs.contains(name) else {
            throw node.failure("no configuration '\(name)'; known are \(configs.sorted().joined(separator: ", "))")
        }
        return name
    }

    private func deployment(_ node: ScenarioNode, config group: String) throws(ScenarioError) -> CodeDeployScenario.Deployment {
        let fields = try node.fields(known: [
            "started", "function", "alias", "from", "to", "config", "creator", "description", "before", "after", "status",
            "ended",
        ])
        guard let started = fields["started"], let functionField = fields["function"], let aliasField = fields["alias"],
            let from = fields["from"], let to = fields["to"]
        else { throw node.failure("a deployment needs 'started', 'function', 'alias', 'from' and 'to'") }
        let (functionName, aliasName) = (try functionField.text(), try aliasField.text())
        guard let function = functions.first(where: { $0.name == functionName }) else {
            throw functionField.failure("no such function in this scenario")
        }
        guard let alias = function.aliases.first(where: { $0.name == aliasName }) else {
            throw aliasField.failure("no such alias of \(function.name)")
        }
        func version(_ field: ScenarioNode) throws(ScenarioError) -> String {
            let number = try field.integer(1...1_000_000)
            guard function.versions.contains(where: { $0.number == number }) else {
                throw field.failure("version \(number) is not among the function's versions")
            }
            return String(number)
        }
        let spec = AppSpec(
            function: function.name, alias: alias.name, currentVersion: try version(from), targetVersion: try version(to),
            before: try fields["before"]?.text(), after: try fields["after"]?.text())
        let creator = try fields["creator"]?.text() ?? "user"
        guard ["user", "CloudFormation"].contains(creator) else {
            throw (fields["creator"] ?? node).failure("a creator is user or CloudFormation")
        }
        let moment = try started.moment()
        let end = try end(node, fields, started: moment)
        if end == nil {
            guard moment <= 0, moment >= -Self.longestRun else {
                throw started.failure("a deployment that runs at the start began within the last two hours")
            }
            guard alias.moves.last.map({ $0.at < moment }) ?? true else {
                throw started.failure("the alias' last move must be before the deployment that runs")
            }
        }
        return .init(
            started: moment, spec: spec, config: try config(fields["config"]) ?? group, creator: creator,
            description: try fields["description"]?.text(), end: end)
    }

    /// `status` and `ended` of a deployment of the past; the alias' moves tell what it did.
    private func end(
        _ node: ScenarioNode, _ fields: [String: ScenarioNode], started: Int64
    ) throws(ScenarioError) -> (status: DeploymentRecord.Status, at: Int64)? {
        guard let ended = fields["ended"] else {
            if let status = fields["status"] { throw status.failure("a 'status' goes with 'ended'") }
            return nil
        }
        let at = try ended.moment()
        guard at > started, at <= 0 else { throw ended.failure("'ended' lies after 'started' and in the past") }
        guard let field = fields["status"] else { return (.succeeded, at) }
        guard let status = DeploymentRecord.Status(rawValue: try field.text()), status.isOver else {
            throw field.failure("the status of a deployment that ended is Succeeded, Failed or Stopped")
        }
        return (status, at)
    }
}
