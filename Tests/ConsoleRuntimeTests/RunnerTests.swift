import IncidentEngine
import IncidentModel
import TerminalCanvas
import TestSupport
import Testing

@testable import ConsoleRuntime
@testable import ConsoleUI

/// The console as a whole on fakes: keys go in, polls come in, the screen and the ports are looked at.
@MainActor
struct RunnerTests {
    private static let target = Fixtures.checkout

    private static func started(canAct: Bool = true, _ arrange: (RunnerBench) -> Void = { _ in }) async throws -> RunnerBench {
        let bench = RunnerBench(canAct: canAct)
        arrange(bench)
        bench.begin()
        try await bench.wait("the first row") { bench.screen.contains("checkout:prod") }
        return bench
    }

    @Test func tracesAreAskedWhileSomebodyLooks() async throws {
        let bench = try await Self.started()
        await bench.pass(.seconds(30))
        #expect(bench.traces.asked.isEmpty)
        bench.device.type(":traces")
        bench.device.press(.enter)
        try await bench.wait("a question about the function") { bench.traces.asked == ["checkout"] }
        bench.device.type(":traces")
        bench.device.press(.enter)
        try await bench.wait("the pane to go") { !bench.runner.state.tracesOpen }
        await bench.pass(.seconds(10))
        let asked = bench.traces.asked.count
        await bench.pass(.seconds(200))
        #expect(bench.traces.asked.count == asked)
        #expect(await bench.end() == 0)
    }

    @Test func aDeniedCodeDeployIsSeenAndItsReturnToo() async throws {
        let bench = try await Self.started { $0.deployments.always(.list, .fail(.denied)) }
        try await bench.wait("the failure in what is shown") {
            bench.runner.state.live.picture?.failures[.deployments]?.kind == .denied
        }
        try await bench.wait("the finding") {
            bench.runner.state.live.assessments[Self.target]?.readiness.findings
                .contains { $0.code == "deploymentsUnsearched" && $0.text.contains("could not be searched") } == true
        }
        try await bench.wait("the notice") {
            bench.runner.state.log.contains { $0.text.text.contains("codedeploy ListDeployments") }
        }
        bench.deployments.always(.list, nil)
        try await bench.wait("its end", step: .milliseconds(200)) {
            bench.runner.state.live.picture?.failures[.deployments] == nil
                && bench.runner.state.live.assessments[Self.target]?.readiness.findings
                    .contains { $0.code == "deploymentsUnsearched" } == false
        }
        #expect(await bench.end() == 0)
    }

    @Test func aRollbackByKeysIsCarriedOut() async throws {
        let bench = try await Self.started()
        bench.device.press(.character("R"))
        try await bench.wait("the plan sheet") { bench.runner.state.shownPlan != nil }
        bench.device.press(.enter)
        try await bench.wait("the move") { bench.region.current(Self.target)?.routing == Routing(pointer: "6") }
        try await bench.wait("the record") { bench.journal.ledger.lastAction(on: Self.target) != nil }
        try await bench.wait("the end of the action") { bench.runner.acting == 0 }
        #expect(await bench.end() == 0)
    }

    @Test func inWatchModeNoKeyWrites() async throws {
        let bench = try await Self.started(canAct: false)
        for key in "RAPWuDKNwt" {
            bench.device.type(String(key))
            bench.device.press(.enter)
            await bench.pass(.seconds(1))
            bench.device.press(.escape)
        }
        bench.device.type(":rollback checkout:prod 6")
        bench.device.press(.enter)
        await bench.pass(.seconds(20))
        #expect(bench.runner.state.shownPlan == nil)
        #expect(bench.journal.events.isEmpty)
        #expect(bench.region.count(.update) == 0 && bench.deployments.count(.stop) == 0)
        #expect(await bench.end() == 0)
    }

    @Test func aTerminalThatGoesAwayEndsTheConsole() async throws {
        let bench = RunnerBench()
        let running = Task { await bench.runner.run() }
        bench.device.close()
        #expect(await running.value == 129)
    }
}
