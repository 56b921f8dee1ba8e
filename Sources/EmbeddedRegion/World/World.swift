/// Everything the region knows, as a value: services read a snapshot of it and write through `WorldStore`.
struct World: Sendable {
    var account: String
    var region: String
    var noise: Noise
    /// Region milliseconds of the start: the model's noise counts minutes from here, so that a seed has one history.
    var start: Int64
    var functions: [String: FunctionRecord]
    var alarms: [AlarmDefinition]
    var lambda = LambdaAccount()
    var codeDeploy = CodeDeployState()
    var trail = Trail()
    var pipelines: [PipelineRecord] = []

    func functionARN(_ name: String) -> String { "arn:aws:lambda:\(region):\(account):function:\(name)" }
    func alarmARN(_ name: String) -> String { "arn:aws:cloudwatch:\(region):\(account):alarm:\(name)" }

    /// Revision ids come from the seed and from how often the thing was written.
    func revision(_ thing: String, write: Int64) -> String { noise.uuid(Noise.stream("revision/" + thing), write) }
}
