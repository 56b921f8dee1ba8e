import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// A deployment to stop, provisioned concurrency to choose for, a word to type.
@Suite struct PlanSheetTests {
    private static let rollback = Command.rollback(Fleet.checkout, to: nil)

    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    private func console(_ columns: Int = 120, _ rows: Int = 40) -> Console {
        var fleet = Fleet.badCanary()
        fleet.deploy()
        return Console(fleet, columns: columns, rows: rows)
    }

    private func open(_ console: inout Console, _ plan: Plan) {
        console.press("R")
        console.send(.planned(Self.rollback, .success(plan)))
    }

    // MARK: Screens

    @Test(arguments: ScreenTests.sizes) func stopsADeploymentAndChooses(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        open(&console, console.fleet.stopping(provisioned: .dropAndRestore))
        golden("plan-stopping", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func typed(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        var plan = console.fleet.stopping()
        plan.typed = Fleet.mustType
        open(&console, plan)
        console.press(.tab)
        console.type("v")
        golden("plan-typed", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func armedWithAStop(_ columns: Int, _ rows: Int) {
        var console = console(columns, rows)
        console.arm(console.fleet.armed([console.fleet.stopping()]))
        golden("armed-stopping", columns, rows, console)
    }

    // MARK: A step of the deployment under the sheet

    @Test func theNextStepOfTheDeploymentThatIsStoppedNeedsNoSecondReading() {
        var console = console()
        open(&console, console.fleet.stopping())
        console.fleet.add(
            Fleet.checkout, Routing(pointer: "6", weights: ["7": 0.3]), bad: "7", good: Fleet.lastGood, revision: "b", readAgo: 0)
        console.fleet.deploy()
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.plan(Self.rollback)])
        let plan = console.fleet.stopping()
        #expect(plan.before != Routing(pointer: "6", weights: ["7": 0.2]))
        console.send(.planned(Self.rollback, .success(plan)))
        #expect(!console.shows("CHANGED"))
        #expect(console.press(.enter) == [.execute([plan], reason: "rollback by hand, no reason given")])
    }

    @Test func anotherDeploymentOrAThirdVersionDoes() {
        for other in [Routing(pointer: "6", weights: ["5": 0.3]), Routing(pointer: "6", weights: ["7": 0.3])] {
            var console = console()
            open(&console, console.fleet.stopping())
            console.fleet.add(Fleet.checkout, other, bad: "7", good: Fleet.lastGood, revision: "b", readAgo: 0)
            console.fleet.deploy([console.fleet.deployment("d-OTHER")])
            console.send(.picture(console.fleet.picture, console.fleet.now))
            var plan = console.fleet.stopping()
            plan.stopping = console.fleet.deployment(other.weights["7"] == nil ? "d-4XKZ1Q2W3" : "d-OTHER")
            console.send(.planned(Self.rollback, .success(plan)))
            #expect(console.shows("CHANGED"))
            #expect(console.press(.enter).isEmpty)
        }
    }

    // MARK: Typing

    @Test(arguments: ["", "v", "V6", "v6 ", " v6", "v66"]) func enterIsDeadUntilTheWordIsThere(_ text: String) {
        var console = console()
        var plan = console.fleet.plan()
        plan.typed = Fleet.mustType
        open(&console, plan)
        #expect(console.press(.enter).isEmpty)
        console.press(.tab)
        console.type(text)
        #expect(console.press(.enter).isEmpty)
        let said = console.shows("type v6 to confirm")
        #expect(said)
        for _ in text { console.press(.backspace) }
        console.type("v6")
        #expect(console.press(.enter) == [.execute([plan], reason: "rollback by hand, no reason given")])
    }

    @Test func aWordThatChangesHasToBeTypedAnew() {
        var console = console()
        var plan = console.fleet.plan()
        plan.typed = Fleet.mustType
        open(&console, plan)
        console.press(.tab)
        console.type("v6")
        plan.typed = TypedConfirmation(word: "checkout:prod", why: "it is worse than thought")
        console.send(.planned(Self.rollback, .success(plan)))
        console.press(.tab)
        #expect(console.press(.enter).isEmpty)
    }

    @Test func neverArmedWithAWordToType() {
        var console = console()
        var plan = console.fleet.plan()
        plan.typed = Fleet.mustType
        console.arm(console.fleet.armed([plan]))
        #expect(console.state.arming.plans == nil)
        let said = console.shows("checkout:prod cannot be armed: R opens the sheet, where v6 is typed")
        #expect(said)
        #expect(console.press("R") == [.flushInput, .plan(Self.rollback)])
    }

    @Test func theBarSaysWhatItStops() {
        var console = console()
        console.arm(console.fleet.armed([console.fleet.stopping()]))
        let said = console.shows("R ▸ checkout:prod   stop d-4XKZ1Q2W3 then v6 80 % v7 20 % → v6 100 %")
        #expect(said)
    }

    /// A bar that lists another stop is another bar.
    @Test func neverStopsWhatWasNotShown() {
        var console = console()
        console.arm()
        _ = console.state.update(.armed(console.fleet.armed([console.fleet.stopping()])))
        let effects = console.state.update(.key(.character("R")))
        #expect(!effects.contains { if case .execute = $0 { true } else { false } })
    }

    // MARK: Choosing

    @Test func theKeyCyclesAndAsksAgain() {
        var console = console()
        open(&console, console.fleet.stopping(provisioned: .dropAndRestore))
        #expect(console.press(.control("p")) == [.flushInput, .plan(Self.rollback, provisioned: .versionLevel)])
        // Dead until the plan with that choice is there, and then no change that has to be read: it was asked for.
        #expect(console.press(.enter).isEmpty)
        #expect(console.press(.control("p")).isEmpty)
        let chosen = console.fleet.stopping(provisioned: .versionLevel)
        console.send(.planned(Self.rollback, .success(chosen)))
        let marked = console.shows("▸ version-level")
        #expect(marked)
        #expect(console.press(.enter) == [.execute([chosen], reason: "rollback by hand, no reason given")])
    }

    @Test func theChoiceOutlivesAChangeOfThePicture() {
        var console = console()
        open(&console, console.fleet.stopping(provisioned: .dropAndRestore))
        console.press(.control("p"))
        console.send(.planned(Self.rollback, .success(console.fleet.stopping(provisioned: .versionLevel))))
        console.fleet.add(Fleet.checkout, Routing(pointer: "6", weights: ["7": 0.5]), bad: "7", revision: "b", readAgo: 0)
        let asked = console.send(.picture(console.fleet.picture, console.fleet.now))
        #expect(asked == [.plan(Self.rollback, provisioned: .versionLevel)])
    }

    @Test func nothingToChooseIsSaid() {
        var console = console()
        open(&console, console.fleet.plan())
        #expect(console.press(.control("p")).isEmpty)
        let said = console.shows(Wording.nothingToChoose)
        #expect(said)
    }

    /// Another deployment than the one that was planned for: planned again, once.
    @Test func aDeploymentThatBeginsMakesAnotherPlan() {
        var console = Console()
        open(&console, console.fleet.plan())
        console.fleet.deploy()
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.plan(Self.rollback)])
        console.send(.planned(Self.rollback, .success(console.fleet.stopping())))
        #expect(console.press(.enter).isEmpty)
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [])
        console.press(.tab)
        #expect(console.press(.enter).count == 1)
    }

    /// Read only after the sheet was opened: the plan that knew nothing of it would leave the traffic where it is.
    @Test func provisionedConcurrencyThatIsReadLaterMakesAnotherPlan() {
        var console = Console()
        open(&console, console.fleet.plan())
        let warm = ProvisionedConcurrency(requested: 50, allocated: 50, status: .ready)
        console.fleet.picture.apply(
            .provisioned(function: "checkout", ["prod": warm]), at: console.fleet.now, interval: .seconds(60))
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.plan(Self.rollback)])
        var plan = console.fleet.plan()
        plan.provisioned = console.fleet.stopping(provisioned: .dropAndRestore).provisioned
        console.send(.planned(Self.rollback, .success(plan)))
        #expect(console.press(.enter).isEmpty)
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [])
        console.press(.tab)
        #expect(console.press(.enter).count == 1)
    }

    @Test func enterCommitsOnlyWhatAFrameHasShown() {
        var console = console()
        open(&console, console.fleet.plan())
        var other = console.fleet.plan()
        other.predicted = .seconds(90)
        _ = console.state.update(.planned(Self.rollback, .success(other)))
        #expect(console.state.update(.key(.enter)).isEmpty)
        console.state.presented()
        #expect(console.press(.enter) == [.execute([other], reason: "rollback by hand, no reason given")])
    }
}

extension Fleet {
    static let mustType = TypedConfirmation(
        word: "v6", why: "v6 runs on schema 11 and the data has schema 12: requests may fail or write wrong data")

    /// Back to v6 behind a stop, with fifty provisioned executions when a way to deal with them is named.
    func stopping(provisioned: ProvisionedStrategy? = nil) -> Plan {
        var plan = plan()
        plan.stopping = deployment()
        plan.steps.insert(
            .init(
                call: "codedeploy StopDeployment", before: "d-4XKZ1Q2W3 InProgress", after: "rolled back",
                expects: "with rollback"),
            at: 0)
        plan.predicted = .seconds(31)
        plan.warnings = ["checkout-prod-error-rate is in ALARM and blocks the next deployment of checkout-prod"]
        plan.provisioned = provisioned.map { chosen in
            ProvisionedPlan(
                chosen: chosen,
                options: [
                    .init(strategy: .dropAndRestore, predicted: .seconds(1), consequence: "the first calls are cold"),
                    .init(strategy: .versionLevel, predicted: .seconds(95), consequence: "v6 is warmed by itself first"),
                    .init(strategy: .waitWarm, predicted: .seconds(150), consequence: "v7 serves until v6 is warm"),
                ], requested: 50)
        }
        return plan
    }
}
