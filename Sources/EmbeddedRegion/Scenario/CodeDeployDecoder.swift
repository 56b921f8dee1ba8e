/// Reads the `codeDeploy` section; its functions and alarms must be those of the scenario.
struct CodeDeployDecoder {
    let functions: [Scenario.Function]
    let alarms: [AlarmDefinition]
    let account: String

    /// - Parameter base: what the scenario extends; switches given here win, lists are added to it.
    func section(
        _ node: ScenarioNode, extending base: CodeDeployScenario = CodeDeployScenario()
    ) throws(ScenarioError) -> CodeDeployScenario {
        let fields = try node.fields(known: ["onManualChange", "rollsBackUnconfigured", "hooks", "configs", "applications"])
        var section = base
        if let field = fields["onManualChange"] {
            guard let choice = ManualAliasChange(rawValue: try field.text()) else {
                throw field.failure("'onManualChange' is overwrite or fail")
            }
            section.onManualChange = choice
        }
        if let field = fields["rollsBackUnconfigured"] { section.rollsBackUnconfigured = try field.flag() }
        for item in try fields["hooks"]?.items() ?? [] {
            let (name, behaviour) = try hook(item)
            guard section.hooks.updateValue(behaviour, forKey: name) == nil else {
                throw item.failure("hook '\(name)' is there twice")
            }
        }
        for item in try fields["configs"]?.items() ?? [] {
            let (name, shift) = try config(item)
            guard section.configs.updateValue(shift, forKey: name) == nil else {
                throw item.failure("configuration '\(name)' is there twice")
            }
        }
        let groups = CodeDeployGroupDecoder(
            functions: functions, alarms: alarms, account: account,
            configs: Set(DeploymentConfig.presets.keys).union(section.configs.keys))
        for item in try fields["applications"]?.items() ?? [] {
            let application = try application(item, groups)
            guard !section.applications.contains(where: { $0.name == application.name }) else {
                throw item.failure("application '\(application.name)' is there twice")
            }
            section.applications.append(application)
        }
        return section
    }

    private func hook(_ node: ScenarioNode) throws(ScenarioError) -> (String, HookBehaviour) {
        let fields = try node.fields(known: ["function", "seconds", "outcome"])
        guard let name = fields["function"] else { throw node.failure("a hook needs 'function'") }
        var behaviour = HookBehaviour()
        if let field = fields["seconds"] { behaviour.takes = Int64(try field.integer(0...3_600)) * 1_000 }
        if let field = fields["outcome"] {
            guard let outcome = HookBehaviour.Outcome(rawValue: try field.text()) else {
                throw field.failure("an outcome is Succeeded, Failed or none")
            }
            behaviour.outcome = outcome
        }
        return (try name.text(), behaviour)
    }

    private func config(_ node: ScenarioNode) throws(ScenarioError) -> (String, DeploymentConfig.Shift) {
        let fields = try node.fields(known: ["name", "canary", "linear"])
        guard let field = fields["name"] else { throw node.failure("a configuration needs 'name'") }
        let name = try Self.name(field)
        guard !name.hasPrefix(DeploymentConfig.prefix) else {
            throw field.failure("names that begin with \(DeploymentConfig.prefix) are CodeDeploy's own")
        }
        switch (fields["canary"], fields["linear"]) {
        case (let canary?, nil):
            let (percent, minutes) = try numbers(canary)
            return (name, .canary(percent: percent, minutes: minutes))
        case (nil, let linear?):
            let (percent, minutes) = try numbers(linear)
            return (name, .linear(percent: percent, minutes: minutes))
        default: throw node.failure("a configuration has either 'canary' or 'linear'")
        }
    }

    private func numbers(_ node: ScenarioNode) throws(ScenarioError) -> (Int, Int) {
        let fields = try node.fields(known: ["percent", "minutes"])
        guard let percent = fields["percent"], let minutes = fields["minutes"] else {
            throw node.failure("write {percent: 25, minutes: 2}")
        }
        return (
            try percent.integer(1...DeploymentConfig.percentLimit), try minutes.integer(1...DeploymentConfig.minutesLimit)
        )
    }

    private func application(
        _ node: ScenarioNode, _ decoder: CodeDeployGroupDecoder
    ) throws(ScenarioError) -> CodeDeployScenario.Application {
        let fields = try node.fields(known: ["name", "created", "groups"])
        guard let name = fields["name"], let created = fields["created"] else {
            throw node.failure("an application needs 'name' and 'created'")
        }
        var application = CodeDeployScenario.Application(name: try Self.name(name), created: try created.moment(), groups: [])
        guard application.created <= 0 else { throw created.failure("an application is created in the past") }
        for item in try fields["groups"]?.items() ?? [] {
            let group = try decoder.group(item)
            guard !application.groups.contains(where: { $0.name == group.name }) else {
                throw item.failure("group '\(group.name)' is there twice")
            }
            application.groups.append(group)
        }
        return application
    }

    static func name(_ node: ScenarioNode) throws(ScenarioError) -> String {
        let text = try node.text()
        guard CodeDeployInput.isName(text) else {
            throw node.failure("'\(text)' is no name for CodeDeploy: 1 to 100 of A-Z a-z 0-9 + = , . @ _ -")
        }
        return text
    }
}
