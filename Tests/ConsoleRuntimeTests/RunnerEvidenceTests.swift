import ConsoleUI
import IncidentModel
import TestSupport
import Testing

@testable import ConsoleRuntime
@testable import IncidentEngine

/// The console keeps proofs and figures of an incident in the journal, each once.
@MainActor
struct RunnerEvidenceTests {
    private static let target = Fixtures.checkout

    private static func moved(_ phase: ActionPhase, at time: Timestamp) -> EventDraft {
        EventDraft(
            time: time, actor: Fixtures.actor, kind: .aliasMove, incident: "INC-20261120-01", phase: phase, action: "ACT-1",
            command: "rollback", target: target, before: Routing(pointer: "7"), after: Routing(pointer: "6"),
            revisionBefore: "rev-1", revisionAfter: phase == .intent ? nil : "rev-2",
            requestIDs: phase == .intent ? [] : ["req-1"], details: ["written": .bool(phase == .verified)])
    }

    private static func bench(canAct: Bool = true) async throws -> RunnerBench {
        let bench = RunnerBench(canAct: canAct)
        let now = bench.clock.now.time
        for draft in [Fixtures.declared(), moved(.intent, at: now), moved(.verified, at: now)] {
            _ = try await bench.journal.append(draft)
        }
        bench.runner.mirror.record(bench.journal.events)
        try bench.seeCheckout()
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(60, requests: 1000, errorRate: 0.08)
        bench.see(.metrics(target, metrics))
        bench.see(
            .trail([
                TrailEvent(
                    id: "e1", name: "UpdateAlias", at: now, who: DisplayText(Fixtures.actor), requestID: "req-1",
                    function: "checkout", alias: "prod", version: "6", weights: [:]),
                TrailEvent(
                    id: "e2", name: "UpdateAlias", at: now, who: "arn:aws:iam::123456789012:user/ci", requestID: "req-9",
                    function: "checkout", alias: "prod", version: "7", weights: [:]),
            ]))
        return bench
    }

    private static func kinds(_ bench: RunnerBench) -> [EventDraft.Kind] { bench.journal.events.dropFirst(3).map(\.draft.kind) }

    @Test func proofsAndFiguresAreWrittenOnce() async throws {
        let bench = try await Self.bench()
        bench.runner.keepEvidence()
        try await bench.wait("what is due") { !bench.runner.evidence.isWriting && bench.journal.events.count > 3 }
        #expect(Self.kinds(bench) == [.trailProof, .trailForeign, .metricSnapshot])
        #expect(bench.journal.events.last.map { MetricSnapshot($0.draft)?.occasion } == .action)
        // Before the console has read what it wrote, it writes nothing more; afterwards nothing is due.
        await bench.pass(.seconds(6))
        bench.runner.keepEvidence()
        #expect(!bench.runner.evidence.isWriting)
        bench.runner.mirror.record(Array(bench.journal.events.dropFirst(3)))
        bench.runner.keepEvidence()
        try await bench.wait("another look") { !bench.runner.evidence.isWriting }
        #expect(Self.kinds(bench).count == 3)
    }

    @Test func watchModeWritesNothing() async throws {
        let bench = try await Self.bench(canAct: false)
        bench.runner.keepEvidence()
        await bench.pass(.seconds(6))
        #expect(Self.kinds(bench).isEmpty)
    }

    @Test func aJournalThatFailsIsToldOnce() async throws {
        let bench = try await Self.bench()
        bench.journal.setBroken(true)
        for _ in 0..<3 {
            bench.runner.keepEvidence()
            try await bench.wait("the end of it") { !bench.runner.evidence.isWriting }
            await bench.pass(.seconds(6))
        }
        #expect(bench.notices.count { $0.contains("proofs and figures are NOT JOURNALLED") } == 1)
        bench.journal.setBroken(false)
        bench.runner.keepEvidence()
        try await bench.wait("what is due") { Self.kinds(bench).count == 3 }
    }
}
