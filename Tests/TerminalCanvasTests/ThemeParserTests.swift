import TerminalCanvas
import Testing

@Suite("Theme files")
struct ThemeParserTests {
    /// `key: value` lines, `/` between the parts of a key; the line number is the position in the list.
    private func source(_ lines: [String], file: String = "t.yaml") -> ThemeSource {
        let entries = lines.enumerated().map { index, line in
            let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return ThemeSource.Entry(path: halves[0].split(separator: "/").map(String.init), value: halves[1], line: index + 1)
        }
        return ThemeSource(file: file, entries: entries)
    }

    private func parse(_ lines: [String]) throws -> Theme { try ThemeParser.parse([source(["name=t"] + lines)]) }

    private func style(_ foreground: Color, on background: Color = .default, bold: Bool = false, underline: Bool = false) -> Style
    {
        var style = Style()
        (style.foreground, style.background, style.bold, style.underline) = (foreground, background, bold, underline)
        return style
    }

    @Test("Colours by palette, number and name; words in any order")
    func styles() throws {
        let theme = try parse([
            "base=ink on 233", "palette/ink=252", "palette/warn=yellow", "roles/ok=green",
            "roles/alarm=bold warn on bright-red underline",
            "roles/text=default", "roles/strong=bold",
        ])
        #expect(theme.base == style(.indexed(252), on: .indexed(233)))
        #expect(theme.style(.ok) == style(.indexed(2), on: .indexed(233)), "the background left out is the base's")
        #expect(theme.style(.alarm) == style(.indexed(3), on: .indexed(9), bold: true, underline: true))
        #expect(theme.style(.text) == style(.default, on: .indexed(233)))
        #expect(theme.style(.strong) == style(.indexed(252), on: .indexed(233), bold: true))
        #expect(theme.style(.armed) == theme.style(.text), "a role that is not named looks as text")
    }

    @Test("Roles fall back along their dots, groups included")
    func fallback() throws {
        let theme = try parse(["roles/header=red", "roles/header.live=green", "roles/severity=blue", "roles/severity.2=cyan"])
        #expect(theme.style(.headerWatch) == style(.indexed(1)))
        #expect(theme.style(.headerLive) == style(.indexed(2)))
        #expect(theme.style(.severity1) == style(.indexed(4)))
        #expect(theme.style(.severity2) == style(.indexed(6)))
    }

    @Test("A patch changes what it names, and a palette name everywhere")
    func patch() throws {
        let below = source(
            ["name=night", "base=ink on 0", "palette/ink=252", "roles/ok=ink", "roles/alarm=red bold"], file: "night.yaml")
        let patch = source(["name=mine", "extends=night", "palette/ink=7", "roles/alarm=yellow"], file: "mine.yaml")
        #expect(patch.extends?.name == "night" && patch.extends?.line == 2)
        let theme = try ThemeParser.parse([below, patch])
        #expect(theme.name == "mine")
        #expect(theme.style(.ok) == style(.indexed(7), on: .indexed(0)))
        #expect(theme.style(.alarm) == style(.indexed(3), on: .indexed(0)))
    }

    @Test(
        "Errors name file, line and the nearest word",
        arguments: [
            (["roles/headr=red"], "t.yaml:2: no role is called 'headr'; did you mean 'header'?"),
            (["roles/ok=rde"], "t.yaml:2: no colour or attribute is called 'rde'; did you mean 'red'?"),
            (
                ["roles/ok=red", "roles/alarm=red blod"],
                "t.yaml:3: no colour or attribute is called 'blod'; did you mean 'bold'?"
            ),
            (["palette/ink=252", "roles/ok=inc"], "t.yaml:3: no colour or attribute is called 'inc'; did you mean 'ink'?"),
            (["roles/ok=256"], "t.yaml:2: colour 256 is out of range, colours are 0 to 255"),
            (["roles/ok=-1"], "t.yaml:2: colour -1 is out of range, colours are 0 to 255"),
            (["roles/ok=red on"], "t.yaml:2: a colour must follow 'on'"),
            (["roles/ok=red blue"], "t.yaml:2: a second foreground, 'blue'; write 'on blue' for the background"),
            (["roles/ok=red on blue on green"], "t.yaml:2: a second background, 'green'"),
            (["roles/ok="], "t.yaml:2: an empty style; write at least 'default'"),
            (["role/ok=red"], "t.yaml:2: a theme has no 'role'; did you mean 'roles'?"),
            (["roles=red"], "t.yaml:2: 'roles' holds names, each with a value"),
            (["base/ink=red"], "t.yaml:2: 'base' holds one value"),
            (["palette/bold=3"], "t.yaml:2: 'bold' can't name a colour: it means something else in a style"),
            (["roles/ok=red", "roles/ok=blue"], "t.yaml:3: 'roles.ok' is already set in line 2"),
            (["roles/zzzzzzzzzzzz=red"], "t.yaml:2: no role is called 'zzzzzzzzzzzz'"),
        ])
    func errors(lines: [String], message: String) {
        let error = #expect(throws: ThemeError.self) { try parse(lines) }
        #expect(error?.description == message)
    }

    @Test("A theme without a name is refused")
    func nameless() {
        let error = #expect(throws: ThemeError.self) { try ThemeParser.parse([source(["roles/ok=red"])]) }
        #expect(error?.description == "t.yaml: the theme has no 'name:'")
    }

    @Test("With 16 and 8 colours the foreground never falls onto the background")
    func readable() throws {
        let theme = try parse([
            "base=252 on 233", "roles/ok=234 on 235", "roles/alarm=255 on 254", "roles/stale=17 on 16", "roles/dim=240",
        ])
        for depth in [ColorDepth.colors16, .colors8] {
            let reduced = theme.reduced(to: depth)
            for role in Role.allCases {
                let look = reduced.style(role)
                #expect(look.foreground != look.background, "\(role) with \(depth)")
                if case .indexed(let index) = look.foreground { #expect(index < depth.rawValue) }
                if case .indexed(let index) = look.background { #expect(index < depth.rawValue) }
            }
        }
        #expect(theme.reduced(to: .colors256) == theme)
    }

    @Test("Without colour the states differ in every theme, and backgrounds become reverse")
    func mono() throws {
        let theme = try parse(["base=252 on 233", "roles/selected=255 on 24", "roles/text=252"]).reduced(to: .mono)
        let states = [Role.ok, .alarm, .noData, .stale].map(theme.style)
        #expect(Set(states).count == 4)
        #expect(theme.style(.selected).reverse && !theme.style(.text).reverse)
        #expect(Role.allCases.allSatisfy { theme.style($0).foreground == .default && theme.style($0).background == .default })
    }

    @Test("A theme's own lines win over the derived look, for the roles they are for")
    func overrides() throws {
        let theme = try parse([
            "roles/header=252", "roles/header.live=255 on 24", "roles16/header=cyan", "roles8/ok=magenta", "roles/ok=120",
            "mono/ok=underline",
            "mono/alarm=bold", "mono/noData=dim", "mono/stale=reverse",
        ])
        #expect(theme.reduced(to: .colors16).style(.headerWatch).foreground == .indexed(6))
        #expect(theme.reduced(to: .colors16).style(.headerLive).background != .default)
        #expect(theme.reduced(to: .colors8).style(.headerWatch).foreground == .indexed(6), "16's line is the start for 8")
        #expect(theme.reduced(to: .colors8).style(.ok).foreground == .indexed(5))
        #expect(theme.reduced(to: .mono).style(.ok).underline)
    }
}
