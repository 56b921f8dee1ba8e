import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// One plan carried out on a fake region in virtual time.
struct Bench {
    struct Setting {
        var region: FakeRegion
        var journal: MemoryJournal
    }

    struct End {
        var region: FakeRegion
        var journal: MemoryJournal
        var result: ActionResult
        var progress: [ActionProgress]
        var began: Duration
        var phases: [ActionPhase] { journal.events.compactMap(\.draft.phase) }
    }

    var command = Command.abort(Fixtures.checkout)
    var after = Routing(pointer: "6")
    var allowUnjournalled = false

    func run(_ arrange: (Setting) -> Void) throws -> End {
        let virtual = VirtualTime()
        let (region, journal) = Self.world(virtual)
        let plan = Self.plan(command, after, region)
        arrange(Setting(region: region, journal: journal))
        let began = virtual.clock.now.uptime
        let context = Self.context(allowUnjournalled: allowUnjournalled)
        let seen = Progress()
        let results = try virtual.run { virtual in
            await Self.hand(region, journal, virtual).execute([plan], context) { seen.add($0) }
        }
        guard let result = results.first else { throw Missing() }
        return End(region: region, journal: journal, result: result, progress: seen.all, began: began)
    }

    struct Missing: Error {}

    /// The first source's canary: v6 at 80 %, v7 at 20 %.
    static func world(_ virtual: VirtualTime) -> (FakeRegion, MemoryJournal) {
        let region = FakeRegion(clock: virtual.clock)
        region.set(Fixtures.checkout, Routing(pointer: "6", weights: ["7": 0.2]))
        return (region, MemoryJournal())
    }

    static func hand(_ region: FakeRegion, _ journal: MemoryJournal, _ virtual: VirtualTime, seed: UInt64 = 7) -> Operator {
        let source = Source(seed)
        return Operator(
            reading: region, writing: region, journal: journal, clock: virtual.clock, executor: virtual, random: { source.next() }
        )
    }

    static func plan(_ command: Command, _ after: Routing, _ region: FakeRegion) -> Plan {
        let alias = region.current(command.target)
        return Plan(
            command: command, target: command.target, account: Fixtures.account, region: Fixtures.region,
            before: alias?.routing ?? after, revision: alias?.revision ?? "none", after: after,
            steps: [
                .init(call: "lambda UpdateAlias", before: "", after: "", expects: ""),
                .init(call: "lambda GetAlias", before: "", after: "", expects: ""),
            ], basedOn: Fixtures.evening)
    }

    static func context(allowUnjournalled: Bool = false) -> ActionContext {
        ActionContext(
            actor: Fixtures.actor, reason: "canary fails", incident: "INC-20261120-01", account: Fixtures.account,
            region: Fixtures.region,
            allowUnjournalled: allowUnjournalled)
    }

    private final class Source: Sendable {
        private let generator: Mutex<SeededGenerator>
        init(_ seed: UInt64) { generator = Mutex(SeededGenerator(seed)) }
        func next() -> UInt64 { generator.withLock { $0.next() } }
    }

    private final class Progress: Sendable {
        private let list = Mutex<[ActionProgress]>([])
        func add(_ progress: ActionProgress) { list.withLock { $0.append(progress) } }
        var all: [ActionProgress] { list.withLock { $0 } }
    }
}
