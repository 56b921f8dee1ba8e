import IncidentModel
import TerminalCanvas

@testable import ConsoleUI

/// A console under test: messages in, effects out, always with a frame shown in between as the runtime does.
struct Console {
    var state: ConsoleState
    var fleet: Fleet

    init(
        _ fleet: Fleet = .badCanary(), columns: Int = 120, rows: Int = 40, mode: ConsoleMode = .live, canAct: Bool = true,
        wall: Bool = false, ascii: Bool = false, keymap: Keymap = .default, symbols: SymbolSet? = nil, severities: Int = 3,
        runbooks: [Runbook] = []
    ) {
        self.fleet = fleet
        state = ConsoleState(
            options: ConsoleOptions(
                mode: mode, canAct: canAct, wall: wall, ascii: ascii, bindings: keymap, regionHint: "eu-west-1",
                accountHint: "123456789012", themeNames: ["night", "paper", "mono"], symbols: symbols, severities: severities,
                runbooks: runbooks),
            size: Size(columns: columns, rows: rows))
        feed()
    }

    /// Everything the fleet holds, as the runtime would post it.
    mutating func feed() {
        _ = send(.tick(fleet.now))
        _ = send(.picture(fleet.picture, fleet.now))
        _ = send(.assessed(fleet.assessments, suggestion: fleet.suggestion))
        _ = send(.timeline(Timeline(fleet.timeline)))
        _ = send(.incidents(fleet.incidents))
    }

    mutating func arm(_ plans: ArmedPlans? = nil) {
        if fleet.incidents.isEmpty { fleet.declare() }
        feed()
        _ = send(.armed(plans ?? fleet.armed()))
    }

    /// One message, then a frame. `Effect.focus` is left out: it only tells the scheduler what is on screen.
    @discardableResult
    mutating func send(_ message: Message) -> [Effect] {
        let effects = state.update(message)
        state.presented()
        return effects.filter { if case .focus = $0 { false } else { true } }
    }

    @discardableResult
    mutating func press(_ key: Key) -> [Effect] { send(.key(key)) }

    @discardableResult
    mutating func press(_ character: Character) -> [Effect] { send(.key(.character(character))) }

    @discardableResult
    mutating func type(_ text: String) -> [Effect] { text.flatMap { press($0) } }

    /// The whole screen as text.
    var text: String { state.render().lines().joined(separator: "\n") }
    func shows(_ text: String) -> Bool { self.text.contains(text) }
}
