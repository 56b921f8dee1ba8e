/// How an embedded region is to be started.
package struct RegionConfiguration: Sendable {
    /// Slow enough for a clock that all but stands, quick enough for a year in an hour.
    package static let speeds = 0.001...10_000

    /// Loopback port; 0 takes a free one.
    package var port: Int
    /// A shipped scenario's name, or the path of a `.yaml` file.
    package var scenario: String
    /// Region seconds per real second, one of `speeds`.
    package var speed: Double
    /// Same seed, same history.
    package var seed: UInt64
    /// A JSON line per request is appended here.
    package var logPath: String?
    /// Added to every reply.
    package var latencyMilliseconds: Int
    /// Region time at the start, milliseconds since 1970; the wall clock when nil.
    package var startMilliseconds: Int64?
    /// Whether an empty RoutingConfig clears injected weights at once after the provisioned concurrency was deleted; what the
    /// scenario says when nil.
    package var provisionedWeightsYield: Bool?
    /// How many functions the account has at least: generated ones make up the number. Nil: as the scenario says.
    package var functions: Int?
    /// What becomes of an alias moved by hand while CodeDeploy shifts it; as the scenario says when nil.
    package var codeDeployOnManualChange: ManualAliasChange?
    /// Whether a stop that asks for a rollback gets one from a group without rollback configuration; as the scenario says when nil.
    package var codeDeployRollsBackUnconfigured: Bool?

    package init(
        port: Int = 0, scenario: String = "bad-canary", speed: Double = 1, seed: UInt64 = 1, logPath: String? = nil,
        latencyMilliseconds: Int = 0, startMilliseconds: Int64? = nil, provisionedWeightsYield: Bool? = nil,
        functions: Int? = nil, codeDeployOnManualChange: ManualAliasChange? = nil,
        codeDeployRollsBackUnconfigured: Bool? = nil
    ) {
        self.port = port
        self.scenario = scenario
        self.speed = speed
        self.seed = seed
        self.logPath = logPath
        self.latencyMilliseconds = latencyMilliseconds
        self.startMilliseconds = startMilliseconds
        self.provisionedWeightsYield = provisionedWeightsYield
        self.functions = functions
        self.codeDeployOnManualChange = codeDeployOnManualChange
        self.codeDeployRollsBackUnconfigured = codeDeployRollsBackUnconfigured
    }
}
