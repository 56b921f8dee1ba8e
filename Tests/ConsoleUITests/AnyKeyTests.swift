import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

@Suite struct AnyKeyTests {
    /// Any key in any place, at any size: no crash, rows always as wide as the screen, and no write in watch mode.
    @Test(arguments: 0..<8) func survivesAnything(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var fleet = Fleet.badCanary()
        fleet.addHostile()
        fleet.declare()
        fleet.deploy()
        fleet.addLedger()
        fleet.addTraces()
        let canAct = seed % 2 == 0
        var console = Console(fleet, mode: canAct ? .live : .watch, canAct: canAct)
        console.send(.armed(fleet.armed()))
        let keys: [Key] =
            Keymap.default.bindings.flatMap(\.keys).filter { $0 != .character("q") }
            + [.character("é"), .character("支"), .backspace, .delete, .control("w"), .function(5)]
        var dangerous = fleet.stopping(provisioned: .waitWarm)
        dangerous.typed = TypedConfirmation(word: "no key types this", why: "it is dangerous")
        let answer = Result<Plan, Refusal>.success(dangerous)
        let boards: [Overlay] = [.ready(ReadyBoard()), .group(scroll: 0), .budget(scroll: 0), .history(scroll: 0)]
        for step in 0..<160 {
            let effects: [Effect]
            switch random.next() % 20 {
            case 3: effects = console.send(.planned(.rollback(Fleet.checkout, to: nil), answer))
            case 4: effects = console.send(.armed(fleet.armed([dangerous])))
            case 5:
                var question = Console.overdue
                question.waited = .seconds(step)
                effects = console.progress(.sent, after: step, question: question, deployment: fleet.deployment())
            case 6: effects = console.send(.stranded(fleet.stranded()))
            case 7:
                console.state.overlay = boards[Int(random.next() % 4)]
                effects = []
            case 8:
                console.state.tracesOpen.toggle()
                effects = []
            case 0: effects = console.send(.resized(Size(columns: Int(random.next() % 220), rows: Int(random.next() % 70))))
            case 1: effects = console.send(.planned(.rollback(Fleet.checkout, to: nil), .success(fleet.plan())))
            case 2: effects = console.send(.resized(Size(columns: 120, rows: 40)))
            default: effects = console.press(keys[Int(random.next() % UInt64(keys.count))])
            }
            let canvas = console.state.render()
            #expect(canvas.lines().allSatisfy { GlyphWidth.of($0) == canvas.size.columns })
            for case .execute(let plans, _, _) in effects { #expect(plans.allSatisfy { $0.typed == nil }) }
            guard !canAct else { continue }
            #expect(
                effects.allSatisfy {
                    switch $0 {
                    case .setTheme, .redraw, .export, .refresh, .bell, .quit, .traces, .history: true
                    default: false
                    }
                })
        }
    }
}

/// A small seeded generator: the same seed, the same keys.
struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
