/// Reads a scenario strictly: an unknown key, a wrong type or a name that nothing defines is an error with its line.
enum ScenarioDecoder {
    static func scenario(_ node: ScenarioNode) throws(ScenarioError) -> Scenario {
        let fields = try node.fields(known: [
            "name", "extends", "account", "region", "functions", "alarms", "concurrency", "provisioning", "lists", "faults",
            "cloudTrail", "pipelines", "slowdown", "fleet", "codeDeploy", "quotas",
        ])
        let base: Scenario? = if let field = fields["extends"] { try ScenarioLibrary.base(field) } else { nil }
        func required(_ name: String) throws(ScenarioError) -> ScenarioNode {
            guard let field = fields[name] else { throw node.failure("'\(name)' is missing") }
            return field
        }
        let account = try fields["account"]?.text() ?? base?.account ?? "123456789012"
        guard account.count == 12, account.allSatisfy(\.isNumber) else {
            throw (fields["account"] ?? node).failure("an account is 12 digits")
        }
        var functions = base?.functions ?? []
        for item in try required("functions").items() {
            let function = try FunctionDecoder.function(item, account: account)
            guard !functions.contains(where: { $0.name == function.name }) else {
                throw item.failure("function '\(function.name)' is there twice")
            }
            functions.append(function)
        }
        try SlowdownDecoder.apply(fields["slowdown"], to: &functions)
        var alarms = base?.alarms ?? []
        for item in try fields["alarms"]?.items() ?? [] {
            let alarm = try AlarmDecoder.alarm(item, known: alarms)
            guard !alarms.contains(where: { $0.name == alarm.name }) else {
                throw item.failure("alarm '\(alarm.name)' is there twice")
            }
            alarms.append(alarm)
        }
        var trail = base?.trail ?? Trail.Rules()
        if let field = fields["cloudTrail"] { trail = try TrailDecoder.rules(field) }
        var scenario = Scenario(
            name: try required("name").text(), account: account,
            region: try fields["region"]?.text() ?? base?.region ?? "eu-west-1", functions: functions, alarms: alarms,
            lambda: try LambdaAccountDecoder.account(fields, base: base?.lambda),
            faults: (base?.faults ?? []) + (try FaultDecoder.rules(fields["faults"])), trail: trail,
            pipelines: (base?.pipelines ?? []) + (try PipelineDecoder.pipelines(fields["pipelines"], functions: functions)),
            fleet: try fields["fleet"]?.fields(known: ["functions"])["functions"]?.integer(1...FleetGenerator.limit)
                ?? base?.fleet)
        if let base { scenario.codeDeploy = base.codeDeploy }
        scenario.quotas = try fields["quotas"]?.integer(1...1_000_000) ?? base?.quotas ?? 1
        if let node = fields["codeDeploy"] {
            scenario.codeDeploy = try CodeDeployDecoder(functions: functions, alarms: alarms, account: account)
                .section(node, extending: scenario.codeDeploy)
        }
        return scenario
    }
}
