import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

@Suite struct StateTests {
    // MARK: Keys and sheets

    @Test(arguments: [
        ("A", Command.abort(Fleet.checkout)), ("P", .promote(Fleet.checkout)), ("R", .rollback(Fleet.checkout, to: nil)),
    ])
    func opensTheSheetBeforeItPlans(_ key: String, _ command: Command) {
        var console = Console()
        #expect(console.type(key) == [.flushInput, .plan(command)])
        // What was typed before the plan is on screen commits nothing.
        #expect(console.press(.enter).isEmpty)
        let plan = console.fleet.plan(command)
        console.send(.planned(command, .success(plan)))
        #expect(console.press(Character(key)).isEmpty)
        guard case .plan(let sheet)? = console.state.overlay else {
            Issue.record("the sheet is gone")
            return
        }
        // The opening key is a letter of the reason now.
        #expect(sheet.reason.text == key)
        #expect(console.press(.enter) == [.execute([plan], reason: key)])
    }

    @Test func abortInASevereIncidentIsASheet() {
        var console = Console()
        console.arm()
        #expect(console.press("A") == [.flushInput, .plan(.abort(Fleet.checkout))])
    }

    @Test func escCancelsTheSheet() {
        var console = Console()
        console.press("R")
        console.send(.planned(.rollback(Fleet.checkout, to: nil), .success(console.fleet.plan())))
        #expect(console.press(.escape).isEmpty)
        #expect(console.state.overlay == nil)
        #expect(console.press(.enter).isEmpty)
    }

    @Test func aChangeUnderTheSheetHasToBeRead() {
        var console = Console()
        let command = Command.rollback(Fleet.checkout, to: nil)
        console.press("R")
        console.send(.planned(command, .success(console.fleet.plan())))
        console.fleet.add(
            Fleet.checkout, Routing(pointer: "6", weights: ["7": 0.5]), bad: "7", good: Fleet.lastGood, revision: "b", readAgo: 0)
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.plan(command)])
        #expect(console.press(.enter).isEmpty)
        let plan = console.fleet.plan()
        console.send(.planned(command, .success(plan)))
        #expect(console.shows("CHANGED"))
        #expect(console.press(.enter).isEmpty)
        console.press(.tab)
        #expect(console.press(.enter) == [.execute([plan], reason: "rollback by hand, no reason given")])
    }

    @Test func promotingTheFailingCanaryNeedsItsName() {
        var console = Console()
        let command = Command.promote(Fleet.checkout)
        console.press("P")
        let plan = console.fleet.plan(command, after: Routing(pointer: "7"))
        console.send(.planned(command, .success(plan)))
        #expect(console.press(.enter).isEmpty)
        console.press(.tab)
        console.type("checkout:prod")
        #expect(console.press(.enter) == [.execute([plan], reason: "promote by hand, no reason given")])
    }

    @Test(arguments: ["5", "4"]) func rollingBackElsewhereNeedsTheName(_ version: String) throws {
        var console = Console()
        let id = try #require(VersionID(version))
        console.type(":rollback \(version)")
        #expect(console.press(.enter) == [.flushInput, .plan(.rollback(Fleet.checkout, to: id))])
        let plan = console.fleet.plan(.rollback(Fleet.checkout, to: id), after: Routing(pointer: id))
        console.send(.planned(plan.command, .success(plan)))
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("type checkout:prod"))
    }

    @Test func shiftAsksFirst() {
        var console = Console()
        #expect(console.press("W") == [.flushInput])
        #expect(console.type("125").isEmpty)
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows(Wording.percentExpected))
        console.press(.backspace)
        #expect(console.press(.enter) == [.flushInput, .plan(.shift(Fleet.checkout, to: "7", share: 0.12))])
    }

    @Test func declares() {
        var console = Console()
        console.fleet.suggestion = SeveritySuggestion(severity: .sev2, reason: "partial outage", targets: [Fleet.checkout])
        console.feed()
        #expect(console.press("D") == [.flushInput])
        console.press("1")
        console.press(.tab)
        console.press(.down)
        console.press(" ")
        console.press(.tab)
        console.type("cards 1")
        let profile = Target(function: "profile", alias: "prod")
        #expect(console.press(.enter) == [.declare(.sev1, targets: [Fleet.checkout, profile], reason: "cards 1")])
    }

    @Test func aSheetOpenedBeforeTheJudgementIsFilledInButNotOverTheHand() {
        let seen = SeveritySuggestion(severity: .sev2, reason: "partial outage", targets: [Fleet.checkout])
        var console = Console()
        console.fleet.suggestion = nil
        console.feed()
        console.press("D")
        console.press("1")
        console.fleet.suggestion = seen
        console.feed()
        #expect(console.press(.enter) == [.declare(.sev1, targets: [Fleet.checkout], reason: "partial outage")])

        var ticked = Console()
        ticked.fleet.suggestion = nil
        ticked.feed()
        ticked.press("D")
        ticked.press(.tab)
        ticked.press(" ")
        let chosen = ticked.state.rows.first
        ticked.fleet.suggestion = seen
        ticked.feed()
        guard case .declare(_, let targets, _, _)? = ticked.press(.enter).first else {
            Issue.record("nothing was declared")
            return
        }
        #expect(targets.count <= 1 && (targets.isEmpty || targets.first == chosen))
    }

    @Test func changesTheSeverityOfTheOpenIncident() {
        var console = Console()
        console.fleet.declare(.sev2)
        console.feed()
        console.press("D")
        #expect(console.press(.enter).isEmpty)
        console.press("1")
        #expect(console.press(.enter) == [.changeSeverity(incident: "INC-20261120-01", .sev1, reason: "")])
    }

    @Test func acknowledgesNotesAndExports() {
        var console = Console()
        #expect(console.press("K").isEmpty)
        #expect(console.press("E").isEmpty)
        console.fleet.declare()
        console.feed()
        #expect(console.press("K") == [.acknowledge(incident: "INC-20261120-01")])
        #expect(console.press("E") == [.export(incident: "INC-20261120-01")])
        console.press("N")
        console.type("Rolled back, q")
        #expect(console.press(.enter) == [.note(incident: "INC-20261120-01", text: "Rolled back, q", target: Fleet.checkout)])
    }

    @Test func quitAsksWhileAnActionRuns() {
        var console = Console()
        #expect(console.press("q") == [.quit])
        console.arm()
        console.press("R")
        #expect(console.press("q").isEmpty)
        #expect(console.press("n").isEmpty)
        console.press("q")
        #expect(console.press("y") == [.quit])
    }

    // MARK: Paste and hostile text

    @Test func pastedTextIsNeverAKey() {
        var console = Console()
        console.arm()
        #expect(console.send(.paste("RAPWuDq\r\n:quit\r")).isEmpty)
        #expect(console.state.overlay == nil)
        #expect(console.shows(Wording.pasteDropped))
        console.press(":")
        #expect(console.send(.paste("quit\r\n\u{1B}[201~R")).isEmpty)
        guard case .command(let line)? = console.state.overlay else {
            Issue.record("the command line is gone")
            return
        }
        #expect(line.field.text.hasPrefix("quit "))
        #expect(!line.field.text.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func nothingOnScreenControlsTheTerminal() {
        var fleet = Fleet.badCanary()
        fleet.addHostile()
        for size in [(80, 24), (120, 40), (200, 60)] {
            for key: Character in ["1", "2", "3", "4", "5"] {
                var console = Console(fleet, columns: size.0, rows: size.1)
                console.press(key)
                for overlay in [false, true] {
                    if overlay { console.press(.enter) }
                    let lines = console.state.render().lines()
                    #expect(lines.allSatisfy { GlyphWidth.of($0) == size.0 })
                    #expect(
                        !lines.joined().unicodeScalars.contains {
                            $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E
                        })
                }
            }
        }
    }

    @Test func anErrorStaysInTheLog() {
        var console = Console()
        console.send(.notice(Notice(at: console.fleet.now.time, level: .error, text: "lambda GetAlias: AccessDenied (403)")))
        #expect(console.shows("AccessDenied"))
        console.press(.down)
        console.send(.tick(Now(time: console.fleet.now.time + .seconds(4000), uptime: .seconds(5000))))
        #expect(!console.shows("AccessDenied"))
        #expect(console.shows("1 message  m"))
        console.press("m")
        #expect(console.shows("AccessDenied"))
    }

    @Test func aRefusedSheetIsPlannedAgainAndTheNewPlanHasToBeRead() throws {
        var console = Console()
        let command = Command.rollback(Fleet.checkout, to: nil)
        _ = console.press("R")
        _ = console.send(.planned(command, .failure(Refusal(.stale, "the versions have not been read yet"))))
        #expect(console.shows("have not been read yet"))
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.plan(command)])
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [], "asked once at a time")
        let plan = try #require(console.fleet.armed().plans.first)
        _ = console.send(.planned(command, .success(plan)))
        #expect(console.press(.enter) == [])
        _ = console.press(.tab)
        #expect(console.press(.enter).contains { if case .execute([plan], _, _) = $0 { true } else { false } })
    }
}
