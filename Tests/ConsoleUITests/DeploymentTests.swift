import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

@Suite struct DeploymentTests {
    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    private func console(_ columns: Int = 120, _ rows: Int = 40, _ deployments: [Deployment]? = nil) -> Console {
        var fleet = Fleet.badCanary()
        fleet.deploy(deployments)
        return Console(fleet, columns: columns, rows: rows)
    }

    // MARK: Screens

    @Test(arguments: ScreenTests.sizes) func running(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.press("6")
        golden("deployment", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func takenBack(_ columns: Int, _ rows: Int) {
        let fleet = Fleet.badCanary()
        var stopped = fleet.deployment(status: .stopped, ended: 70)
        stopped.rollbackID = "d-5RBCK9999"
        stopped.errorCode = "ALARM_ACTIVE"
        stopped.errorMessage = "One or more alarms have been activated according to the Amazon CloudWatch metrics"
        var rollback = fleet.deployment("d-5RBCK9999", status: .succeeded, ended: 60)
        rollback.strategy = .allAtOnce
        rollback.rollbackOf = stopped.id
        rollback.creator = "codeDeployRollback"
        var console = console(columns, rows, [stopped, rollback])
        console.press("6")
        golden("deployment-ended", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func unreadable(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.picture.apply(.failed(.deployments, Fleet.unreadable), at: fleet.now, interval: .seconds(10))
        var console = Console(fleet, columns: columns, rows: rows)
        console.press("6")
        golden("deployment-unread", columns, rows, console)
    }

    // MARK: Rules

    @Test func isThereExactlyWhileItIsOfUse() {
        func has(_ console: Console) -> Bool { Dashboard(console.state).panes.contains { $0.pane == .deployment } }
        #expect(!has(Console()))
        var running = console()
        #expect(has(running))
        // Neither the selection nor the filter moves the layout.
        running.press(.down)
        #expect(has(running))
        running.type("/payments")
        #expect(has(running))
        let fleet = Fleet.badCanary()
        #expect(has(console(120, 40, [fleet.deployment(status: .succeeded, ended: 3599)])))
        #expect(!has(console(120, 40, [fleet.deployment(status: .succeeded, ended: 3601)])))
        let stranger = Target(function: "elsewhere", alias: "prod")
        #expect(!has(console(120, 40, [fleet.deployment(target: stranger)])))
    }

    @Test func theKeySaysWhyThereIsNone() {
        var console = Console()
        console.press("6")
        #expect(console.shows(Wording.deploymentsUnread))
        console.fleet.deploy([])
        console.feed()
        console.press("6")
        #expect(console.shows(Wording.noDeployment))
        #expect(console.state.focus == .aliases)
    }

    @Test func aFailedSearchIsNeverNone() {
        var console = console(200, 60, [])
        console.fleet.picture.apply(.failed(.deployments, Fleet.unreadable), at: console.fleet.now, interval: .seconds(10))
        console.feed()
        console.press("6")
        #expect(console.state.focus == .deployment)
        let said = console.shows("could not be searched: codedeploy ListDeployments")
        #expect(said)
        let known = console.shows("when it was last read, no deployment moved checkout:prod")
        #expect(known)
    }

    @Test func countsDownToTheNextStep() {
        var console = console(120, 40)
        console.press("6")
        #expect(console.shows("next: 30 % in 0:37"))
        let now = console.fleet.now
        console.send(.tick(Now(time: now.time + .seconds(36), uptime: now.uptime + .seconds(3))))
        #expect(console.shows("next: 30 % in 0:01"))
        console.send(.tick(Now(time: now.time + .seconds(37), uptime: now.uptime + .seconds(3))))
        #expect(console.shows("next: 40 % in 1:00"))
    }

    @Test(arguments: [
        (DeploymentStrategy.Shape.linear(share: 0.1, interval: .seconds(60)), "Linear 10 % every 1 min"),
        (.canary(share: 0.1, interval: .seconds(300)), "Canary 10 %, the rest after 5 min"), (.allAtOnce, "All at once"),
        (.unknown, "odd (its steps are not known)"), (.linear(share: 0.05, interval: .seconds(90)), "Linear 5 % every 90 s"),
    ]) func namesTheStrategy(_ shape: DeploymentStrategy.Shape, _ text: String) {
        #expect(DeploymentText.strategy(DeploymentStrategy(name: "odd", shape: shape)) == text)
    }

    @Test func stepsThatMakeNoSenseAreNoSteps() {
        for interval in [Duration.zero, .microseconds(1), .seconds(-5)] {
            var deployment = Fleet.badCanary().deployment()
            deployment.strategy.shape = .linear(share: 0.1, interval: interval)
            var console = console(120, 40, [deployment])
            console.press("6")
            #expect(console.shows(Wording.lastStepDone))
        }
    }

    @Test func aFiringAlarmOfTheGroupIsADeadlock() {
        var console = console(200, 60)
        console.press("6")
        #expect(console.shows("! deadlock: while checkout-prod-error-rate is in ALARM"))
        var quiet = console.fleet.deployment()
        quiet.alarms = .init(isEnabled: false, names: ["checkout-prod-error-rate"])
        console.fleet.deploy([quiet])
        console.feed()
        #expect(!console.shows("deadlock"))
        #expect(console.shows(Wording.watchesNoAlarm))
    }

    @Test func theRowSaysThatItIsBeingDeployed() {
        let console = console(80, 24)
        #expect(console.shows("▸✗»checkout:prod"))
        #expect(console.shows("» 1 deployment running"))
    }

    @Test func sevenBitsAreEnough() {
        var fleet = Fleet.badCanary()
        fleet.deploy()
        var console = Console(fleet, columns: 200, rows: 60, ascii: true)
        console.press("6")
        #expect(console.text.allSatisfy { $0.isASCII })
        #expect(console.shows("> InProgress  v6 > v7"))
    }

    @Test func hostileDeploymentsStayInert() {
        let nasty = "\u{1B}[2J\u{202E}evil\u{9B}31m\r\n" + String(repeating: "x", count: 4000)
        var deployment = Fleet.badCanary().deployment(nasty)
        deployment.application = nasty
        deployment.group = nasty
        deployment.creator = DisplayText(nasty)
        deployment.hooks = [.init(name: DisplayText(nasty), status: DisplayText(nasty))]
        deployment.alarms = .init(isEnabled: true, names: [DisplayText(nasty)])
        deployment.errorCode = nasty
        deployment.errorMessage = DisplayText(nasty)
        deployment.rollbackID = nasty
        deployment.rollbackOf = nasty
        deployment.description = DisplayText(nasty)
        deployment.strategy = DeploymentStrategy(name: DisplayText(nasty), shape: .unknown)
        deployment.targetShare = .infinity
        for size in ScreenTests.sizes {
            var console = console(size.0, size.1, [deployment])
            console.press("6")
            for overlay in [false, true] {
                if overlay { console.press(.enter) }
                #expect(console.isInert)
            }
        }
    }
}

extension Console {
    /// Every line fills the screen exactly and no character steers the terminal.
    var isInert: Bool {
        let lines = state.render().lines()
        return lines.allSatisfy { GlyphWidth.of($0) == state.size.columns }
            && !lines.joined().unicodeScalars.contains {
                $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E
            }
    }
}
