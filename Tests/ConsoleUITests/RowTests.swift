import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

@Suite struct RowTests {
    /// A version published while the cursor stands on another must not slide under `enter`.
    @Test func aNewVersionDoesNotMoveTheCursor() {
        var console = Console()
        console.press("2")
        console.press(.down)
        var versions = console.fleet.picture.versions["checkout"]?.value ?? []
        versions.append(FunctionVersion(version: "8", publishedAt: console.fleet.now.time))
        console.fleet.picture.apply(.versions(function: "checkout", versions), at: console.fleet.now, interval: .seconds(60))
        console.send(.picture(console.fleet.picture, console.fleet.now))
        #expect(console.press(.enter) == [.flushInput, .plan(.rollback(Fleet.checkout, to: "6"))])
    }

    @Test func newEntriesDoNotMoveTheTimelineCursor() {
        var console = Console(rows: 45)
        console.press("5")
        console.press(.down)
        console.fleet.declare()
        console.send(.timeline(Timeline(console.fleet.timeline)))
        console.press(.enter)
        #expect(console.shows("checkout:prod  v6 100 % → v6 80 % v7 20 %"))
        #expect(console.shows("known from  CloudTrail 4f1c"))
    }

    /// A plan longer than the screen scrolls; nothing of it is out of reach.
    @Test func aLongPlanScrolls() {
        var console = Console(columns: 80, rows: 24)
        var plan = console.fleet.plan()
        for index in 0..<20 { plan.warnings.append("warning number \(index)") }
        console.press("R")
        console.send(.planned(plan.command, .success(plan)))
        #expect(console.shows("lines 1–"))
        #expect(!console.shows("warning number 19"))
        for _ in 0..<6 { console.press(.pageDown) }
        #expect(console.shows("warning number 19"))
        #expect(console.shows("already queued"))
    }
}
