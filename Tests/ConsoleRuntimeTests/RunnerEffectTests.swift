import ConsoleUI
import IncidentModel
import TerminalCanvas
import TestSupport
import Testing

@testable import ConsoleRuntime
@testable import IncidentEngine

/// Every effect does what it says: what the runner posts, what reaches the ports.
@MainActor
struct RunnerEffectTests {
    private static let target = Fixtures.checkout
    private static let rollback = Command.rollback(target, to: "6")

    // MARK: - Planning

    @Test(arguments: ProvisionedStrategy.allCases)
    func aPlanIsMadeInTheWayThatWasChosen(_ strategy: ProvisionedStrategy) throws {
        let bench = RunnerBench()
        try bench.seeCheckout(provisioned: 50)
        bench.runner.run(.plan(Self.rollback, provisioned: strategy))
        bench.take()
        let plan = try #require(try bench.planned.first?.get())
        #expect(bench.planned.count == 1)
        #expect(plan.provisioned?.chosen == strategy)
        #expect(plan.after == Routing(pointer: "6"))
        // Making a plan asks nothing of AWS.
        #expect(bench.region.log.isEmpty)
    }

    @Test func whatNobodyChoseIsThePlannersChoice() throws {
        let bench = RunnerBench()
        try bench.seeCheckout(provisioned: 50)
        bench.runner.run(.plan(Self.rollback))
        bench.take()
        #expect(try bench.planned.first?.get().provisioned?.chosen == .dropAndRestore)
    }

    // MARK: - Acting

    @Test func aRollbackMovesTheAliasAndTellsWhatDrifts() async throws {
        let bench = RunnerBench()
        try bench.seeCheckout()
        bench.runner.run(.execute([try bench.plan(Self.rollback, Routing(pointer: "6"))], reason: "7 fails"))
        #expect(bench.runner.acting == 1)
        try await bench.wait("the result") { !bench.finished.isEmpty }
        let result = try #require(bench.finished.first)
        #expect(result.outcome == .verified)
        #expect(result.notes.contains { $0.contains("infrastructure as code") && $0.contains("still says v7") })
        #expect(bench.region.current(Self.target)?.routing == Routing(pointer: "6"))
        // Known at once, and not with the next poll.
        #expect(bench.runner.mirror.picture.aliases[Self.target]?.value.revision == result.revision)
        #expect(bench.journal.events.allSatisfy { $0.draft.reason == nil || $0.draft.reason == "7 fails" })
        #expect(bench.progress.last?.result?.outcome == .verified)
        try await bench.wait("the end of the action") { bench.runner.acting == 0 }
    }

    @Test func anActionThatMovedNothingDriftsFromNothing() async throws {
        let bench = RunnerBench()
        try bench.seeCheckout()
        bench.region.always(.update, .fail(.denied))
        bench.runner.run(.execute([try bench.plan(Self.rollback, Routing(pointer: "6"))], reason: "x"))
        try await bench.wait("the result") { !bench.finished.isEmpty }
        #expect(bench.finished.map(\.outcome) == [.notApplied])
        #expect(bench.finished.first?.notes.isEmpty == true)
        await bench.pass(.seconds(90))
        #expect(bench.stranded.isEmpty)
    }

    @Test func whatIsLeftOnTheBadVersionIsLookedForTwiceAfterARollback() async throws {
        let bench = RunnerBench()
        try bench.seeCheckout()
        bench.runner.run(.execute([try bench.plan(Self.rollback, Routing(pointer: "6"))], reason: "x"))
        try await bench.wait("stranded work, twice") { bench.stranded.count == 2 }
        for work in bench.stranded {
            #expect(work.target == Self.target && work.version == "7")
            #expect(work.durable.map(\.name.text) == ["order-1"])
        }
        #expect(bench.wiring.asked == ["checkout v7", "checkout v7"])
        await bench.pass(.seconds(120))
        #expect(bench.stranded.count == 2)
    }

    @Test func aShiftLeavesNothingStranded() async throws {
        let bench = RunnerBench()
        try bench.seeCheckout()
        let after = Routing(pointer: "7", weights: ["6": 0.1])
        bench.runner.run(.execute([try bench.plan(.shift(Self.target, to: "6", share: 0.1), after)], reason: "x"))
        try await bench.wait("the result") { !bench.finished.isEmpty }
        #expect(bench.finished.map(\.outcome) == [.verified])
        await bench.pass(.seconds(90))
        #expect(bench.stranded.isEmpty)
        #expect(bench.wiring.asked.isEmpty)
    }

    @Test func anAnswerReachesTheActionThatAsked() async throws {
        var pace = FakeDeployments.Pace()
        // CodeDeploy does not come to an end by itself.
        pace.stop = .seconds(100_000)
        let bench = RunnerBench(deploymentPace: pace)
        bench.region.set(Self.target, Routing(pointer: "6"))
        bench.deployments.begin("d-1", on: Self.target, from: "6", to: "7", .linear(share: 0.1, interval: .seconds(60)))
        try bench.seeCheckout()
        var plan = try bench.plan(.abort(Self.target), Routing(pointer: "6"))
        plan.stopping = bench.deployments.current("d-1")
        bench.runner.run(.execute([plan], reason: "x"))
        try await bench.wait("the question") { bench.progress.contains { $0.question != nil } }
        #expect(bench.region.applied.allSatisfy { $0.who != "operator" })
        let asking = try #require(bench.progress.last { $0.question != nil })
        #expect(asking.question?.deployment == "d-1")
        bench.runner.run(.answer(action: asking.id, .takeAlias))
        try await bench.wait("the result") { !bench.finished.isEmpty }
        #expect(bench.finished.map(\.outcome) == [.verified])
        #expect(bench.region.applied.contains { $0.who == "operator" && $0.asked == Routing(pointer: "6") })
        #expect(bench.region.current(Self.target)?.routing == Routing(pointer: "6"))
    }

    @Test func anAnswerThatComesTooLateIsSaid() async throws {
        let bench = RunnerBench()
        bench.runner.run(.answer(action: "ACT-gone", .keepWaiting))
        try await bench.wait("the notice") { bench.notices.contains { $0.contains("nothing is asked any more") } }
    }

    // MARK: - Incidents, files, themes

    @Test func incidentsGoToTheJournal() async throws {
        let bench = RunnerBench()
        bench.runner.run(.declare(.sev1, targets: [Self.target], reason: "payments fail"))
        try await bench.wait("the incident") { bench.journal.events.count == 1 }
        let id = "INC-20261120-01"
        bench.runner.run(.acknowledge(incident: id))
        try await bench.wait("the acknowledgement") { bench.journal.events.count == 2 }
        bench.runner.run(.note(incident: id, text: "looks like the SDK"))
        try await bench.wait("the note") { bench.journal.events.count == 3 }
        bench.runner.run(.changeSeverity(incident: id, .sev2, reason: "less"))
        try await bench.wait("the severity") { bench.journal.events.count == 4 }
        bench.runner.run(.resolve(incident: id, text: "rolled back"))
        try await bench.wait("the end") { bench.journal.events.count == 5 }
        #expect(bench.journal.events.allSatisfy { $0.draft.incident == id && $0.draft.actor == "local user jo" })
        let incident = try #require(IncidentReducer.reduce(bench.journal.events).first)
        #expect(incident.severity == .sev2 && !incident.isOpen)
        bench.runner.mirror.record(bench.journal.events)
        bench.runner.run(.export(incident: id))
        try await bench.wait("the path") { bench.notices.contains("\(id) written to /exports/\(id).md") }
        bench.runner.run(.export(incident: "INC-0"))
        bench.take()
        #expect(bench.notices.last == "no incident INC-0 in the journal")
    }

    @Test func commandingGoesToTheJournal() async throws {
        let bench = RunnerBench()
        let proposal = IncidentProposal(
            triggers: [.alarm], suggestion: SeveritySuggestion(severity: .sev1, reason: "v7 fails", targets: [Self.target]),
            evidence: ["errors is in ALARM"], impactStart: bench.clock.now.time - .seconds(300),
            detectedAt: bench.clock.now.time - .seconds(120))
        let id = "INC-20261120-01"
        let step = Runbook.Step(id: "page", stage: .triage, text: "page the owner")
        let effects: [Effect] = [
            .declare(.sev1, targets: [Self.target], reason: "v7 fails", seen: proposal),
            .role(incident: id, .commander, person: "kim", manner: .assigned, note: ""),
            .role(incident: id, .commander, person: "jo", manner: .takenOver, from: "kim", note: "kim is away"),
            .tick(incident: id, runbook: "sev-1", step: step, isDone: true),
            .link(incident: id, url: "https://bridge.example", title: "bridge"),
            .note(incident: id, text: "no card works", mark: .customerImpact, target: Self.target),
            .stage(incident: id, .containment, reason: "v7 is it"), .dismiss(proposal, reason: "a load test"),
        ]
        for (index, effect) in effects.enumerated() {
            bench.runner.run(effect)
            try await bench.wait("event \(index + 1)") { bench.journal.events.count == index + 1 }
        }
        let incident = try #require(IncidentReducer.reduce(bench.journal.events).first)
        #expect(incident.impactStart == proposal.impactStart && incident.detectedAt == proposal.detectedAt)
        #expect(incident.events[0].draft.details["evidence"]?.array == [.string("errors is in ALARM")])
        #expect(incident.commander?.person == "jo" && incident.commander?.manner == .takenOver && incident.lapsed.isEmpty)
        #expect(incident.ticks(of: "sev-1")["page"]?.isDone == true)
        #expect(incident.links.map(\.url.text) == ["https://bridge.example"])
        #expect(incident.notes.map(\.mark) == [.customerImpact] && incident.notes[0].target == Self.target)
        #expect(incident.stage == .containment)
        #expect(bench.journal.events[7].draft.incident == nil && bench.journal.events[7].draft.reason == "a load test")
    }

    @Test func historyIsCountedFromTheRecord() async throws {
        let bench = RunnerBench()
        let author = IncidentDrafts.Author(actor: "jo", time: bench.clock.now.time)
        var later = author
        later.time = author.time + .seconds(600)
        let drafts = [
            IncidentDrafts.declare(
                "INC-1", .sev1, targets: [Self.target], reason: "x", impactStart: author.time - .seconds(60), by: author),
            IncidentDrafts.resolve("INC-1", text: "", by: later),
        ]
        bench.runner.mirror.record(
            drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") })
        bench.runner.run(.history)
        var history: IncidentHistory?
        try await bench.wait("the figures") {
            for case .history(let found) in bench.messages { history = found }
            return history != nil
        }
        #expect(history?.past.map(\.id) == ["INC-1"])
        #expect(history?.past.first?.clocks.restore == .seconds(660))
        #expect(history?.figures.last == .init("restore", median: .seconds(660), p90: .seconds(660), count: 1))
    }

    @Test func aJournalThatCannotBeWrittenIsLoudAndBlocks() async throws {
        let bench = RunnerBench()
        bench.journal.setBroken(true)
        bench.runner.run(.note(incident: nil, text: "x"))
        try await bench.wait("the notice") { bench.notices.contains { $0.hasPrefix("NOT JOURNALLED") } }
        #expect(bench.messages.contains { if case .writeBlocked(.some(_)) = $0 { true } else { false } })
    }

    @Test func theTerminalAndTheThemeFollow() {
        let bench = RunnerBench()
        bench.runner.run(.bell)
        bench.runner.run(.flushInput)
        bench.runner.run(.redraw)
        #expect(bench.device.bells == 1 && bench.device.flushes == 1 && bench.device.redraws == 1)
        bench.runner.run(.setTheme("night"))
        #expect(bench.device.redraws == 2)
        bench.runner.run(.setTheme("neon"))
        bench.take()
        #expect(bench.notices.contains { $0.contains("theme neon") && $0.contains("no such theme") })
        #expect(bench.runner.theme.name == "night")
    }

    // MARK: - The journal

    @Test func whatTheJournalTellsReachesTheWatcher() async throws {
        let bench = RunnerBench()
        func move(_ phase: ActionPhase, _ after: VersionID) -> EventDraft {
            EventDraft(
                time: Fixtures.evening, actor: "jo", kind: .aliasMove, phase: phase, action: "ACT-\(after)", command: "rollback",
                target: Self.target, before: Routing(pointer: "7"), after: Routing(pointer: after))
        }
        _ = try await bench.journal.append(move(.verified, "6"))
        let runner = bench.runner
        let journal = bench.journal
        let following = Task { await runner.follow(journal) }
        defer { following.cancel() }
        let watcher = bench.watcher
        try await bench.wait("what was there") { await watcher.ledger.lastAction(on: Self.target)?.after.pointer == "6" }
        // And what any process on the host appends later.
        _ = try await bench.journal.append(move(.verified, "5"))
        try await bench.wait("what came later") { await watcher.ledger.lastAction(on: Self.target)?.after.pointer == "5" }
    }

    @Test func groupsThatWereCutOffAreToldAtTheStart() async throws {
        let bench = RunnerBench()
        let plans = [
            try bench.plan(Self.rollback, Routing(pointer: "6")),
            try bench.plan(.rollback(Fixtures.payments, to: "3"), Routing(pointer: "3")),
        ]
        let context = ActionContext(actor: "jo", reason: "x", account: Fixtures.account, region: Fixtures.region)
        let record = GroupRecord(id: "GRP-1", session: "9@9", journal: bench.journal, clock: bench.clock)
        _ = await record.begun(plans, GroupPolicy(), context)
        let runner = bench.runner
        let journal = bench.journal
        let following = Task { await runner.follow(journal) }
        defer { following.cancel() }
        try await bench.wait("the notice") {
            bench.notices.contains { $0.contains("GRP-1, a group of 2 targets") && $0.contains("flipback resume GRP-1") }
        }
        #expect(bench.region.count(.update) == 0)
    }

    // MARK: - Watch mode

    @Test func watchModeHasNoWayToWrite() async throws {
        let bench = RunnerBench(canAct: false)
        try bench.seeCheckout()
        bench.runner.run(.plan(Self.rollback))
        bench.take()
        #expect(bench.planned.count == 1)
        #expect(throws: Refusal.self) { try bench.planned[0].get() }
        bench.runner.run(.execute([try bench.plan(Self.rollback, Routing(pointer: "6"))], reason: "x"))
        bench.runner.run(.answer(action: "ACT-1", .takeAlias))
        bench.runner.run(.declare(.sev1, targets: [Self.target], reason: "x"))
        bench.runner.run(.note(incident: nil, text: "x"))
        bench.runner.run(.acknowledge(incident: "INC-1"))
        bench.runner.run(.resolve(incident: "INC-1", text: "x"))
        await bench.pass(.seconds(60))
        #expect(bench.notices == ["nothing here can write: this console was started read-only"])
        #expect(bench.runner.acting == 0)
        #expect(bench.finished.isEmpty)
        #expect(bench.journal.events.isEmpty)
        #expect(bench.region.log.isEmpty && bench.deployments.log.isEmpty && bench.provisioned.log.isEmpty)
    }
}
