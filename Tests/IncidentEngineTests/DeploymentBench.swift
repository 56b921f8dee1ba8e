import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// One plan carried out on an alias that CodeDeploy is moving, in virtual time.
struct DeploymentBench {
    struct World: Sendable {
        var virtual: VirtualTime
        var region: FakeRegion
        var deployments: FakeDeployments
        var journal: MemoryJournal
        var hand: Operator
        var seen: SeenProgress
    }

    struct End {
        var world: World
        var result: ActionResult
        var took: Duration
        var phases: [String] { world.journal.events.map { "\($0.draft.kind.rawValue) \($0.draft.phase?.rawValue ?? "")" } }
        var moves: [ActionPhase] {
            world.journal.events.filter { $0.draft.kind == .aliasMove }.compactMap(\.draft.phase)
        }
        var stops: [ActionPhase] {
            world.journal.events.filter { $0.draft.kind == .deploymentStop }.compactMap(\.draft.phase)
        }
        var current: Routing? { world.region.current(Fixtures.checkout)?.routing }
        var writers: [String] { world.region.applied.map(\.who) }
        var notes: [String] { world.seen.all.compactMap(\.note) }
    }

    static let linear = DeploymentStrategy.Shape.linear(share: 0.1, interval: .seconds(60))

    var command = Command.abort(Fixtures.checkout)
    var after = Routing(pointer: "6")
    var shape = linear
    var manualChange = FakeDeployments.ManualChange.overwrite
    var pace = FakeDeployments.Pace()
    var atDeadline = ActionContext.AtDeadline.take
    /// The deployment has been running for so long.
    var into = Duration.seconds(30)

    /// - Parameter meanwhile: runs beside the action.
    func run(_ arrange: (World) -> Void = { _ in }, meanwhile: @escaping @Sendable (World) async -> Void = { _ in }) throws -> End
    {
        let world = makeWorld()
        var plan = Bench.plan(command, after, world.region)
        plan.stopping = world.deployments.current("d-1")
        arrange(world)
        var context = Bench.context()
        context.atDeadline = atDeadline
        let (finished, actionContext) = (plan, context)
        let (results, took) = try world.virtual.run { virtual in
            let began = virtual.clock.now.uptime
            async let other: Void = meanwhile(world)
            let results = await world.hand.execute([finished], actionContext) { world.seen.add($0) }
            let took = virtual.clock.now.uptime - began
            await other
            return (results, took)
        }
        guard let result = results.first else { throw Bench.Missing() }
        return End(world: world, result: result, took: took)
    }

    func makeWorld() -> World {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock)
        region.set(Fixtures.checkout, Routing(pointer: "6"))
        let deployments = FakeDeployments(region, clock: virtual.clock, manualChange: manualChange, pace: pace)
        deployments.begin("d-1", on: Fixtures.checkout, from: "6", to: "7", shape)
        virtual.clock.advance(by: into)
        region.settle()
        let journal = MemoryJournal()
        let hand = Operator(
            reading: region,
            ports: ActionPorts(aliases: region, deployments: deployments, provisioned: RefusingWriters()),
            further: FurtherReading(deployments: deployments), journal: journal, clock: virtual.clock, executor: virtual)
        return World(
            virtual: virtual, region: region, deployments: deployments, journal: journal, hand: hand, seen: SeenProgress())
    }
}

final class SeenProgress: Sendable {
    private let list = Mutex<[ActionProgress]>([])
    func add(_ progress: ActionProgress) { list.withLock { $0.append(progress) } }
    var all: [ActionProgress] { list.withLock { $0 } }
}
