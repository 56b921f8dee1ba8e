import IncidentEngine
import IncidentModel
import TestSupport

/// One alias, CodeDeploy, a pipeline and four operators (two consoles, a script, somebody who aborts), under random latencies, interleavings
/// and faults on every port.
struct ModelWorld: Sendable {
    /// A defect planted behind the ports, to see that the checker finds it.
    enum Bug: Sendable, CaseIterable {
        /// Writes carry the revision of the moment: no fence.
        case unfenced
        /// A lost reply is answered by sending again at once.
        case blindResend
        /// The read-back says what was hoped for.
        case credulousReadBack
        /// CodeDeploy is said to be stopped and goes on.
        case stopIgnored
    }

    static let target = Fixtures.checkout

    let virtual: VirtualTime
    let region: FakeRegion
    let deployments: FakeDeployments
    let journal = MemoryJournal()
    let deeds = ModelDeeds()
    let bug: Bug?
    let seed: UInt64

    static func history(_ seed: UInt64, bug: Bug? = nil) throws -> ModelHistory {
        var dice = SeededGenerator(seed &* 77 &+ 5)
        let world = ModelWorld(seed, bug, &dice)
        world.region.set(target, Routing(pointer: "6", weights: seed % 3 == 0 ? ["7": 0.2] : [:]))
        world.region.setVersions(["5", "6", "7"].map { Fixtures.version($0, published: .seconds(3600)) }, of: target.function)
        guard let start = world.region.current(target) else { throw Bench.Missing() }
        let seeds = (0..<6).map { _ in dice.next() }
        try world.virtual.run { _ in
            if seed % 3 != 0 { world.deploy("d-1", seed) }
            let consoles = [world.hand("console-0", seeds[0]), world.hand("console-1", seeds[1])]
            await withTaskGroup(of: Void.self) { group in
                for (index, console) in consoles.enumerated() {
                    group.addTask { await world.act("console-\(index)", console, seeds[index], deeds: 2) }
                }
                group.addTask { await world.act("script", world.hand("script", seeds[2]), seeds[2], deeds: 1) }
                group.addTask {
                    // Half of the time at one of the consoles: there an abort makes a running promote make way.
                    let shared = seeds[3] % 2 == 0
                    let (who, hand) = shared ? ("console-0", consoles[0]) : ("aborter", world.hand("aborter", seeds[3]))
                    await world.act(who, hand, seeds[3], deeds: 1, onlyAborts: true)
                }
                group.addTask { await world.pipeline(seeds[4]) }
            }
            // Whatever CodeDeploy still has to do, it does.
            try? await world.virtual.clock.sleep(for: .seconds(900))
            world.region.settle()
        }
        return ModelHistory(
            start: start, applied: world.region.applied, events: world.journal.events, deeds: world.deeds.all)
    }

    private init(_ seed: UInt64, _ bug: Bug?, _ dice: inout SeededGenerator) {
        self.seed = seed
        self.bug = bug
        virtual = VirtualTime(seed: seed)
        let latency = Duration.milliseconds(Int64.random(in: 5...40, using: &dice))
        region = FakeRegion(clock: virtual.clock, latency: latency)
        var pace = FakeDeployments.Pace()
        pace.stop = .milliseconds(Int64.random(in: 100...40_000, using: &dice))
        pace.rollbackTakes = .milliseconds(Int64.random(in: 100...5000, using: &dice))
        deployments = FakeDeployments(
            region, clock: virtual.clock, manualChange: Bool.random(using: &dice) ? .overwrite : .fail, pace: pace,
            latency: latency)
        region.setStaleness(.milliseconds(400))
        region.script(.update, (0..<8).map { _ in Self.updateFault(&dice) })
        deployments.script(.stop, (0..<4).map { _ in Self.stopFault(&dice) })
        if seed % 4 == 1 {
            region.script(.alias, (0..<24).map { _ in Self.readFault(&dice) })
            deployments.script(
                .read, (0..<24).map { _ in [nil, nil, .staleRead, .fail(.throttled)].randomElement(using: &dice) ?? nil })
            deployments.script(.list, (0..<3).map { _ in Int.random(in: 0..<4, using: &dice) == 0 ? .fail(.throttled) : nil })
        } else if seed % 16 == 2 {
            region.script(.alias, (0..<24).map { _ in Int.random(in: 0..<6, using: &dice) > 0 ? .fail(.server) : nil })
        }
    }

    private static func updateFault(_ dice: inout SeededGenerator) -> FakeRegion.Fault? {
        switch Int.random(in: 0..<16, using: &dice) {
        case 0: .resetAfterApply
        case 1: .resetBefore
        case 2: .fail(.throttled)
        case 3: .fail(.conflict)
        case 4: .fail(.server)
        case 5: .rival(Routing(pointer: "7"))
        case 6: .rival(Routing(pointer: "6", weights: ["7": 0.5]))
        case 7: .fail(.denied)
        case 8: .applyLate
        default: nil
        }
    }

    private static func readFault(_ dice: inout SeededGenerator) -> FakeRegion.Fault? {
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: .staleRead
        case 1: .fail(.throttled)
        case 2: .resetBefore
        default: nil
        }
    }

    private static func stopFault(_ dice: inout SeededGenerator) -> FakeDeployments.Fault? {
        switch Int.random(in: 0..<10, using: &dice) {
        case 0: .resetAfterApply
        case 1: .resetBefore
        case 2: .applyLate
        case 3: .fail(.throttled)
        case 4: .fail(.denied)
        default: nil
        }
    }

    func hand(_ who: String, _ seed: UInt64) -> Operator {
        let source = RandomSource(seed &+ 1)
        let ports = ModelPorts(world: self, name: who)
        return Operator(
            reading: ports, ports: ActionPorts(aliases: ports, deployments: ports, provisioned: RefusingWriters()),
            further: FurtherReading(deployments: ports), journal: journal, clock: virtual.clock,
            session: OperatorSession(id: who) { _ in true }, executor: virtual, random: { source.next() })
    }

    private func deploy(_ id: String, _ seed: UInt64) {
        let shapes: [DeploymentStrategy.Shape] = [
            .linear(share: 0.1, interval: .seconds(60)), .linear(share: 0.25, interval: .seconds(20)),
            .canary(share: 0.1, interval: .seconds(60)), .allAtOnce,
        ]
        let from = region.current(Self.target)?.routing.pointer ?? "6"
        deployments.begin(id, on: Self.target, from: from, to: from == "7" ? "6" : "7", shapes[Int(seed / 3 % 4)])
    }

    /// Somebody's automation: another deployment when none runs, or the alias by hand.
    private func pipeline(_ seed: UInt64) async {
        var dice = SeededGenerator(seed)
        let moves = [
            Routing(pointer: "7"), Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "6"), Routing(pointer: "8"),
        ]
        for number in 0..<2 {
            try? await virtual.clock.sleep(for: .milliseconds(Int64.random(in: 0...90_000, using: &dice)))
            region.settle()
            if Bool.random(using: &dice) {
                region.move(Self.target, to: moves.randomElement(using: &dice) ?? moves[0], by: "pipeline")
            } else if !deployments.all.contains(where: { $0.status.isRunning }) {
                deploy("d-\(number + 2)", dice.next())
            }
        }
    }

    final class RandomSource: Sendable {
        private let generator: LockedGenerator
        init(_ seed: UInt64) { generator = LockedGenerator(seed) }
        func next() -> UInt64 { generator.next() }
    }
}
