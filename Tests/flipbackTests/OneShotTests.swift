import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import flipback

/// The commands against a region in memory: what is read, what is written, what is printed, how it ends.
struct OneShotTests {
    private struct Bench {
        let clock = ManualClock()
        let region: FakeRegion
        let journal: MemoryJournal
        let spoken = Spoken()
        let session: Session

        init(_ targets: [Target] = [Sample.target], drafts: [EventDraft] = []) {
            let (clock, region, journal) = (clock, FakeRegion(clock: clock), MemoryJournal(drafts))
            for target in targets {
                region.set(target, Sample.canary)
                region.setVersions(
                    ["5", "6", "7"].map { FunctionVersion(version: $0, publishedAt: Sample.time, codeSha256: $0.name) },
                    of: target.function)
            }
            self.region = region
            self.journal = journal
            let observers = Observers(
                functions: region, alarms: region, metrics: region,
                caller: RememberedCaller(region, scope: JournalScope(region: "eu-west-1")), journal: journal, clock: clock,
                region: "eu-west-1",
                endpoint: "https://lambda.example (from a test)", mode: .live, localActor: "local user jo")
            session = Session(
                observers: observers, journal: journal,
                makeOperator: { Operator(reading: region, writing: region, journal: journal, clock: clock) })
        }

        var output: Output { Output(json: true, out: { spoken.out($0) }, error: { spoken.error($0) }) }

        func act(_ commands: [Command], yes: Bool = true) async throws(Failure) -> flipback.ExitStatus {
            let question = Question(yes: yes, canAsk: false, output: output, answer: { nil })
            return try await OneShot(observers: session.observers, output: output)
                .act(commands, MoveChoices(reason: "a test", yes: yes), session: session, question: question)
        }
    }

    @Test func rollbackToAVersionMakesOnlyTheCallsItNeeds() async throws {
        let bench = Bench()
        #expect(try await bench.act([.rollback(Sample.target, to: "6")]) == .done)
        #expect(bench.region.current(Sample.target)?.routing == Routing(pointer: "6"))
        #expect(bench.region.count(.alias) == 2)
        #expect(bench.region.count(.versions) == 1)
        #expect(bench.region.count(.update) == 1)
        #expect(bench.region.count(.caller) == 1)
        #expect(bench.region.log.count == 5)
        #expect(bench.region.log.allSatisfy { $0.lane == .operator })
    }

    @Test func theDocumentIsOneLineAndThePlanGoesToStandardError() async throws {
        let bench = Bench()
        _ = try await bench.act([.rollback(Sample.target, to: "6")])
        #expect(bench.spoken.outputs.filter { $0 == "\n" }.count == 1)
        #expect(bench.spoken.outputs.contains(#""outcome":"verified""#))
        #expect(bench.spoken.errors.contains("v6 80 % v7 20 %"))
    }

    @Test func theRecordNamesActorReasonAndPlace() async throws {
        let bench = Bench()
        _ = try await bench.act([.abort(Sample.target)])
        let draft = try #require(bench.journal.events.last).draft
        #expect(draft.reason == "a test")
        #expect(draft.region == "eu-west-1")
        #expect(draft.actor.hasPrefix("arn:"))
        #expect(draft.phase == .verified)
    }

    @Test func anOpenIncidentOfTheTargetOwnsTheAction() async throws {
        let author = IncidentDrafts.Author(actor: "jo", time: Sample.time)
        let bench = Bench(drafts: [IncidentDrafts.declare("INC-1", .sev1, targets: [Sample.target], reason: "down", by: author)])
        _ = try await bench.act([.abort(Sample.target)])
        #expect(bench.journal.events.last?.draft.incident == "INC-1")
    }

    @Test func offATerminalNothingIsSentWithoutYes() async {
        let bench = Bench()
        let failure = await #expect(throws: Failure.self) { try await bench.act([.abort(Sample.target)], yes: false) }
        #expect(failure?.status == .usage)
        #expect(bench.region.count(.update) == 0)
        #expect(bench.journal.events.isEmpty)
        #expect(bench.spoken.errors.contains("abort checkout:prod"))
    }

    @Test func aRefusalIsAResultAndASixth() async throws {
        let bench = Bench()
        bench.region.set(Sample.target, Routing(pointer: "6"))
        #expect(try await bench.act([.abort(Sample.target)]) == .refusedByState)
        #expect(bench.spoken.outputs.contains(#""code":"nothingToAbort""#))
        #expect(bench.spoken.outputs.contains(#""before":{"pointer":"6","weights":{}}"#))
        #expect(bench.region.count(.update) == 0)
    }

    @Test func aGroupMovesWhatCanBeMovedAndSaysThatItIsPartial() async throws {
        let other = Target(function: "payments", alias: "prod")
        let bench = Bench([Sample.target, other])
        bench.region.set(other, Routing(pointer: "6"))
        #expect(try await bench.act([.abort(Sample.target), .abort(other)]) == .partial)
        #expect(bench.region.current(Sample.target)?.routing == Routing(pointer: "6"))
        #expect(bench.region.count(.update) == 1)
    }

    @Test func anUnknownTargetIsRefusedAfterLooking() async throws {
        let bench = Bench()
        let nowhere = Target(function: "nosuch", alias: "prod")
        #expect(try await bench.act([.rollback(nowhere, to: "6")]) == .refusedByState)
        #expect(bench.spoken.errors.contains("nosuch"))
    }

    @Test(arguments: [
        (CallFailure.Kind.unreachable, flipback.ExitStatus.unreachable), (.credentials, .credentials), (.denied, .denied),
        (.throttled, .throttled),
    ])
    func aBlockedWayToAWSEndsTheCommandAsSuch(kind: CallFailure.Kind, status: flipback.ExitStatus) async {
        let bench = Bench()
        bench.region.always(.alias, .fail(kind))
        let (clock, began) = (bench.clock, bench.clock.now.uptime)
        let time = Task {
            while !Task.isCancelled {
                _ = clock.skipToNext()
                await Task.yield()
            }
        }
        let failure = await #expect(throws: Failure.self) { try await bench.act([.abort(Sample.target)]) }
        time.cancel()
        #expect(failure?.status == status)
        // A quota that is used up is waited for, nothing else.
        #expect(clock.now.uptime - began == (kind == .throttled ? .seconds(5) : .zero))
        #expect(failure?.text.contains("lambda.example") == (kind == .unreachable))
        #expect(bench.region.count(.update) == 0)
    }

    @Test func withoutTheCallerTheActorIsTheLocalUser() async throws {
        let bench = Bench()
        bench.region.always(.caller, .fail(.denied))
        #expect(try await bench.act([.abort(Sample.target)]) == .done)
        #expect(bench.journal.events.last?.draft.actor == "local user jo")
        #expect(bench.spoken.errors.contains("not known for this plan"))
    }

    @Test func withoutAJournalNothingMoves() async throws {
        let bench = Bench()
        bench.journal.setBroken(true)
        #expect(try await bench.act([.abort(Sample.target)]) == .refusedByPolicy)
        #expect(bench.spoken.outputs.contains(#""outcome":"refused""#))
        #expect(bench.region.count(.update) == 0)
    }

    @Test func undoTakesTheLastActionBack() async throws {
        let bench = Bench()
        _ = try await bench.act([.abort(Sample.target)])
        let last = try await UndoCommand.last(bench.session.observers)
        #expect(last == Sample.target)
        #expect(try await bench.act([.undo(Sample.target)]) == .done)
        #expect(bench.region.current(Sample.target)?.routing == Sample.canary)
    }

    @Test func aSecondRollbackThatNobodyLooksAtDoesNotWalkFurtherBack() async throws {
        let bench = Bench()
        #expect(try await bench.act([.rollback(Sample.target, to: nil)]) == .done)
        #expect(try await bench.act([.rollback(Sample.target, to: nil)]) == .refusedByState)
        #expect(bench.spoken.errors.contains("--to 5"))
        #expect(bench.region.current(Sample.target)?.routing == Routing(pointer: "6"))
        #expect(try await bench.act([.rollback(Sample.target, to: "5")]) == .done)
    }

    @Test func anUnfinishedActionIsSettledBeforeTheNext() async throws {
        let intent = EventDraft(
            time: Sample.time, actor: "jo", kind: .aliasMove, phase: .sent, action: "ACT-0", command: "abort",
            region: "eu-west-1",
            target: Sample.target, before: Sample.canary, after: Routing(pointer: "6"), revisionBefore: "gone")
        let bench = Bench(drafts: [intent])
        #expect(try await bench.act([.abort(Sample.target)]) == .done)
        #expect(bench.spoken.errors.contains("an unfinished action was settled"))
        #expect(bench.journal.events.contains { $0.draft.kind == .reconciled })
    }

    @Test func planningChangesNothing() async throws {
        let bench = Bench()
        let planned = try await OneShot(observers: bench.session.observers, output: bench.output)
            .plan([.rollback(Sample.target, to: nil)])
        #expect(planned.plans.first?.after == Routing(pointer: "6"))
        #expect(bench.region.count(.update) == 0)
        #expect(bench.journal.events.isEmpty)
    }

    @Test func aSurveyListsWhatTheFilterAllows() async throws {
        let bench = Bench([Sample.target, Target(function: "payments", alias: "dev")])
        let (_, reports) = try await Survey(observers: bench.session.observers, output: bench.output)
            .run([], filter: TargetFilter(exclude: ["*:dev"]))
        #expect(reports.map(\.alias.value.target) == [Sample.target])
    }

    @Test func aSurveyOfAnUnknownTargetIsASixth() async {
        let bench = Bench()
        let failure = await #expect(throws: Failure.self) {
            try await Survey(observers: bench.session.observers, output: bench.output)
                .run([Target(function: "nosuch", alias: "prod")], filter: TargetFilter())
        }
        #expect(failure?.status == .refusedByState)
    }
}
