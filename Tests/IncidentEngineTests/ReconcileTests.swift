import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// An action whose process died, at every phase it may have reached, against every state the alias may be in.
struct ReconcileTests {
    struct Case: Sendable {
        /// The phases on the disk when the process died.
        var phases: [ActionPhase]
        var applied: Bool
        /// Somebody else moved it afterwards.
        var rival: Routing?
        var outcome: ActionOutcome
    }

    private static let before = Routing(pointer: "6", weights: ["7": 0.2])
    private static let after = Routing(pointer: "6")

    @Test(arguments: [
        Case(phases: [.intent], applied: false, outcome: .notApplied),
        Case(phases: [.intent], applied: true, outcome: .verified),
        Case(phases: [.intent, .sent], applied: false, outcome: .notApplied),
        Case(phases: [.intent, .sent], applied: true, outcome: .verified),
        Case(phases: [.intent, .sent, .acknowledged], applied: true, outcome: .verified),
        Case(phases: [.intent, .sent, .unknown], applied: true, outcome: .verified),
        Case(phases: [.intent, .sent, .unknown], applied: false, outcome: .notApplied),
        Case(phases: [.intent, .sent], applied: false, rival: Routing(pointer: "7"), outcome: .superseded),
        Case(phases: [.intent, .sent, .acknowledged], applied: true, rival: Routing(pointer: "7"), outcome: .superseded),
        Case(phases: [.intent, .sent], applied: true, rival: before, outcome: .superseded),
    ])
    func classifiesByReadingOnly(_ one: Case) throws {
        let (region, journal, virtual) = Self.dead(one)
        let results = try virtual.run { virtual in await Bench.hand(region, journal, virtual).reconcile() }
        #expect(results.map(\.outcome) == [one.outcome])
        #expect(region.count(.update) == 0)
        #expect(journal.events.last?.draft.kind == .reconciled)
        #expect(journal.events.last?.draft.phase?.rawValue == one.outcome.rawValue)
        #expect(journal.ledger.openAction(on: Fixtures.checkout) == nil)
        #expect(region.log.allSatisfy { $0.lane == .operator })
        if one.outcome == .verified { #expect(journal.ledger.lastAction(on: Fixtures.checkout)?.after == Self.after) }
    }

    @Test func whatCannotBeReadStaysOpenAndIsNotWrittenDownEachTime() throws {
        let (region, journal, virtual) = Self.dead(Case(phases: [.intent, .sent], applied: true, outcome: .unknown))
        region.always(.alias, .fail(.unreachable))
        let written = journal.events.count
        let results = try virtual.run { virtual in await Bench.hand(region, journal, virtual).reconcile() }
        #expect(results.map(\.outcome) == [.unknown])
        #expect(journal.events.count == written)
        #expect(journal.ledger.openAction(on: Fixtures.checkout) != nil)
    }

    @Test func aDeletedAliasIsSuperseded() throws {
        let (region, journal, virtual) = Self.dead(Case(phases: [.intent], applied: false, outcome: .superseded))
        region.remove(Fixtures.checkout)
        let results = try virtual.run { virtual in await Bench.hand(region, journal, virtual).reconcile() }
        #expect(results.map(\.outcome) == [.superseded])
    }

    @Test func anActionOfALivingProcessIsLeftAlone() throws {
        let (region, journal, virtual) = Self.dead(
            Case(phases: [.intent, .sent], applied: true, outcome: .verified), session: "4711@1")
        let results = try virtual.run { virtual in
            let hand = Operator(
                reading: region, writing: region, journal: journal, clock: virtual.clock,
                session: OperatorSession(id: "4712@1") { $0 == "4711@1" }, executor: virtual)
            return await hand.reconcile()
        }
        #expect(results.isEmpty)
    }

    @Test func aRunningActionOfOurOwnIsLeftAlone() throws {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock, latency: .milliseconds(50))
        let journal = MemoryJournal()
        region.set(Fixtures.checkout, Self.before)
        let plan = Bench.plan(.abort(Fixtures.checkout), Self.after, region)
        let (acted, reconciled) = try virtual.run { virtual in
            let hand = Bench.hand(region, journal, virtual)
            async let acted = hand.execute([plan], Bench.context()) { _ in }
            try await virtual.clock.sleep(for: .milliseconds(20))
            let reconciled = await hand.reconcile()
            return (await acted, reconciled)
        }
        #expect(acted.map(\.outcome) == [.verified])
        #expect(reconciled.isEmpty)
    }

    @Test func aFinishedActionIsNotTouched() throws {
        let (region, journal, virtual) = Self.dead(
            Case(phases: [.intent, .sent, .acknowledged, .verified], applied: true, outcome: .verified))
        let results = try virtual.run { virtual in await Bench.hand(region, journal, virtual).reconcile() }
        #expect(results.isEmpty)
        #expect(region.log.isEmpty)
    }

    private static func dead(_ one: Case, session: String? = nil) -> (FakeRegion, MemoryJournal, VirtualTime) {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock)
        region.set(Fixtures.checkout, before)
        let fence = region.current(Fixtures.checkout)?.revision
        if one.applied { region.move(Fixtures.checkout, to: after, by: "the dead process") }
        let made = region.current(Fixtures.checkout)?.revision
        if let rival = one.rival { region.move(Fixtures.checkout, to: rival) }
        let drafts = one.phases.map { phase in
            EventDraft(
                time: Fixtures.evening, actor: Fixtures.actor, kind: .aliasMove, phase: phase, action: "ACT-1", command: "abort",
                target: Fixtures.checkout, before: before, after: after, revisionBefore: fence,
                revisionAfter: phase == .acknowledged ? made : nil, details: session.map { ["session": .string($0)] } ?? [:])
        }
        return (region, MemoryJournal(drafts), virtual)
    }
}
