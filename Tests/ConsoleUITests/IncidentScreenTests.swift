import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// Golden screens of an incident's life.
@Suite struct IncidentScreenTests {
    static let sizes = ScreenTests.sizes

    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    @Test(arguments: sizes) func proposed(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.send(.proposed(Fleet.proposal()))
        golden("proposed", columns, rows, console)
    }

    @Test(arguments: sizes) func declaredFromAProposal(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.send(.proposed(Fleet.proposal()))
        console.press("D")
        golden("declare-proposed", columns, rows, console)
    }

    @Test(arguments: sizes) func running(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows)
        console.send(.armed(console.fleet.armed()))
        console.press("7")
        console.press(.down)
        console.press(.down)
        golden("incident", columns, rows, console)
    }

    /// The outcome of an action is what remains of its line.
    @Test(arguments: sizes) func outcomes(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows) { $0.act() }
        console.press("5")
        golden("incident-outcomes", columns, rows, console)
    }

    @Test func anOutcomeIsNeverCut() {
        for columns in 80...200 {
            var console = Console.incident(columns: columns, rows: 40) { $0.act() }
            console.press("5")
            let text = console.state.render().lines().joined(separator: "\n")
            #expect(text.ranges(of: "verified").count == 2, "\(columns)")
            #expect(text.contains("superseded") && text.contains("OUTCOME UNKNOWN"), "\(columns)")
        }
    }

    @Test(arguments: sizes) func besideADeployment(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows) { $0.deploy() }
        console.press("7")
        golden("incident-deployment", columns, rows, console)
    }

    @Test(arguments: sizes) func withoutACommander(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows) {
            $0.incidents[0].roles = []
            $0.incidents[0].severity = .sev2
        }
        console.press("7")
        golden("incident-bare", columns, rows, console)
    }

    @Test(arguments: sizes) func watched(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows, mode: .watch, canAct: false)
        console.press("7")
        golden("incident-watch", columns, rows, console)
    }

    @Test func inASCIIAndInBlocks() {
        var console = Console.incident(ascii: true)
        console.press("7")
        golden("incident-ascii", 120, 40, console)
        #expect(console.text.allSatisfy { $0.isASCII })
        var blocks = Console.incident(symbols: .block)
        blocks.press("7")
        golden("incident-block", 120, 40, blocks)
    }

    @Test(arguments: sizes) func takeOver(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows) { $0.incidents[0].roles[0].person = "kim" }
        console.type(":ic")
        console.press(.enter)
        console.type("kim does not answer")
        golden("take-over", columns, rows, console)
    }

    @Test(arguments: sizes) func history(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.send(.history(console.fleet.history()))
        console.type(":history")
        console.press(.enter)
        golden("history", columns, rows, console)
    }

    @Test(arguments: sizes) func waitsForApproval(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("R")
        console.send(.planned(.rollback(Fleet.checkout, to: nil), .success(console.fleet.governed())))
        console.type("canary fails")
        golden("plan-approval", columns, rows, console)
    }

    @Test(arguments: sizes) func breaksGlass(_ columns: Int, _ rows: Int) {
        var console = Console.incident(columns: columns, rows: rows)
        console.press("R")
        console.send(.planned(.rollback(Fleet.checkout, to: nil), .success(console.fleet.governed(canBreakGlass: true))))
        console.type("nobody answers")
        golden("plan-glass", columns, rows, console)
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60), (300, 100)]) func wallProposes(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows, mode: .watch, canAct: false, wall: true)
        console.send(.proposed(Fleet.proposal()))
        golden("wall-proposed", columns, rows, console)
    }

    /// Whatever people write into an incident, no control character reaches a cell and no row grows.
    @Test(arguments: sizes) func hostileRecord(_ columns: Int, _ rows: Int) {
        let hostile = "\u{1B}]0;owned\u{07}\u{202E}DEKCATTA\u{2066} 支払い " + String(repeating: "long ", count: 200)
        var console = Console.incident(columns: columns, rows: rows) {
            $0.incidents[0].roles[0].person = DisplayText(hostile, limit: 64)
            $0.incidents[0].links[0].title = DisplayText(hostile)
            $0.incidents[0].ticks[0].actor = hostile
        }
        var proposal = Fleet.proposal()
        proposal.evidence[0] = hostile
        proposal.discounted[0] = .init(alarm: DisplayText(hostile), why: hostile)
        console.send(.proposed(proposal))
        for key: Key in [.character("7"), .end, .enter] {
            console.press(key)
            let canvas = console.state.render()
            #expect(canvas.lines().allSatisfy { GlyphWidth.of($0) == columns })
            #expect(!console.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        }
    }
}
