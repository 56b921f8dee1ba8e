import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

final class LockedGenerator: Sendable {
    private let generator: Mutex<SeededGenerator>
    init(_ seed: UInt64) { generator = Mutex(SeededGenerator(seed)) }
    func next() -> UInt64 { generator.withLock { $0.next() } }
}

extension ModelWorld {
    /// Reads, plans by the planner, and carries out, a few times.
    func act(_ who: String, _ hand: Operator, _ seed: UInt64, deeds count: Int, onlyAborts: Bool = false) async {
        var dice = SeededGenerator(seed)
        for _ in 0..<count {
            // Mostly at about the same time, so that they meet.
            let late = Int.random(in: 0..<3, using: &dice) == 0
            try? await virtual.clock.sleep(for: .milliseconds(Int64.random(in: 0...(late ? 70_000 : 400), using: &dice)))
            let command = onlyAborts ? .abort(Self.target) : Self.command(&dice)
            guard let plan = await plan(command, knowsAll: Bool.random(using: &dice)) else { continue }
            var context = Bench.context()
            context.actor = who
            context.atDeadline = ActionContext.AtDeadline.allCases.randomElement(using: &dice) ?? .take
            let answers = Answers(hand, dice.next())
            region.settle()
            let from = region.applied.count
            let results = await hand.execute([plan], context) { answers.answer($0, virtual) }
            region.settle()
            for result in results {
                deeds.add(.init(who: who, plan: plan, result: result, from: from, until: region.applied.count))
            }
        }
    }

    private func plan(_ command: Command, knowsAll: Bool) async -> Plan? {
        guard let alias = try? await region.alias(Self.target) else { return nil }
        var builder = PictureBuilder()
        builder.apply(.alias(alias))
        builder.apply(.versions(function: Self.target.function, region.listed(Self.target.function)))
        do throws(CallFailure) {
            builder.apply(.deployments(try await deployments.deployments(since: .epoch)))
        } catch {
            builder.apply(.failed(.deployments, error))
        }
        // A process on another host knows what was verified, but not what others are about to do: the fence alone must hold.
        let known = knowsAll ? journal.events : journal.events.filter { $0.draft.phase == .verified }
        return try? Planner.plan(
            command, PlanningContext(picture: builder.picture, ledger: ActionLedger(known), now: builder.now))
    }

    private static func command(_ dice: inout SeededGenerator) -> Command {
        switch Int.random(in: 0..<8, using: &dice) {
        case 0, 1: .abort(target)
        case 2, 3: .promote(target)
        case 4: .shift(target, to: "7", share: 0.3)
        case 5: .undo(target)
        case 6: .rollback(target, to: "5")
        default: .rollback(target, to: "6")
        }
    }

    /// Answers what an action asks, after a while; now and then nobody is there.
    private final class Answers: Sendable {
        private let hand: Operator
        private let generator: LockedGenerator
        init(_ hand: Operator, _ seed: UInt64) {
            self.hand = hand
            generator = LockedGenerator(seed)
        }

        func answer(_ progress: ActionProgress, _ virtual: VirtualTime) {
            guard progress.question != nil else { return }
            let draw = generator.next()
            guard draw % 8 != 0 else { return }
            let hand = hand
            Task(executorPreference: virtual) {
                try? await virtual.clock.sleep(for: .milliseconds(Int64(draw / 16 % 9000)))
                _ = await hand.answer(progress.id, draw % 3 == 0 ? .keepWaiting : .takeAlias)
            }
        }
    }
}

/// The ports as one operator has them: its writes carry its name, and a planted bug is in them.
struct ModelPorts: FunctionReading, AliasWriting, DeploymentReading, DeploymentWriting {
    let world: ModelWorld
    let name: String

    func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
        -> AliasWriteReply
    {
        let region = world.region
        if world.bug == .unfenced {
            region.settle()
            return try await region.update(target, to: routing, expecting: region.current(target)?.revision ?? revision, by: name)
        }
        do throws(CallFailure) {
            return try await region.update(target, to: routing, expecting: revision, by: name)
        } catch {
            guard world.bug == .blindResend, error.kind == .lostReply else { throw error }
            return try await region.update(
                target, to: routing, expecting: region.current(target)?.revision ?? revision, by: name)
        }
    }

    func alias(_ target: Target) async throws(CallFailure) -> AliasState {
        let state = try await world.region.alias(target)
        guard world.bug == .credulousReadBack,
            let hoped = world.journal.events.last(where: { $0.draft.actor == name })?.draft.after
        else { return state }
        return AliasState(target: target, routing: hoped, revision: state.revision)
    }

    func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply {
        guard world.bug == .stopIgnored else { return try await world.deployments.stop(deployment) }
        return DeploymentStopReply(status: .succeeded, requestID: "ignored")
    }

    func deployment(_ id: String) async throws(CallFailure) -> Deployment {
        var deployment = try await world.deployments.deployment(id)
        if world.bug == .stopIgnored { deployment.status = .stopped }
        return deployment
    }

    func keepWarm() async {}
    func create(_ request: DeploymentRequest) async throws(CallFailure) -> String { throw Fixtures.failure(.denied) }
    func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment] {
        try await world.deployments.deployments(since: since)
    }
    func functions() async throws(CallFailure) -> [String] { try await world.region.functions() }
    func aliases(of function: String) async throws(CallFailure) -> [AliasState] { try await world.region.aliases(of: function) }
    func versions(of function: String) async throws(CallFailure) -> [FunctionVersion] {
        try await world.region.versions(of: function)
    }
}
