import TerminalCanvas
import Testing

@testable import TerminalNcurses

@Suite("Terminal type")
struct TerminalTypeTests {
    private func choose(_ term: String?, known: [String] = ["xterm-256color", "vt100", "linux"]) throws -> TerminalType {
        try TerminalType.choose(term) { (known.contains($0) || $0 == "hardcopy", known.contains($0)) }
    }

    @Test("A known TERM is used as it is")
    func known() throws {
        #expect(try choose("linux") == TerminalType(name: "linux"))
    }

    @Test("An unknown TERM falls back and says so")
    func unknown() throws {
        let type = try choose("xterm-kitty")
        #expect(type.name == "xterm-256color")
        #expect(type.warnings.first?.contains("xterm-kitty") == true)
        #expect(try choose("foot", known: ["vt100"]).name == "vt100")
        #expect(throws: TerminalError.termUnknown("foot")) { try choose("foot", known: []) }
    }

    @Test("Terminals that can't place the cursor are refused by name", arguments: ["dumb", "hardcopy", "unknown"])
    func simple(term: String) {
        let error = #expect(throws: TerminalError.termTooSimple(term)) { try choose(term) }
        #expect(error?.description.contains("TERM=\(term)") == true)
        #expect(error?.description.contains("xterm-256color") == true)
    }

    @Test("An unset or empty TERM is refused", arguments: [nil, ""])
    func unset(term: String?) {
        let error = #expect(throws: TerminalError.termUnset) { try choose(term) }
        #expect(error?.description.contains("TERM=xterm-256color") == true)
    }

    @Test("Colour depth follows terminfo, the option, then NO_COLOR")
    func depth() {
        var options = TerminalOptions(term: "xterm")
        #expect(
            [0, 2, 8, 16, 88, 256, 1 << 24].map(options.depth) == [
                .mono, .mono, .colors8, .colors16, .colors16, .colors256, .colors256,
            ])
        options.noColor = true
        #expect(options.depth(available: 256) == .mono)
        options.colors = .always
        #expect(options.depth(available: 256) == .colors256)
        #expect(options.depth(available: 0) == .mono)
        options.colors = .never
        #expect(options.depth(available: 256) == .mono)
    }
}
