import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

@Suite struct KeymapTests {
    static let mutating = Keymap.default.bindings.filter(\.mutates).map(\.intent)

    /// Watch mode: every key and every command that writes yields no effect, only the reason.
    @Test(arguments: mutating) func watchNeverWrites(_ intent: Intent) throws {
        let binding = try #require(Keymap.default.binding(of: intent))
        var fleet = Fleet.badCanary()
        fleet.declare()
        for key in binding.keys {
            var console = Console(fleet, mode: .watch, canAct: false)
            console.send(.armed(fleet.armed()))
            #expect(console.press(key).isEmpty)
            #expect(console.shows(Wording.readOnly))
            #expect(console.state.overlay == nil)
        }
        let command = try #require(binding.command)
        let arguments = [Intent.severity: " 1", .note: " x", .shift: " 7 25"][intent] ?? ""
        var console = Console(fleet, mode: .watch, canAct: false)
        console.type(":" + command + arguments)
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows(Wording.readOnly))
    }

    /// Below 80×24 nothing that writes works, on the dashboard or in a sheet that was open.
    @Test(arguments: mutating) func tooSmallNeverWrites(_ intent: Intent) throws {
        let binding = try #require(Keymap.default.binding(of: intent))
        for key in binding.keys {
            var console = Console(columns: 79, rows: 24)
            console.arm()
            #expect(console.press(key).isEmpty)
            #expect(console.state.overlay == nil)
        }
    }

    @Test(arguments: mutating) func nothingIsWrittenWhileTheJournalCannotBe(_ intent: Intent) throws {
        let binding = try #require(Keymap.default.binding(of: intent))
        for key in binding.keys {
            var console = Console()
            console.arm()
            console.send(.writeBlocked("the journal's disk is full"))
            #expect(console.press(key).isEmpty)
            #expect(console.shows("the journal's disk is full"))
        }
    }

    /// The wall takes nothing but quit and redraw.
    @Test func wallTakesOnlyQuit() {
        for binding in Keymap.default.bindings where binding.intent != .quit && binding.intent != .redraw {
            for key in binding.keys {
                var console = Console(mode: .watch, canAct: false, wall: true)
                #expect(console.press(key).isEmpty, "\(binding.intent)")
                #expect(console.state.overlay == nil)
            }
        }
        var console = Console(mode: .watch, canAct: false, wall: true)
        #expect(console.press("q") == [.quit])
    }

    @Test func noKeyIsGivenTwice() {
        let keys = Keymap.default.bindings.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(Set(Keymap.default.bindings.map(\.intent)).count == Intent.allCases.count)
        let commands = Keymap.default.bindings.compactMap(\.command)
        #expect(Set(commands).count == commands.count)
    }

    /// CONTRACT.md's table, key by key.
    @Test(arguments: [
        ("R", Intent.rollback), ("A", .abort), ("P", .promote), ("W", .shift), ("u", .undo), ("enter", .open), ("D", .declare),
        ("K", .acknowledge), ("N", .note), ("E", .export), ("?", .help), ("esc", .close), ("tab", .nextPane), ("1", .aliases),
        ("6", .deployment), ("h", .left), ("j", .down), ("k", .up), ("l", .right), ("pgup", .pageUp), ("pgdn", .pageDown),
        ("g", .top), ("G", .bottom), ("/", .filter), (":", .command), ("space", .freeze), ("m", .messages), ("T", .theme),
        ("ctrl-l", .redraw), ("q", .quit),
    ]) func contract(_ name: String, _ intent: Intent) throws {
        let key = try #require(KeyName.parse(name))
        #expect(Keymap.default.binding(for: key)?.intent == intent)
        #expect(KeyName.of(key) == name)
    }

    @Test func helpFooterAndReadmeComeFromTheTable() {
        let table = Keymap.default.markdownTable()
        for binding in Keymap.default.bindings {
            #expect(table.contains(binding.help))
            for key in binding.keys { #expect(table.contains("`\(KeyName.of(key))`")) }
        }
        #expect(Keymap.default.helpLines().count == Keymap.default.bindings.count)
    }

    @Test func rebinds() throws {
        let map = try Keymap.default.rebinding([("rollback", "f9", 3), ("rollback", "ctrl-r", 4)])
        #expect(map.binding(for: .function(9))?.intent == .rollback)
        #expect(map.binding(for: .control("r"))?.intent == .rollback)
        #expect(map.binding(for: .character("R")) == nil)
        var console = Console(keymap: map)
        console.arm()
        #expect(console.shows("f9 ▸ checkout:prod"))
        #expect(console.press("R").isEmpty)
        #expect(console.press(.function(9)).count == 1)
    }

    @Test func exchangesTwoKeys() throws {
        let map = try Keymap.default.rebinding([("note", "K", 1), ("acknowledge", "N", 2)])
        #expect(map.binding(for: .character("K"))?.intent == .note)
    }

    @Test(arguments: [
        ([("rollbak", "x", 7)], 7, "did you mean 'rollback'"), ([("rollback", "hyper-x", 8)], 8, "is not a key"),
        ([("rollback", "u", 9)], 9, "is the key of undo"),
        ([("note", "x", 1), ("export", "x", 2)], 2, "given to note in line 1"),
        ([("rollback", "enter", 4)], 4, "needs a key of its own"), ([("quit", "ctrl-c", 5)], 5, "interrupts"),
    ]) func refusesWithTheLine(_ changes: [(String, String, Int)], _ line: Int, _ text: String) {
        do {
            _ = try Keymap.default.rebinding(changes.map { (action: $0.0, key: $0.1, line: $0.2) })
            Issue.record("nothing was refused")
        } catch {
            #expect(error.line == line)
            #expect(error.text.contains(text))
        }
    }
}
