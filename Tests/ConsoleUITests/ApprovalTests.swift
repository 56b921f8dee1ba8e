import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// Plans that need somebody's word: enter is dead until it is there, and in a SEV-1 costs one reason.
@Suite struct ApprovalTests {
    private static let command = Command.rollback(Fleet.checkout, to: nil)

    private func opened(_ plan: (Fleet) -> Plan, severity: Severity? = nil) -> (console: Console, plan: Plan) {
        var fleet = Fleet.badCanary()
        if let severity { fleet.declare(severity) }
        var console = Console(fleet)
        console.press("R")
        let plan = plan(fleet)
        console.send(.planned(Self.command, .success(plan)))
        return (console, plan)
    }

    @Test func enterIsDeadUntilSomebodyHasApproved() {
        var (console, _) = opened { $0.governed() }
        console.type("canary fails")
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("two-person approval: nobody has approved this plan"))
        #expect(console.shows("a second person of this account runs: flipback approve 4f1c4f1c4f1c"))
        #expect(console.shows("waits for two-person approval"))
        let granted = console.fleet.governed(granted: true)
        // An event about an approval has the plan made anew; nothing that was read has changed.
        #expect(console.send(.record(RecordFacts(approvals: 1))) == [.plan(Self.command)])
        console.send(.planned(Self.command, .success(granted)))
        #expect(console.shows("granted by mia, 9:12 left"))
        #expect(console.press(.enter) == [.execute([granted], reason: "canary fails")])
    }

    @Test func anApprovalRunsOut() {
        var (console, _) = opened { $0.governed(granted: true, left: 5) }
        console.send(.tick(Now(time: console.fleet.now.time + .seconds(6), uptime: console.fleet.now.uptime + .seconds(6))))
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("mia's has run out"))
    }

    @Test func itIsAskedForWithAReason() {
        var (console, plan) = opened { $0.governed() }
        #expect(console.press(.control("g")).isEmpty)
        #expect(console.shows("type the reason first"))
        console.type("canary fails")
        #expect(console.press(.control("g")) == [.askApproval(plan, reason: "canary fails")])
        let asked = RecordFacts(
            asked: [plan.approval?.planHash ?? "": .init(by: "local user jo", at: console.fleet.ago(65))], approvals: 1)
        console.send(.record(asked))
        #expect(console.shows("asked for by jo 1:05 ago, not given yet"))
    }

    @Test func glassIsBrokenInASEV1WithOneReason() {
        var (console, plan) = opened({ $0.governed(canBreakGlass: true) }, severity: .sev1)
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("type the reason"))
        console.type("nobody answers")
        #expect(console.shows("BREAK GLASS, roll back"))
        #expect(console.press(.enter) == [.execute([plan], reason: "nobody answers", breakGlass: true)])
    }

    @Test func outsideASEV1NoGlassIsBroken() {
        var (console, _) = opened({ $0.governed(canBreakGlass: true) }, severity: .sev2)
        console.type("nobody answers")
        #expect(console.press(.enter).isEmpty)
        #expect(!console.shows("BREAK GLASS"))
    }

    @Test func nothingIsArmedThatNeedsSomebodysWord() {
        var console = Console()
        console.arm()
        console.send(.armed(console.fleet.armed([console.fleet.governed(canBreakGlass: true)])))
        #expect(console.state.arming.plans == nil)
        #expect(console.shows("needs two-person approval"))
        #expect(console.press("R") == [.flushInput, .plan(Self.command)])
    }

    @Test func aPolicyThatWantsAReasonGetsOne() {
        var (console, plan) = opened {
            var plan = $0.plan()
            plan.needsReason = true
            return plan
        }
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("the policy wants a reason"))
        console.type("x")
        #expect(console.press(.enter) == [.execute([plan], reason: "x")])
    }

    @Test func theEndOfAnActionSaysWhatCloudTrailSays() {
        var console = Console.afterRollback(columns: 200, rows: 60)
        #expect(console.shows("proved by CloudTrail: pending"))
        console.send(.record(RecordFacts(proofs: ["a1": .proved])))
        #expect(console.shows("proved by CloudTrail: proved"))
        console.send(.record(RecordFacts(proofs: ["a1": .missing])))
        #expect(console.shows("proved by CloudTrail: missing"))
    }
}
