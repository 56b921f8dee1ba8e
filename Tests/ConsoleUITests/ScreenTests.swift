import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// Golden screens: every pane, overlay and mode at the three sizes of DESIGN.md.
@Suite struct ScreenTests {
    static let sizes = [(80, 24), (120, 40), (200, 60)]

    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    @Test(arguments: sizes) func armed(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.arm()
        golden("armed", columns, rows, console)
    }

    @Test(arguments: sizes) func calm(_ columns: Int, _ rows: Int) {
        var fleet = Fleet()
        fleet.add(Fleet.payments, Routing(pointer: "31"))
        fleet.picture.apply(.alarms([]), at: fleet.now, interval: .seconds(10))
        golden("calm", columns, rows, Console(fleet, columns: columns, rows: rows, mode: .drill))
    }

    @Test(arguments: sizes) func empty(_ columns: Int, _ rows: Int) {
        var fleet = Fleet()
        fleet.picture.apply(.functions([]), at: fleet.now, interval: .seconds(60))
        golden("empty", columns, rows, Console(fleet, columns: columns, rows: rows))
    }

    @Test(arguments: sizes) func beforeTheFirstPicture(_ columns: Int, _ rows: Int) {
        let state = ConsoleState(options: ConsoleOptions(mode: .live), size: Size(columns: columns, rows: rows))
        expectScreen(state.render(), "first-frame-\(columns)x\(rows)")
    }

    @Test(arguments: sizes) func watch(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.declare()
        golden("watch", columns, rows, Console(fleet, columns: columns, rows: rows, mode: .watch, canAct: false))
    }

    @Test(arguments: sizes) func drillAcrossAThousandTargets(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.addMany(1000)
        var console = Console(fleet, columns: columns, rows: rows, mode: .drill)
        console.press(.pageDown)
        console.press(.pageDown)
        golden("thousand", columns, rows, console)
    }

    @Test(arguments: sizes) func hostile(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.addHostile()
        var console = Console(fleet, columns: columns, rows: rows)
        console.press("3")
        golden("hostile", columns, rows, console)
    }

    @Test(arguments: sizes) func stale(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.declare()
        var console = Console(fleet, columns: columns, rows: rows)
        console.arm()
        console.send(.tick(Now(time: fleet.now.time + .seconds(240), uptime: fleet.now.uptime + .seconds(240))))
        golden("stale", columns, rows, console)
    }

    @Test(arguments: sizes) func acting(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.arm()
        console.press("R")
        let plan = console.fleet.plan()
        for (index, phase) in [ActionPhase.intent, .sent, .acknowledged].enumerated() {
            console.send(
                .progress(
                    ActionProgress(id: "a1", plan: plan, phase: phase, at: console.fleet.now.time + .milliseconds(index * 200))))
        }
        golden("acting", columns, rows, console)
    }

    @Test(arguments: sizes) func done(_ columns: Int, _ rows: Int) {
        var console = Console.afterRollback(columns: columns, rows: rows)
        console.send(
            .armed(
                console.fleet.armed(
                    [], refusals: [Fleet.checkout: Refusal(.alreadyThere, "checkout:prod is on v6 already: nothing to roll back")]
                )))
        golden("done", columns, rows, console)
    }

    @Test(arguments: sizes) func planSheet(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("R")
        console.send(.planned(.rollback(Fleet.checkout, to: nil), .success(console.fleet.plan())))
        console.type("canary fails after SDK bump")
        golden("plan-sheet", columns, rows, console)
    }

    @Test(arguments: sizes) func dangerousPlanThatChanged(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("P")
        let promote = Command.promote(Fleet.checkout)
        console.send(.planned(promote, .success(console.fleet.plan(promote, after: Routing(pointer: "7")))))
        console.fleet.add(
            Fleet.checkout, Routing(pointer: "6", weights: ["7": 0.5]), trouble: .bad, text: "v7 fails 8.1 % of requests",
            bad: "7",
            good: Fleet.lastGood, rate: 0.04, revision: "99999999-bbbb", readAgo: 0)
        console.feed()
        console.send(.planned(promote, .success(console.fleet.plan(promote, after: Routing(pointer: "7")))))
        golden("plan-changed", columns, rows, console)
    }

    @Test(arguments: sizes) func refusedPlan(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("A")
        console.send(
            .planned(
                .abort(Fleet.checkout),
                .failure(Refusal(.nothingToAbort, "checkout:prod has no canary and no running deployment: nothing to abort"))))
        golden("refused", columns, rows, console)
    }

    @Test(arguments: sizes) func declareSheet(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.suggestion = SeveritySuggestion(
            severity: .sev2, reason: "1 of 4 targets fails a part of its requests: partial outage", targets: [Fleet.checkout])
        var console = Console(fleet, columns: columns, rows: rows)
        console.press("D")
        golden("declare", columns, rows, console)
    }

    @Test(arguments: sizes) func shiftSheet(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("W")
        console.type("25")
        golden("shift", columns, rows, console)
    }

    @Test(arguments: sizes) func noteSheet(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("N")
        console.type("freeze deploys, 支払い fails")
        golden("note", columns, rows, console)
    }

    @Test(arguments: sizes) func help(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press("?")
        golden("help", columns, rows, console)
    }

    @Test(arguments: sizes) func messages(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        for (level, text) in [
            (Notice.Level.info, "exported to /tmp/INC.jsonl"),
            (.error, "lambda GetAlias: TooManyRequestsException (429): Rate exceeded"),
        ] {
            console.send(.notice(Notice(at: console.fleet.now.time, level: level, text: DisplayText(text))))
        }
        console.press("m")
        golden("messages", columns, rows, console)
    }

    @Test(arguments: sizes) func detail(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press(.enter)
        golden("detail", columns, rows, console)
    }

    @Test(arguments: sizes) func commandLine(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.type(":shift")
        golden("command", columns, rows, console)
    }

    @Test(arguments: sizes) func filterWithoutAMatch(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.type("/nothing")
        golden("filter", columns, rows, console)
    }

    @Test(arguments: sizes) func paused(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows)
        console.press(" ")
        console.press("4")
        golden("paused", columns, rows, console)
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60), (300, 100)]) func wall(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.declare()
        golden("wall", columns, rows, Console(fleet, columns: columns, rows: rows, mode: .watch, canAct: false, wall: true))
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60), (300, 100)]) func quietWall(_ columns: Int, _ rows: Int) {
        var fleet = Fleet()
        for name in ["checkout", "payments", "search"] { fleet.add(Target(function: name, alias: "prod"), Routing(pointer: "6")) }
        fleet.picture.apply(.alarms([]), at: fleet.now, interval: .seconds(10))
        golden("wall-quiet", columns, rows, Console(fleet, columns: columns, rows: rows, mode: .watch, canAct: false, wall: true))
    }

    @Test(arguments: sizes) func staleWall(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows, mode: .watch, canAct: false, wall: true)
        let now = console.fleet.now
        console.send(.tick(Now(time: now.time + .seconds(250), uptime: now.uptime + .seconds(250))))
        golden("wall-stale", columns, rows, console)
    }

    @Test(arguments: sizes) func ascii(_ columns: Int, _ rows: Int) {
        var console = Console(columns: columns, rows: rows, ascii: true)
        console.arm()
        golden("ascii", columns, rows, console)
        #expect(console.text.allSatisfy { $0.isASCII })
    }

    @Test func blocks() {
        var console = Console(columns: 120, rows: 40, symbols: .block)
        console.arm()
        golden("block", 120, 40, console)
        #expect(!console.text.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) })
    }

    @Test(arguments: [(60, 10), (20, 5), (79, 24), (80, 23), (3, 1)]) func tooSmall(_ columns: Int, _ rows: Int) {
        golden("too-small", columns, rows, Console(columns: columns, rows: rows))
    }
}

extension Console {
    /// A SEV-1 rolled back with one key, read back, two minutes before its error rate is known.
    static func afterRollback(columns: Int = 120, rows: Int = 40) -> Console {
        var console = Console(columns: columns, rows: rows)
        console.arm()
        let plan = console.fleet.plan()
        console.press("R")
        let at = console.fleet.now.time
        for (index, phase) in [ActionPhase.intent, .sent, .acknowledged, .verified].enumerated() {
            console.send(.progress(ActionProgress(id: "a1", plan: plan, phase: phase, at: at + .milliseconds(index * 150))))
        }
        console.send(
            .finished([
                ActionResult(
                    id: "a1", target: Fleet.checkout, command: "rollback", before: plan.before, after: plan.after,
                    outcome: .verified, duration: .milliseconds(412), journalSeq: 44, revision: "new-revision")
            ]))
        console.fleet.now = Now(time: at + .seconds(2), uptime: console.fleet.now.uptime + .seconds(2))
        console.fleet.add(
            Fleet.checkout, Routing(pointer: "6"), trouble: .suspect, text: "recovering", good: Fleet.lastGood, rate: 0.0164,
            revision: "new-revision", readAgo: 0)
        console.feed()
        return console
    }
}
