import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// The command line: what it takes, completes and recalls.
extension StateTests {
    @Test(arguments: [
        ("shift 7 25", [Effect.flushInput, .plan(.shift(Fleet.checkout, to: "7", share: 0.25))]),
        ("shift payments:prod v30 5%", [.flushInput, .plan(.shift(Fleet.payments, to: "30", share: 0.05))]),
        ("abort payments:prod", [.flushInput, .plan(.abort(Fleet.payments))]),
        ("undo", [.flushInput, .plan(.undo(Fleet.checkout))]),
        ("note all quiet", [.note(incident: "INC-20261120-01", text: "all quiet", target: Fleet.checkout)]),
        ("theme paper", [.setTheme("paper")]),
        ("sev 2 it is less", [.changeSeverity(incident: "INC-20261120-01", .sev2, reason: "it is less")]),
        ("resolve rolled back", [.resolve(incident: "INC-20261120-01", text: "rolled back")]),
        ("ack", [.acknowledge(incident: "INC-20261120-01")]), ("redraw", [.redraw]), ("quit", [.quit]),
        ("export", [.export(incident: "INC-20261120-01")]),
        ("rollback", [.flushInput, .plan(.rollback(Fleet.checkout, to: nil))]),
    ]) func runs(_ line: String, _ effects: [Effect]) {
        var console = Console()
        console.fleet.declare()
        console.feed()
        console.type(":" + line)
        if line == "rollback" { console.send(.armed(console.fleet.armed())) }
        #expect(console.press(.enter) == effects)
    }

    @Test(arguments: [
        ("rolback", "did you mean :rollback?"), ("abort chekout:prod", "did you mean checkout:prod?"),
        ("shift 7", "usage: :shift"),
        ("shift x 20", "a version is a number"), ("theme nigth", "night, paper, mono"), ("sev 9", "usage: :sev"),
        ("quit now", "usage: :quit"),
    ]) func explains(_ line: String, _ text: String) {
        var console = Console()
        console.type(":" + line)
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows(text))
    }

    @Test func completesAndRecalls() {
        var console = Console()
        console.type(":go")
        console.press(.tab)
        console.type(" pay")
        console.press(.tab)
        #expect(console.press(.enter).isEmpty)
        #expect(console.state.selected == Fleet.payments)
        console.press(":")
        console.press(.up)
        guard case .command(let line)? = console.state.overlay else {
            Issue.record("the command line is gone")
            return
        }
        #expect(line.field.text == "goto payments:prod")
    }

    @Test func gotoTheSelectedTargetIsNoMistake() {
        var console = Console()
        for _ in 0..<2 {
            console.type(":goto payments:prod")
            #expect(console.press(.enter).isEmpty)
            #expect(console.state.selected == Fleet.payments && console.state.overlay == nil)
        }
        console.type(":goto")
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("usage: :goto TARGET"))
    }

    @Test func everyActionHasACommand() {
        let movement: Set<Intent> = [
            .open, .close, .nextPane, .previousPane, .up, .down, .left, .right, .pageUp, .pageDown, .top, .bottom, .command,
            .provisioned, .askApproval, .takeOver,
        ]
        for binding in Keymap.default.bindings { #expect((binding.command == nil) == movement.contains(binding.intent)) }
    }
}
