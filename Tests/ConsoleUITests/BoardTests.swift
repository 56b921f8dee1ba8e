import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// Readiness, ledger, traces, budget and the wall.
@Suite struct BoardTests {
    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    private func console(_ columns: Int = 120, _ rows: Int = 40) -> Console {
        var fleet = Fleet.badCanary()
        fleet.addLedger()
        return Console(fleet, columns: columns, rows: rows)
    }

    // MARK: Screens

    @Test(arguments: ScreenTests.sizes) func ready(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.type(":ready")
        console.press(.enter)
        console.press("g")
        golden("ready", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func ledger(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.press(.enter)
        golden("ledger", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func traces(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.fleet.addTraces()
        console.feed()
        console.type(":traces")
        console.press(.enter)
        golden("traces", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func tracesBesideADeployment(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.fleet.addTraces()
        console.fleet.deploy()
        console.feed()
        console.type(":traces")
        console.press(.enter)
        golden("traces-deployment", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func budget(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.fleet.picture.apply(
            .budget(
                BudgetStatus(
                    requestsPerSecond: 2.1, limit: 8, callsPerMinute: 126, dollarsPerDay: 5.76, rowsSeen: 640, rowsKnown: 1000)),
            at: console.fleet.now, interval: .seconds(1))
        console.fleet.picture.apply(.failed(.deployments, Fleet.unreadable), at: console.fleet.now, interval: .seconds(10))
        console.feed()
        console.type(":budget")
        console.press(.enter)
        golden("budget", columns, rows, console)
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60), (300, 100)]) func wallWithADeployment(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.declare()
        fleet.deploy()
        golden(
            "wall-deployment", columns, rows,
            Console(fleet, columns: columns, rows: rows, mode: .watch, canAct: false, wall: true))
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)]) func wallWithAGuardTrip(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.putBack(fleet.trip())
        golden("wall-guard", columns, rows, Console(fleet, columns: columns, rows: rows, mode: .watch, canAct: false, wall: true))
    }

    // MARK: Readiness

    @Test func theBoardIsWorstFirstAndGoesToTheTarget() {
        var console = console()
        #expect(
            console.state.readyOrder.map(\.description) == ["profile:prod", "search:prod", "checkout:prod", "payments:prod"])
        console.type(":ready")
        console.press(.enter)
        console.press("g")
        let blocked = console.shows("do   publish a version that is known to be good")
        #expect(blocked)
        console.press(.down)
        let degraded = console.shows("do   invoke v111 once now")
        #expect(degraded)
        #expect(console.press("R").isEmpty)
        console.press(.enter)
        #expect(console.state.overlay == nil)
        #expect(console.state.selected == Target(function: "search", alias: "prod"))
    }

    @Test func aThousandTargetsFitByScrolling() {
        var fleet = Fleet.badCanary()
        fleet.addMany(1000)
        var console = Console(fleet, columns: 80, rows: 24)
        console.type(":ready")
        console.press(.enter)
        console.press(.end)
        let last = console.shows("▸ payments:prod")
        #expect(last)
        console.press(.pageUp)
        #expect(console.isInert)
    }

    @Test func everyGradeHasItsSymbol() {
        let console = Console(columns: 200, rows: 60)
        for text in ["● 1 s", "! 140 s", "✗ none"] { #expect(console.state.render().lines().contains { $0.contains(text) }) }
    }

    @Test func passedOverVersionsComeFromTheLedger() {
        var console = console()
        console.fleet.assessments[Fleet.checkout]?.lastGood?.passedOver = []
        console.feed()
        let row = console.state.render().lines().first { $0.contains("│ v5 ") }
        #expect(row?.contains("✗") ?? false)
        let reason = console.shows("✗ passed over v5: rolled back from on 10 Nov")
        #expect(reason)
    }

    // MARK: Traces

    @Test func tracesAreReadOnlyWhileSomebodyLooks() {
        var console = console()
        let before = console.state.render().lines()
        console.type(":traces")
        #expect(console.press(.enter) == [.traces(function: "checkout")])
        // They follow the selection, and are told once.
        #expect(console.press(.down) == [.traces(function: "profile")])
        #expect(console.press(.up) == [.traces(function: "checkout")])
        console.type(":traces")
        #expect(console.press(.enter) == [.traces(function: nil)])
        #expect(console.state.render().lines() == before)
    }

    @Test func tracesSayWhyThereAreNone() {
        var console = console(200, 60)
        console.type(":traces")
        console.press(.enter)
        #expect(console.shows(Wording.tracesUnread))
        let denied = CallFailure(
            kind: .denied, service: "xray", operation: "GetServiceGraph", code: "AccessDeniedException", message: "no",
            status: 403)
        console.fleet.picture.apply(.failed(.traces(function: "checkout"), denied), at: console.fleet.now, interval: .seconds(30))
        console.feed()
        #expect(console.shows("the traces cannot be read: xray GetServiceGraph"))
        console.fleet.addTraces(
            TraceFindings(downstream: [], faults: [], from: console.fleet.ago(300), to: console.fleet.now.time))
        console.feed()
        #expect(console.shows("X-Ray has nothing of checkout"))
    }

    @Test func hostileTextStaysInert() {
        let nasty = "\u{1B}[2J\u{202E}evil\u{9B}31m\r\n" + String(repeating: "x", count: 4000)
        var fleet = Fleet.badCanary()
        fleet.addLedger()
        fleet.addTraces(
            TraceFindings(
                downstream: [
                    .init(
                        name: DisplayText(nasty), type: DisplayText(nasty), requests: .max, faults: .max, errors: 0, throttles: 0,
                        responseTime: .infinity)
                ],
                faults: [.init(id: DisplayText(nasty), at: fleet.now.time, duration: .nan, rootCause: [DisplayText(nasty)])],
                from: fleet.ago(300), to: fleet.now.time))
        fleet.putBack(fleet.trip(who: DisplayText(nasty), revision: RevisionID(nasty)))
        fleet.assessments[Fleet.checkout]?.readiness.findings = [
            .init(code: nasty, level: .blocking, text: nasty, why: nasty, fix: nasty)
        ]
        fleet.assessments[Fleet.checkout]?.records = [
            VersionRecord(version: "5", verdict: .passedOver, alarms: [DisplayText(nasty)], reason: nasty)
        ]
        for size in ScreenTests.sizes {
            for line in ["traces", "ready", "budget"] {
                var console = Console(fleet, columns: size.0, rows: size.1)
                console.send(
                    .stranded(
                        StrandedWork(
                            target: Fleet.checkout, version: "7",
                            durable: [.init(name: DisplayText(nasty), arn: nasty, startedAt: nil)],
                            eventSources: [.init(id: nasty, source: DisplayText(nasty), qualifier: nasty, state: nasty)])))
                console.type(":" + line)
                console.press(.enter)
                #expect(console.isInert)
                console.press(.escape)
                console.press(.enter)
                #expect(console.isInert)
            }
        }
    }

    // MARK: Header

    @Test func theCountdownOfTheCredentialsStandsByTheName() {
        var console = console()
        #expect(console.shows("oncall/jo 42 m"))
        let now = console.fleet.now
        console.send(.tick(Now(time: now.time + .seconds(38 * 60), uptime: now.uptime)))
        #expect(console.shows("expires in 4 m"))
        console.send(.tick(Now(time: now.time + .seconds(42 * 60), uptime: now.uptime)))
        #expect(console.shows("EXPIRED"))
    }
}
