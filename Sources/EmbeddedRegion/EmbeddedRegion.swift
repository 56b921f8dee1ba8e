import AWSSigning

/// An AWS-compatible region on loopback: Lambda, CodeDeploy, CloudWatch and STS with seeded traffic, quotas and signature checks.
package final class EmbeddedRegion: Sendable {
    /// `http://127.0.0.1:PORT`, the endpoint of every service.
    package let url: String
    package let regionName: String
    package let account: String
    package let accessKeyID: String
    package let secretAccessKey: String

    private let clock: RegionClock
    private let server: RegionServer

    private init(server: RegionServer, world: World, credentials: CredentialStore, clock: RegionClock) {
        self.server = server
        self.clock = clock
        url = "http://127.0.0.1:\(server.port)"
        regionName = world.region
        account = world.account
        accessKeyID = credentials.main.accessKeyID
        secretAccessKey = credentials.main.secretAccessKey
    }

    /// Starts listening; the region answers when this returns.
    /// - Throws: `ScenarioError` for the scenario, `RegionError` for the port, the speed or the log.
    package static func start(_ configuration: RegionConfiguration) async throws -> EmbeddedRegion {
        guard RegionConfiguration.speeds.contains(configuration.speed) else { throw RegionError.speed(configuration.speed) }
        var scenario = try ScenarioLibrary.load(configuration.scenario)
        if let yields = configuration.provisionedWeightsYield { scenario.lambda.weightsYield = yields }
        let log: RequestLog? = if let path = configuration.logPath { try RequestLog(path: path) } else { nil }
        if let count = configuration.functions ?? scenario.fleet {
            guard (1...FleetGenerator.limit).contains(count) else { throw RegionError.functions(count) }
            FleetGenerator.fill(&scenario, upTo: count)
        }
        let clock = RegionClock(speed: configuration.speed, startMilliseconds: configuration.startMilliseconds)
        var world = WorldBuilder.world(scenario, seed: configuration.seed, start: clock.start)
        if let choice = configuration.codeDeployOnManualChange { world.codeDeploy.onManualChange = choice }
        if let choice = configuration.codeDeployRollsBackUnconfigured { world.codeDeploy.rollsBackUnconfigured = choice }
        let credentials = CredentialStore(noise: world.noise, account: world.account)
        let traffic = TrafficModel(noise: world.noise, start: clock.start)
        let metrics = MetricSource(model: traffic)
        let alarms = AlarmBook(world: world, metrics: metrics)
        // What happens by itself: deployments, allocations, pipelines.
        let store = WorldStore(
            world, clock: clock, processes: [DeploymentProcess(book: alarms), ProvisionedProcess(), PipelineProcess()])
        let quotas = Quotas(clock: clock, factor: scenario.quotas)
        let faults = FaultBook(scenario.faults, noise: world.noise, clock: clock)
        let dispatcher = Dispatcher(
            gatekeeper: Gatekeeper(region: world.region, credentials: credentials, clock: clock),
            services: [
                "lambda": LambdaService(store: store, clock: clock, quotas: quotas),
                "monitoring": CloudWatchService(
                    store: store, clock: clock, quotas: quotas, metrics: metrics,
                    alarms: alarms),
                "sts": STSService(account: world.account, credentials: credentials, clock: clock),
                "codedeploy": CodeDeployService(store: store, clock: clock, quotas: quotas),
                "cloudtrail": CloudTrailService(store: store, clock: clock, quotas: quotas),
                "xray": XRayService(store: store, clock: clock, quotas: quotas, traffic: traffic),
            ], log: log, clock: clock, faults: faults,
            trail: TrailRecorder(store: store, clock: clock))
        let server = try await RegionServer.start(
            port: configuration.port, latencyMilliseconds: configuration.latencyMilliseconds, dispatcher: dispatcher,
            faults: faults)
        return EmbeddedRegion(server: server, world: world, credentials: credentials, clock: clock)
    }

    /// Region time, milliseconds since 1970; at speed 1 the wall clock.
    package func nowMilliseconds() -> Int64 { clock.now() }

    /// Closes the port; replies on their way are dropped.
    package func stop() async { await server.stop() }

    /// Names that `RegionConfiguration.scenario` takes besides a path.
    package static var shippedScenarios: [String] { ScenarioLibrary.names }
}
