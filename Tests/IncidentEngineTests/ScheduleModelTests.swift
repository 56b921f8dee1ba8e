import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

/// Several operators and a rival on one alias, with random interleavings, latencies and faults, against a model: whatever happens, nobody
/// overwrites what they have not seen, no action moves twice, and nothing is called verified that was not so.
struct ScheduleModelTests {
    private static let target = Fixtures.checkout

    @Test(arguments: [0, 1, 2, 3])
    func nothingIsLostDoubledOrClaimed(part: Int) throws {
        var outcomes: Set<ActionOutcome> = []
        var actions = 0
        for number in 0..<600 {
            let seed = UInt64(part * 600 + number)
            let history = try Self.schedule(seed)
            Self.check(history, seed)
            outcomes.formUnion(history.actions.map(\.result.outcome))
            actions += history.actions.count
        }
        // The schedules must really reach the ends that they are about.
        #expect(outcomes.isSuperset(of: [.verified, .superseded, .notApplied, .unknown]))
        #expect(actions > 1200)
    }

    private struct Deed: Sendable {
        var who: String
        var result: ActionResult
        /// How many writes had been applied when it began and when it ended.
        var from: Int
        var until: Int
    }

    private struct History: Sendable {
        var start: AliasState
        var applied: [FakeRegion.Applied]
        var events: [Event]
        var actions: [Deed]
    }

    // MARK: - A schedule

    private static func schedule(_ seed: UInt64) throws -> History {
        var dice = SeededGenerator(seed &* 77 &+ 5)
        let virtual = VirtualTime(seed: seed)
        let region = FakeRegion(clock: virtual.clock, latency: .milliseconds(Int64.random(in: 5...40, using: &dice)))
        let journal = MemoryJournal()
        region.set(target, Routing(pointer: "6", weights: ["7": 0.2]))
        region.setVersions(["5", "6", "7"].map { Fixtures.version($0, published: .seconds(3600)) }, of: target.function)
        guard let start = region.current(target) else { throw Bench.Missing() }
        region.script(.update, (0..<6).map { _ in fault(&dice) })
        if seed % 4 == 0 {
            region.script(.alias, (0..<24).map { _ in Int.random(in: 0..<6, using: &dice) > 0 ? .fail(.server) : nil })
        }
        let deeds = Deeds()
        let (rivalSeed, handSeeds) = (dice.next(), (0..<3).map { _ in dice.next() })
        try virtual.run { virtual in
            await withTaskGroup(of: Void.self) { group in
                for (index, handSeed) in handSeeds.enumerated() {
                    group.addTask { await act("hand-\(index)", handSeed, region, journal, virtual, deeds) }
                }
                group.addTask { await rival(rivalSeed, region, virtual) }
            }
        }
        return History(start: start, applied: region.applied, events: journal.events, actions: deeds.all)
    }

    private static func fault(_ dice: inout SeededGenerator) -> FakeRegion.Fault? {
        switch Int.random(in: 0..<12, using: &dice) {
        case 0: .resetAfterApply
        case 1: .resetBefore
        case 2: .fail(.throttled)
        case 3: .fail(.conflict)
        case 4: .fail(.server)
        case 5: .rival(Routing(pointer: "7"))
        case 6: .rival(Routing(pointer: "6", weights: ["7": 0.5]))
        case 7: .fail(.denied)
        default: nil
        }
    }

    private static func act(
        _ who: String, _ seed: UInt64, _ region: FakeRegion, _ journal: MemoryJournal, _ virtual: VirtualTime, _ deeds: Deeds
    ) async {
        var dice = SeededGenerator(seed)
        let source = RandomSource(SeededGenerator(seed &+ 1))
        let hand = Operator(
            reading: region, writing: NamedWriter(region: region, name: who), journal: journal, clock: virtual.clock,
            executor: virtual, random: { source.next() })
        for _ in 0..<2 {
            try? await virtual.clock.sleep(for: .milliseconds(Int64.random(in: 0...200, using: &dice)))
            guard let alias = try? await region.alias(target), let versions = try? await region.versions(of: target.function)
            else {
                continue
            }
            var builder = PictureBuilder()
            builder.apply(.alias(alias))
            builder.apply(.versions(function: target.function, versions))
            // A process of its own knows the journal, but not that the others' open actions concern it: the fence alone must hold.
            let mine = ActionLedger(journal.events.filter { $0.draft.phase == .verified })
            let context = PlanningContext(picture: builder.picture, ledger: mine, now: builder.now)
            guard let plan = try? Planner.plan(command(&dice), context) else { continue }
            let from = region.applied.count
            for result in await hand.execute([plan], Bench.context(), progress: { _ in }) {
                deeds.add(Deed(who: who, result: result, from: from, until: region.applied.count))
            }
        }
    }

    private static func command(_ dice: inout SeededGenerator) -> Command {
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: .abort(target)
        case 1: .promote(target)
        case 2: .shift(target, to: "7", share: 0.3)
        case 3: .undo(target)
        case 4: .rollback(target, to: "5")
        default: .rollback(target, to: "6")
        }
    }

    private static func rival(_ seed: UInt64, _ region: FakeRegion, _ virtual: VirtualTime) async {
        var dice = SeededGenerator(seed)
        let moves = [
            Routing(pointer: "7"), Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "6"), Routing(pointer: "8"),
        ]
        for _ in 0..<3 {
            try? await virtual.clock.sleep(for: .milliseconds(Int64.random(in: 0...300, using: &dice)))
            region.move(target, to: moves.randomElement(using: &dice) ?? moves[0])
        }
    }

    // MARK: - The checker

    private static func check(_ history: History, _ seed: UInt64) {
        for (index, write) in history.applied.enumerated() {
            let before = index == 0 ? history.start : history.applied[index - 1].after
            #expect(write.before == before, "seed \(seed): the history has a hole")
            guard write.who != "rival" else { continue }
            // Lost update: an operator only overwrites what an intent on the disk says it has seen.
            #expect(
                history.events.contains {
                    $0.draft.phase == .intent && $0.draft.revisionBefore == write.before.revision
                        && $0.draft.before == write.before.routing
                        && $0.draft.after == write.after.routing
                }, "seed \(seed): \(write.who) overwrote \(write.before.routing.trafficText) unseen")
        }
        for deed in history.actions {
            let result = deed.result
            let writes = history.applied[deed.from..<deed.until].filter { $0.who == deed.who }
            #expect(writes.count <= 1, "seed \(seed): \(result.id) moved \(writes.count) times")
            switch result.outcome {
            case .verified:
                let states = [history.start] + history.applied.map(\.after)
                #expect(
                    states.contains { $0.revision == result.revision && $0.routing == result.after },
                    "seed \(seed): \(result.id) says verified of a state that never was")
                if result.command == "abort" {
                    #expect(result.after.additional == nil, "seed \(seed): an abort left a weight")
                }
            case .notApplied, .refused:
                #expect(writes.isEmpty, "seed \(seed): \(result.id) says not applied and was")
            case .superseded, .unknown:
                break
            }
            #expect(
                history.events.last { $0.draft.action == result.id }?.draft.phase?.rawValue == result.outcome.rawValue,
                "seed \(seed): the journal ends \(result.id) otherwise than the result")
        }
    }

    private final class Deeds: Sendable {
        private let list = Mutex<[Deed]>([])
        func add(_ deed: Deed) { list.withLock { $0.append(deed) } }
        var all: [Deed] { list.withLock { $0 } }
    }

    private final class RandomSource: Sendable {
        private let generator: Mutex<SeededGenerator>
        init(_ generator: SeededGenerator) { self.generator = Mutex(generator) }
        func next() -> UInt64 { generator.withLock { $0.next() } }
    }

    private struct NamedWriter: AliasWriting {
        let region: FakeRegion
        let name: String
        func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
            -> AliasWriteReply
        {
            try await region.update(target, to: routing, expecting: revision, by: name)
        }
        func keepWarm() async {}
    }
}
