import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

/// One action under each fault, in virtual time.
struct OperatorTests {
    @Test func aRollbackIsJournalledWrittenReadBackAndVerified() throws {
        let end = try Bench().run { _ in }
        #expect(end.result.outcome == .verified)
        #expect(end.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6"))
        #expect(end.phases == [.intent, .sent, .acknowledged, .verified])
        #expect(end.result.journalSeq == 4)
        #expect(end.result.requestIDs == ["req-1"])
        #expect(end.result.revision == end.region.current(Fixtures.checkout)?.revision)
        #expect(end.progress.map(\.phase) == [.intent, .sent, .acknowledged, .verified])
        #expect(end.progress.last?.result == end.result)
        let intent = try #require(end.journal.events.first?.draft)
        #expect(intent.revisionBefore == "rev-1")
        #expect(intent.actor == Fixtures.actor)
        #expect(intent.reason == "canary fails")
        #expect(intent.details["steps"]?.array?.count == 2)
    }

    @Test func everyCallOfAnActionIsInTheOperatorsLane() throws {
        let end = try Bench().run { _ in }
        #expect(end.region.log.allSatisfy { $0.lane == .operator })
        #expect(end.region.log.map(\.call) == [.update, .alias])
    }

    @Test func theIntentAndNothingElseIsOnTheDiskWhenTheBytesLeave() throws {
        let virtual = VirtualTime()
        let (region, journal) = Bench.world(virtual)
        let wire = WatchedWire(region: region, journal: journal)
        let plan = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), region)
        let hand = Operator(reading: region, writing: wire, journal: journal, clock: virtual.clock, executor: virtual)
        let results = try virtual.run { _ in await hand.execute([plan], Bench.context()) { _ in } }
        #expect(results.map(\.outcome) == [.verified])
        #expect(wire.seen.withLock { $0 }?.first == .intent)
        #expect(wire.seen.withLock { $0 }?.contains(.acknowledged) == false)
    }

    /// Notes what the journal held when a write reached the wire.
    private final class WatchedWire: AliasWriting {
        let region: FakeRegion
        let journal: MemoryJournal
        let seen = Mutex<[ActionPhase]?>(nil)

        init(region: FakeRegion, journal: MemoryJournal) {
            self.region = region
            self.journal = journal
        }

        func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
            -> AliasWriteReply
        {
            let phases = journal.events.compactMap(\.draft.phase)
            seen.withLock { $0 = phases }
            return try await region.update(target, to: routing, expecting: revision)
        }

        func keepWarm() async {}
    }

    @Test(arguments: [FakeRegion.Fault.resetAfterApply, .malformedAfterApply])
    func aLostReplyIsReadBackBeforeAnythingElse(fault: FakeRegion.Fault) throws {
        let end = try Bench().run { $0.region.script(.update, [fault]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.log.map(\.call) == [.update, .alias, .alias])
        #expect(end.progress.last?.note == "reply lost, applied")
        #expect(end.region.applied.count == 1)
    }

    @Test(arguments: [FakeRegion.Fault.resetBefore, .fail(.server), .fail(.malformed)])
    func aWriteThatNeverArrivedIsSentOnceMoreWithTheSameFence(fault: FakeRegion.Fault) throws {
        let end = try Bench().run { $0.region.script(.update, [fault]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.count(.update) == 2)
        #expect(end.region.log.map(\.call).prefix(2) == [.update, .alias])
        #expect(end.region.applied.count == 1)
    }

    @Test func twoLostWritesAreNotAppliedAndNotSentAThirdTime() throws {
        let end = try Bench().run { $0.region.script(.update, [.resetBefore, .resetBefore, nil]) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.result.failure?.kind == .lostReply)
        #expect(end.region.count(.update) == 2)
        #expect(end.region.applied.isEmpty)
    }

    @Test func aWriteThatArrivedLateAndWasRevertedIsNotRepeated() throws {
        // The first copy was read back as not applied, landed after all, and somebody moved the alias back: a third write would be a fight.
        let end = try Bench().run { $0.region.script(.update, [.applyLate, .rival(Routing(pointer: "7"))]) }
        #expect(end.result.outcome == .superseded)
        #expect(end.region.applied.map(\.who) == ["operator", "rival"])
    }

    @Test func aWriteThatArrivedLateIsRecognised() throws {
        let end = try Bench().run { $0.region.script(.update, [.applyLate, nil]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.applied.count == 1)
        #expect(end.region.count(.update) == 2)
    }

    @Test(arguments: [CallFailure.Kind.throttled, .conflict])
    func throttlesAndConflictsBackOffReadAndTryAgain(kind: CallFailure.Kind) throws {
        let end = try Bench().run { $0.region.script(.update, [.fail(kind), .fail(kind), nil]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.log.map(\.call) == [.update, .alias, .update, .alias, .update, .alias])
        let waits = zip(end.region.log, end.region.log.dropFirst()).filter { $0.0.call == .update && $0.1.call == .alias }
            .map { $0.1.at - $0.0.at }.filter { $0 > .zero }
        #expect(waits.count == 2)
        #expect(waits.allSatisfy { $0 >= .seconds(1) && $0 <= .seconds(5) })
    }

    @Test func aStormOfThrottlesEndsAsNotAppliedWithinHalfAMinute() throws {
        let end = try Bench().run { $0.region.always(.update, .fail(.throttled)) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.result.failure?.kind == .throttled)
        #expect(end.result.duration <= .seconds(30))
        #expect(end.result.duration >= .seconds(20))
        #expect(end.region.applied.isEmpty)
    }

    @Test(arguments: [CallFailure.Kind.denied, .credentials, .notFound, .invalid, .unreachable])
    func aWriteThatWasTurnedDownIsNotApplied(kind: CallFailure.Kind) throws {
        let end = try Bench().run { $0.region.script(.update, [.fail(kind)]) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.result.failure?.kind == kind)
        #expect(end.region.count(.update) == 1)
        #expect(end.phases == [.intent, .sent, .notApplied])
    }

    @Test func aReadBackThatFailsAFewTimesIsRepeated() throws {
        let end = try Bench().run { $0.region.script(.alias, [.fail(.throttled), .fail(.server), .resetBefore, nil]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.count(.alias) == 4)
    }

    @Test func aReadBackThatNeverAnswersLeavesTheOutcomeUnknownAndTheActionOpen() throws {
        let end = try Bench().run { $0.region.always(.alias, .fail(.unreachable)) }
        #expect(end.result.outcome == .unknown)
        #expect(end.region.count(.alias) == 5)
        #expect(end.result.duration == .seconds(10))
        #expect(end.journal.ledger.openAction(on: Fixtures.checkout)?.phase == .unknown)
        #expect(end.region.count(.update) == 1)
    }

    @Test func aStaleReadBackIsAskedAgain() throws {
        let end = try Bench().run { $0.region.script(.alias, [.staleRead, .staleRead, nil]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.count(.alias) == 3)
    }

    @Test func anAliasDeletedUnderUsIsSaidSo() throws {
        let end = try Bench().run { $0.region.script(.alias, [.fail(.notFound)]) }
        #expect(end.result.outcome == .superseded)
        #expect(end.result.refusal?.text.contains("deleted") == true)
    }

    @Test func withoutAJournalNothingIsSent() throws {
        let end = try Bench().run { $0.journal.setBroken(true) }
        #expect(end.result.outcome == .refused)
        #expect(end.result.refusal?.text.contains("/state/journal.db") == true)
        #expect(end.region.log.isEmpty)
    }

    @Test func withoutAJournalItActsOnlyWhenThatIsAllowedAndSaysSoLoudly() throws {
        let end = try Bench(allowUnjournalled: true).run { $0.journal.setBroken(true) }
        #expect(end.result.outcome == .verified)
        #expect(end.result.journalSeq == nil)
        #expect(end.progress.last?.note?.contains("NOT JOURNALLED") == true)
    }

    @Test(arguments: [2, 3, 4])
    func aJournalThatFailsAfterTheWriteDoesNotHideTheOutcome(append: Int) throws {
        let end = try Bench().run { $0.journal.fail(appends: [append]) }
        #expect(end.result.outcome == .verified)
        #expect(end.progress.last?.note?.contains("NOT JOURNALLED") == true)
        #expect((end.result.journalSeq == nil) == (append == 4))
    }

    @Test func aSecondActionOnATargetThatIsBeingMovedIsRefused() throws {
        let virtual = VirtualTime()
        let (region, journal) = Bench.world(virtual)
        let results = try virtual.run { virtual in
            let hand = Bench.hand(region, journal, virtual)
            let plan = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), region)
            async let first = hand.execute([plan], Bench.context()) { _ in }
            async let second = hand.execute([plan], Bench.context()) { _ in }
            return await first + second
        }
        #expect(results.map(\.outcome).sorted { $0.rawValue < $1.rawValue } == [.refused, .verified])
        #expect(region.applied.count == 1)
    }

    @Test func aGroupHasAResultForEachTarget() throws {
        let virtual = VirtualTime()
        let region = FakeRegion(clock: virtual.clock, latency: .milliseconds(25))
        let journal = MemoryJournal()
        let targets = (1...20).map { Target(function: "f\($0)", alias: "prod") }
        for target in targets { region.set(target, Routing(pointer: "7")) }
        region.script(.update, [.fail(.denied)])
        let (results, time) = try virtual.run { virtual in
            let hand = Bench.hand(region, journal, virtual)
            let plans = targets.map { Bench.plan(.rollback($0, to: "6"), Routing(pointer: "6"), region) }
            let results = await hand.execute(plans, Bench.context()) { _ in }
            return (results, virtual.clock.now.uptime)
        }
        #expect(results.map(\.target) == targets)
        #expect(results.count { $0.outcome == .verified } == 19)
        #expect(results.count { $0.outcome == .notApplied } == 1)
        #expect(Set(journal.events.compactMap { $0.draft.details["group"]?.string }).count == 1)
        // 39 calls (20 writes, 19 read-backs) at 15 a second, of which 7 at once.
        #expect(time - .seconds(1000) <= .milliseconds(2200))
    }

    @Test func itRunsToItsEndOnTheGlobalExecutorEvenWhenItsCallerIsCancelled() async {
        let clock = ManualClock()
        let region = FakeRegion(clock: clock)
        let journal = MemoryJournal()
        region.set(Fixtures.checkout, Routing(pointer: "6", weights: ["7": 0.2]))
        let plan = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), region)
        let hand = Operator(reading: region, writing: region, journal: journal, clock: clock)
        let task = Task { await hand.execute([plan], Bench.context()) { _ in } }
        task.cancel()
        #expect(await task.value.map(\.outcome) == [.verified])
        #expect(await !hand.isActing)
    }
}
