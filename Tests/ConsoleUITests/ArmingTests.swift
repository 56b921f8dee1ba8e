import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// DESIGN.md 6: armed means one key, on exactly what the bar lists.
@Suite struct ArmingTests {
    @Test func oneKeyActs() {
        var console = Console()
        console.arm()
        let plan = console.fleet.plan()
        #expect(console.press("R") == [.execute([plan], reason: "SEV-1 INC-20261120-01: card payments fail")])
        // A second press, before anything came back, does nothing.
        #expect(console.press("R").isEmpty)
    }

    @Test func severalTargetsGoAsOneGroup() {
        var console = Console()
        console.fleet.declare(targets: [Fleet.checkout, Fleet.payments])
        let plans = [
            console.fleet.plan(),
            console.fleet.plan(.rollback(Fleet.payments, to: nil), target: Fleet.payments, after: Routing(pointer: "30")),
        ]
        console.arm(console.fleet.armed(plans))
        #expect(console.shows("2 targets: checkout:prod → v6 100 % · payments:prod → v30 100 %"))
        guard case .execute(let executed, _, _)? = console.press("R").first else {
            Issue.record("nothing was executed")
            return
        }
        #expect(executed == plans)
    }

    /// Everything that disarms, and what the bar says then.
    @Test(arguments: [
        "nothing", "no incident", "sev2", "other incident", "no plans", "stale", "resumed", "moved", "blocked", "disarmed",
        "help",
        "typing",
    ]) func disarms(_ what: String) {
        var console = Console()
        console.arm()
        let now = console.fleet.now
        var says = "ARMED  R ▸"
        switch what {
        case "no incident":
            console.send(.incidents([]))
            says = "no incident is open"
        case "sev2":
            console.fleet.declare(.sev2)
            console.send(.incidents(console.fleet.incidents))
            says = "only a SEV-1 arms"
        case "other incident":
            var plans = console.fleet.armed()
            plans.incident = "INC-1"
            console.send(.armed(plans))
            says = Wording.planning
        case "no plans":
            console.send(
                .armed(
                    console.fleet.armed(
                        [], refusals: [Fleet.checkout: Refusal(.noLastGood, "checkout:prod has no version before v7")])))
            says = "checkout:prod has no version before v7"
        case "stale":
            console.send(.tick(Now(time: now.time + .seconds(90), uptime: now.uptime + .seconds(90))))
            says = "STALE, reading it again"
        case "resumed":
            console.send(.resumed)
            says = "STALE, reading it again"
        case "moved":
            console.fleet.add(Fleet.checkout, Routing(pointer: "7"), revision: "other", readAgo: 0)
            console.send(.picture(console.fleet.picture, now))
            says = "has moved: planning again"
        case "blocked":
            console.send(.writeBlocked("the journal cannot be written: disk full"))
            says = "disk full"
        case "disarmed":
            console.press(.escape)
            says = "disarmed by hand"
        case "help":
            console.press("?")
            says = Wording.notUnderOverlay
        case "typing":
            console.press("/")
            says = Wording.notWhileTyping
        default:
            #expect(console.state.arming.plans != nil)
            #expect(console.shows(says))
            return
        }
        #expect(console.state.arming.plans == nil)
        #expect(console.shows(says))
        let effects = console.press("R")
        #expect(!effects.contains { if case .execute = $0 { true } else { false } }, "\(what)")
    }

    @Test func readingAgainArmsAfterResume() {
        var console = Console()
        console.arm()
        console.send(.resumed)
        #expect(console.state.arming.plans == nil)
        console.fleet.now = Now(time: console.fleet.now.time + .seconds(1), uptime: console.fleet.now.uptime + .seconds(1))
        console.fleet.add(Fleet.checkout, Routing(pointer: "6", weights: ["7": 0.2]), readAgo: 0)
        console.feed()
        console.send(.armed(console.fleet.armed()))
        #expect(console.state.arming.plans != nil)
    }

    /// The plan changed between the frame and the key: nothing happens.
    @Test func neverActsOnWhatWasNotShown() {
        var console = Console()
        console.arm()
        var other = console.fleet.plan()
        other.after = Routing(pointer: "4")
        _ = console.state.update(.armed(console.fleet.armed([other])))
        let effects = console.state.update(.key(.character("R")))
        #expect(!effects.contains { if case .execute = $0 { true } else { false } })
        console.state.presented()
        #expect(console.press("R") == [.execute([other], reason: "SEV-1 INC-20261120-01: card payments fail")])
    }

    @Test func refusesWhenNotEveryNameFits() {
        var console = Console(columns: 80, rows: 24)
        var plans: [Plan] = []
        for index in 0..<12 {
            let target = Target(function: "a-rather-long-function-name-\(index)", alias: "prod")
            console.fleet.add(target, Routing(pointer: "2"))
            plans.append(console.fleet.plan(.rollback(target, to: nil), target: target, after: Routing(pointer: "1")))
        }
        console.fleet.declare(targets: plans.map(\.target))
        console.arm(console.fleet.armed(plans))
        #expect(console.state.arming.plans == nil)
        #expect(console.shows("12 targets"))
        #expect(console.shows("more"))
        #expect(!console.press("R").contains { if case .execute = $0 { true } else { false } })
    }

    @Test func escDisarmsAndTheCommandArms() {
        var console = Console()
        console.arm()
        console.press(.escape)
        #expect(console.press("R") == [.flushInput, .plan(.rollback(Fleet.checkout, to: nil))])
        console.press(.escape)
        console.type(":arm")
        console.press(.enter)
        #expect(console.state.arming.plans?.count == 1)
    }

    @Test func recoveryIsMeasuredFromTheWrite() {
        var console = Console.afterRollback()
        #expect(console.shows("DONE   checkout:prod  v6 100 %"))
        #expect(console.shows("errors 1.6 → 1.6 %"))
        var alarms = console.fleet.picture.alarms?.value ?? []
        let applied = Fleet.start + .milliseconds(300)
        for index in alarms.indices where alarms[index].state == .alarm {
            alarms[index].state = .ok
            alarms[index].since = applied + .seconds(130)
        }
        console.fleet.now = Now(time: applied + .seconds(140), uptime: .seconds(1140))
        console.fleet.picture.apply(.alarms(alarms), at: console.fleet.now, interval: .seconds(10))
        console.feed()
        #expect(console.shows("recovered after 2 m 10 s"))
    }

    @Test func undoAtOnceInASevereIncident() {
        var console = Console.afterRollback()
        #expect(console.shows("u undo → v6 80 % v7 20 %"))
        #expect(console.press("u") == [.plan(.undo(Fleet.checkout))])
        let undo = console.fleet.plan(.undo(Fleet.checkout), after: Routing(pointer: "6", weights: ["7": 0.2]))
        #expect(
            console.send(.planned(.undo(Fleet.checkout), .success(undo))) == [
                .execute([undo], reason: "undo in SEV-1 INC-20261120-01")
            ])
    }

    @Test func anUndoThatIsNotWhatTheBarPromisedOpensTheSheet() {
        var console = Console.afterRollback()
        console.press("u")
        let other = console.fleet.plan(.undo(Fleet.checkout), after: Routing(pointer: "4"))
        #expect(console.send(.planned(.undo(Fleet.checkout), .success(other))) == [.flushInput])
        #expect(console.shows("UNDO checkout:prod"))
    }

    @Test func undoOutsideAnIncidentIsASheet() {
        var console = Console()
        #expect(console.press("u") == [.flushInput, .plan(.undo(Fleet.checkout))])
        #expect(console.shows("UNDO checkout:prod"))
    }

    @Test func aFailedActionSaysSoAndStays() {
        var console = Console()
        console.arm()
        console.press("R")
        let plan = console.fleet.plan()
        let effects = console.send(
            .finished([
                ActionResult(
                    id: "a1", target: Fleet.checkout, command: "rollback", before: plan.before, after: plan.after,
                    outcome: .unknown)
            ]))
        #expect(effects == [.bell, .refresh(Fleet.checkout)])
        #expect(console.shows("UNKNOWN"))
        console.press("m")
        #expect(console.shows("OUTCOME UNKNOWN"))
    }
}
