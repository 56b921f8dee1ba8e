import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// While it acts, what it asks, and what is left afterwards.
@Suite struct ActingTests {
    private func golden(_ name: String, _ columns: Int, _ rows: Int, _ console: Console) {
        expectScreen(console.state.render(), "\(name)-\(columns)x\(rows)")
    }

    // MARK: Screens

    /// Taken at the deadline: the deployment is not called stopped while it goes on.
    @Test func anAliasTakenBeforeTheDeploymentsEndSaysSo() {
        var console = Console.stopping()
        guard let deployment = console.state.group?.tracks.first?.plan.stopping else {
            Issue.record("nothing is stopped")
            return
        }
        console.progress(.sent, after: 1, deployment: deployment)
        console.progress(.acknowledged, after: 31, deployment: deployment)
        #expect(console.shows("! \(deployment.id) is not over (InProgress)"))
        #expect(!console.shows("✓ stopped"))
    }

    @Test(arguments: ScreenTests.sizes) func stopping(_ columns: Int, _ rows: Int) {
        var console = Console.stopping(columns: columns, rows: rows)
        console.progress(.sent, deployment: console.fleet.deployment())
        console.progress(.sent, after: 12, deployment: console.fleet.deployment())
        golden("acting-stopping", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func asking(_ columns: Int, _ rows: Int) {
        var console = Console.stopping(columns: columns, rows: rows)
        console.progress(.intent, after: 30, question: Console.overdue, deployment: console.fleet.deployment())
        golden("acting-asks", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func leftBehind(_ columns: Int, _ rows: Int) {
        var console = Console.stopping(columns: columns, rows: rows)
        for phase in [ActionPhase.sent, .acknowledged, .verified] { console.progress(phase, after: 2) }
        console.finish(notes: [Fleet.drift])
        console.send(.stranded(console.fleet.stranded()))
        console.press(.enter)
        golden("stranded", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func group(_ columns: Int, _ rows: Int) {
        var console = Console.afterGroup(columns: columns, rows: rows)
        console.press(.enter)
        golden("group", columns, rows, console)
    }

    @Test(arguments: ScreenTests.sizes) func putBack(_ columns: Int, _ rows: Int) {
        var fleet = Fleet.badCanary()
        fleet.putBack(fleet.trip(who: "arn:aws:sts::123456789012:assumed-role/deploy/ci-1190"))
        var console = Console(fleet, columns: columns, rows: rows)
        console.arm()
        golden("guard", columns, rows, console)
    }

    // MARK: The bar

    @Test func theStopIsFollowed() {
        var console = Console.stopping(columns: 200, rows: 60)
        #expect(console.shows("✓ journalled … stopping d-4XKZ1Q2W3"))
        var deployment = console.fleet.deployment()
        console.progress(.sent, deployment: deployment)
        console.progress(.sent, after: 12, deployment: deployment)
        #expect(console.shows("✓ journalled … stopping d-4XKZ1Q2W3 (InProgress) 0:12 of 0:30"))
        deployment.status = .stopped
        console.progress(.sent, after: 14, deployment: deployment)
        #expect(console.shows("✓ journalled ✓ stopped d-4XKZ1Q2W3 (Stopped) … moving the alias"))
        console.progress(.acknowledged, after: 15, warming: .init(requested: 50, allocated: 12, status: .inProgress))
        #expect(console.shows("✓ stopped d-4XKZ1Q2W3 (Stopped) ✓ v6 100 % (15 s) … allocated 12/50"))
        console.progress(.acknowledged, after: 60, warming: .init(requested: 50, allocated: 50, status: .ready))
        #expect(console.shows("✓ warm 50/50"))
    }

    // MARK: The question

    @Test(arguments: [("w", ActionQuestion.Answer.keepWaiting), ("t", .takeAlias)])
    func oneKeyAnswers(_ key: String, _ answer: ActionQuestion.Answer) {
        var console = Console.stopping()
        #expect(console.progress(.intent, after: 30, question: Console.overdue) == [.flushInput, .bell])
        let asks = console.shows("STOP OVERDUE checkout:prod")
        #expect(asks)
        #expect(console.type(key) == [.answer(action: "a1", answer)])
        // Answered once; the same question does not come again by itself.
        #expect(console.type(key).isEmpty)
        #expect(console.progress(.intent, after: 31, question: Console.overdue).isEmpty)
        #expect(console.state.overlay == nil)
        // The next deadline asks anew.
        var again = Console.overdue
        again.waited = .seconds(60)
        #expect(console.progress(.intent, after: 60, question: again) == [.flushInput, .bell])
    }

    @Test(arguments: ["w", "t"]) func theKeysAreDeadWhenNothingIsAsked(_ key: String) {
        for console in [Console(), Console.stopping()] {
            var console = console
            #expect(console.type(key).isEmpty)
            let said = console.shows(Wording.nothingAsked)
            #expect(said)
            console.type(key == "w" ? ":wait" : ":take")
            #expect(console.press(.enter).isEmpty)
        }
    }

    /// Keys that were drained together with the question answer nothing: no frame has shown it.
    @Test(arguments: [Character("w"), "t"]) func typeAheadAnswersNothing(_ key: Character) throws {
        var console = Console.stopping()
        let plan = try #require(console.state.group?.tracks.first?.plan)
        let asked = ActionProgress(
            id: "a1", plan: plan, phase: .intent, at: console.fleet.now.time + .seconds(30), question: Console.overdue)
        #expect(console.state.update(.progress(asked)) == [.flushInput, .bell])
        #expect(console.state.update(.key(.character(key))).isEmpty)
        console.state.presented()
        #expect(console.press(key).count == 1)
    }

    @Test func theSheetWaitsForATextField() {
        var console = Console.stopping()
        console.press("N")
        console.type("wait")
        #expect(console.progress(.intent, after: 30, question: Console.overdue).isEmpty)
        // Letters of the note answer nothing.
        #expect(console.type("tw").isEmpty)
        let bar = console.shows("ASKS")
        #expect(bar)
        #expect(console.press(.escape) == [.flushInput, .bell])
        let sheet = console.shows("STOP OVERDUE")
        #expect(sheet)
    }

    @Test func escPutsTheSheetAsideAndTheBarGoesOnAsking() {
        var console = Console.stopping()
        console.progress(.intent, after: 30, question: Console.overdue)
        #expect(console.press(.escape).isEmpty)
        #expect(console.progress(.intent, after: 32, question: Console.overdue).isEmpty)
        #expect(console.state.overlay == nil)
        let bar = console.shows("w keep waiting · t take the alias now (it may be moved again)")
        #expect(bar)
        #expect(console.press("t") == [.answer(action: "a1", .takeAlias)])
    }

    @Test func aStopThatFailedIsNotCalledOverdue() {
        var console = Console.stopping()
        var denied = Console.overdue
        denied.waited = .zero
        denied.text = "d-4XKZ1Q2W3 could not be stopped (AccessDeniedException)"
        console.progress(.sent, after: 1, question: denied)
        let title = console.shows("STOP FAILED checkout:prod")
        #expect(title)
        let bar = console.shows("stopped: w keep waiting")
        #expect(bar)
    }

    @Test func aQuestionThatIsTakenBackTakesItsSheetAway() {
        var console = Console.stopping()
        console.progress(.intent, after: 30, question: Console.overdue)
        console.progress(.sent, after: 31)
        #expect(console.state.overlay == nil)
        #expect(console.press("t").isEmpty)
    }

    @Test func otherKeysDoNothingUnderTheQuestion() {
        var console = Console.stopping()
        console.progress(.intent, after: 30, question: Console.overdue)
        for key: Character in ["R", "A", "P", "W", "u", "y", " "] { #expect(console.press(key).isEmpty) }
        #expect(console.press(.enter).isEmpty)
        let sheet = console.shows("STOP OVERDUE")
        #expect(sheet)
    }

    @Test func watchModeIsNeverAsked() {
        var fleet = Fleet.badCanary()
        fleet.declare()
        var console = Console(fleet, mode: .watch, canAct: false)
        console.send(
            .progress(
                ActionProgress(id: "a1", plan: fleet.stopping(), phase: .intent, at: fleet.now.time, question: Console.overdue)))
        #expect(console.state.overlay == nil)
        #expect(console.press("t").isEmpty)
    }

    // MARK: Afterwards

    @Test func notesAreMessagesAndTheBarTellsWhatIsLeft() {
        var console = Console.stopping(columns: 200, rows: 60)
        console.progress(.verified, after: 1)
        console.finish(notes: [Fleet.drift])
        console.send(.stranded(console.fleet.stranded()))
        #expect(console.shows("12 in flight, 3 durable, more on v7"))
        console.press("m")
        #expect(console.shows("sam still says v7"))
        console.press(.escape)
        console.type(":group")
        console.press(.enter)
        #expect(console.shows("✓ verified"))
        #expect(console.shows("order-3"))
    }

    @Test func nothingLeftIsSaidAndUnknownIsNeverNothing() {
        let none = StrandedWork(target: Fleet.checkout, version: "7", inFlight: 0)
        #expect(StrandedText.hint(none) == nil)
        #expect(StrandedText.lines(none, Fleet.start).map(\.text) == ["nothing is left on v7"])
        let unread = StrandedWork(target: Fleet.checkout, version: "7", unread: [Fleet.lost])
        #expect(StrandedText.hint(unread) == "what is left on v7 is not known")
        #expect(StrandedText.lines(unread, Fleet.start).contains { $0.text.hasPrefix("not known") })
    }

    @Test func aGroupIsCountedAndEnterListsIt() {
        var console = Console.afterGroup(columns: 200, rows: 60)
        #expect(console.shows("9 verified · 2 superseded · 1 unknown"))
        console.press(.enter)
        let lines = console.text.split(separator: "\n")
        let unknown = lines.firstIndex { $0.contains("? UNKNOWN") && $0.contains("svc-11:prod") }
        let verified = lines.firstIndex { $0.contains("✓ verified") }
        #expect(unknown != nil && verified != nil)
        if let unknown, let verified { #expect(unknown < verified) }
        console.press(.escape)
        // Put away, enter opens the row again.
        console.press(.escape)
        console.press(.enter)
        guard case .detail? = console.state.overlay else {
            Issue.record("enter does not open the row")
            return
        }
    }

    // MARK: Guard

    @Test func whatWasPutBackIsBadRungOnceAndNamed() {
        var console = Console(columns: 200, rows: 60)
        console.fleet.putBack(console.fleet.trip())
        #expect(console.send(.assessed(console.fleet.assessments, suggestion: nil)) == [.bell])
        #expect(console.send(.assessed(console.fleet.assessments, suggestion: nil)).isEmpty)
        console.feed()
        #expect(console.state.rows.first == Fleet.checkout)
        #expect(console.shows("v7 was put back by revision 99999999… at 21:09Z"))
        // CloudTrail names the caller later: the same trip, not another bell.
        console.fleet.putBack(console.fleet.trip(who: "arn:aws:sts::123456789012:assumed-role/deploy/ci-1190"))
        #expect(console.send(.assessed(console.fleet.assessments, suggestion: nil)).isEmpty)
        #expect(console.shows("v7 was put back by ci-1190 at 21:09Z"))
    }

    /// CloudTrail's moment, once it is told, and not that of a call that failed.
    @Test func theTrailGivesTheMoment() {
        var console = Console(columns: 200, rows: 60)
        let trip = console.fleet.trip()
        func event(_ id: String, _ seconds: Int, error: String?) -> TrailEvent {
            TrailEvent(
                id: id, name: "UpdateAlias", at: console.fleet.ago(seconds), who: "ci", function: "checkout", alias: "prod",
                version: "7", revision: trip.revision, errorCode: error)
        }
        let events = [event("a", 300, error: nil), event("b", 60, error: "PreconditionFailedException")]
        console.fleet.picture.apply(.trail(events), at: console.fleet.now, interval: .seconds(60))
        console.fleet.putBack(trip)
        console.feed()
        #expect(console.shows("v7 was put back by revision 99999999… at 21:04Z"))
    }

    @Test func theBarArmsAgainBesideTheGuard() {
        var console = Console(columns: 120, rows: 40)
        console.fleet.putBack(console.fleet.trip())
        console.arm()
        let plan = console.fleet.plan()
        #expect(console.state.arming.plans == [plan])
        #expect(console.shows("GUARD"))
        guard case .execute(let plans, _, _)? = console.press("R").first else {
            Issue.record("nothing was executed")
            return
        }
        #expect(plans == [plan])
    }
}
