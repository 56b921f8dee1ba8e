/// A scenario file, decoded. Moments are milliseconds relative to the region's start.
struct Scenario: Sendable {
    struct Version: Sendable {
        var number: Int
        var published: Int64
        var configuration: VersionConfiguration
        /// Names the code; versions with the same name have the same hash.
        var code: String
        var behaviours: [Behaviour]
        var state: String
        var health = VersionHealth()
    }

    struct Move: Sendable {
        var at: Int64
        var routing: Routing
    }

    struct Alias: Sendable {
        var name: String
        var description: String
        var requestsPerMinute: Double
        var trafficEnds: Int64?
        var moves: [Move]
    }

    struct Function: Sendable {
        var name: String
        var versions: [Version]
        var aliases: [Alias]
        var wiring = FunctionWiring()
        var downstream: [Downstream] = []
    }

    var name: String
    var account: String
    var region: String
    var functions: [Function]
    var alarms: [AlarmDefinition]
    var lambda = LambdaAccount()
    var faults: [FaultRule] = []
    var trail = Trail.Rules()
    var pipelines: [PipelineRecord] = []
    /// Functions of the whole account; generated ones make up the number.
    var fleet: Int?
    /// How many times AWS's own request quotas the account has: for tests that are not about them.
    var quotas = 1
    var codeDeploy = CodeDeployScenario()
}
