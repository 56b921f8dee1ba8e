/// The `pipelines:` section of a scenario: a list of `{function, alias, version, after, times, session}`.
enum PipelineDecoder {
    static func pipelines(
        _ node: ScenarioNode?, functions: [Scenario.Function]
    ) throws(ScenarioError) -> [PipelineRecord] {
        var pipelines: [PipelineRecord] = []
        for item in try node?.items() ?? [] {
            let fields = try item.fields(known: ["function", "alias", "version", "after", "times", "session"])
            func required(_ name: String) throws(ScenarioError) -> ScenarioNode {
                guard let field = fields[name] else { throw item.failure("a pipeline needs '\(name)'") }
                return field
            }
            let name = try required("function").text()
            guard let function = functions.first(where: { $0.name == name }) else {
                throw try required("function").failure("no function '\(name)'")
            }
            let alias = try required("alias").text()
            guard function.aliases.contains(where: { $0.name == alias }) else {
                throw try required("alias").failure("function '\(name)' has no alias '\(alias)'")
            }
            let version = try required("version").integer(1...1_000_000)
            guard function.versions.contains(where: { $0.number == version }) else {
                throw try required("version").failure("version \(version) is not among the function's versions")
            }
            pipelines.append(
                PipelineRecord(
                    function: name, alias: alias, version: version, patience: try required("after").length(),
                    remaining: try fields["times"]?.integer(1...1_000) ?? 1,
                    session: try fields["session"]?.text() ?? "ci-redeploy"))
        }
        return pipelines
    }
}
