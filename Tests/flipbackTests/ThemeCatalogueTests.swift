import Foundation
import TerminalCanvas
import Testing

@testable import flipback

@Suite("Themes")
struct ThemeCatalogueTests {
    private static let names = ["night", "paper", "high-contrast", "colour-blind", "mono"]

    @Test("Each shipped theme loads, by its own name", arguments: names)
    func loads(name: String) throws {
        #expect(try ThemeCatalogue.load(name, userDirectory: nil).name == name)
        #expect(ThemeCatalogue.names(userDirectory: nil) == ThemeCatalogueTests.names)
    }

    @Test("Each shipped theme gives every role a line of its own", arguments: names)
    func complete(name: String) throws {
        #expect(Set(try ThemeCatalogue.load(name, userDirectory: nil).styles.keys) == Set(Role.allCases))
    }

    @Test("With and without colours, ok, alarm, no data and stale differ", arguments: names, ColorDepth.allCases)
    func states(name: String, depth: ColorDepth) throws {
        let theme = try ThemeCatalogue.load(name, userDirectory: nil).reduced(to: depth)
        #expect(Set([Role.ok, .alarm, .noData, .stale].map(theme.style)).count == 4)
        #expect(theme.style(.armed) != theme.style(.disarmed))
        #expect(theme.style(.selected) != theme.style(.text))
        #expect(theme.style(.key) != theme.style(.keyDisabled))
        #expect(theme.style(.stable) != theme.style(.canary))
        #expect(theme.style(.borderFocused) != theme.style(.border))
    }

    @Test("Text stands out from its background: 4.5 to 1, lines and quiet text 3 to 1", arguments: names.filter { $0 != "mono" })
    func contrast(name: String) throws {
        let theme = try ThemeCatalogue.load(name, userDirectory: nil)
        let quiet: Set<Role> = [.border, .dim, .keyDisabled, .disarmed, .graphAxis, .wallQuiet]
        for role in Role.allCases {
            let style = theme.style(role)
            guard let front = style.foreground.rgb, let back = style.background.rgb else {
                Issue.record("\(name): \(role) uses a colour of unknown brightness")
                continue
            }
            let (high, low) = (max(luminance(front), luminance(back)), min(luminance(front), luminance(back)))
            let ratio = (high + 0.05) / (low + 0.05)
            #expect(ratio >= (quiet.contains(role) ? 3 : 4.5), "\(name): \(role) has \(ratio)")
        }
    }

    /// Relative luminance of WCAG 2.
    private func luminance(_ color: (red: Int, green: Int, blue: Int)) -> Double {
        func linear(_ value: Int) -> Double {
            let share = Double(value) / 255
            return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }

    @Test("A user's theme patches a shipped one, also under its name")
    func user() throws {
        try withDirectory([
            "night.yaml": "name: night\nextends: night\nroles:\n  ok: 120\n", "mine.yaml": "name: mine\nextends: paper\n",
        ]) {
            let theme = try ThemeCatalogue.load("night", userDirectory: $0)
            #expect(theme.style(.ok).foreground == .indexed(120))
            let shipped = try ThemeCatalogue.load("night", userDirectory: nil)
            #expect(theme.style(.alarm) == shipped.style(.alarm))
            #expect(ThemeCatalogue.names(userDirectory: $0) == ThemeCatalogueTests.names + ["mine"])
            #expect(try ThemeCatalogue.load("mine", userDirectory: $0).name == "mine")
        }
    }

    @Test(
        "Broken files: file, line, what, and the nearest word",
        arguments: [
            ("name: x\nroles:\n  ok: green\n  headr: red\n", ":4: no role is called 'headr'; did you mean 'header'?"),
            ("name: x\n\n# c\nroles:\n  ok: gren\n", ":5: no colour or attribute is called 'gren'; did you mean 'green'?"),
            ("name: x\nroles:\n  ok:\n  alarm: red\n", ":3: an empty style; write at least 'default'"),
            ("name: x\nroles: [a, b]\n", ":2: 'roles' must be a word or a mapping, not a list"),
            ("name: x\nroles:\n  header:\n    live: red\n", ":4: nested too deep: roles are written with dots"),
            ("- a\n", ":1: a theme is a YAML mapping that starts with 'name:'"),
            ("", ":1: a theme is a YAML mapping that starts with 'name:'"),
            ("name: x\nextends: nigth\n", ":2: no theme is called 'nigth'"),
            ("name: x\nroles:\n  ok: red\n  ok: blue\n", "ok"),
            ("name: x\nroles:\n\tok: red\n", ":3: "),
            ("name: x\nextends: x\n", "no theme is called 'x'"),
        ])
    func broken(yaml: String, message: String) throws {
        try withDirectory(["x.yaml": yaml]) { directory in
            let error = #expect(throws: ThemeError.self) { try ThemeCatalogue.load("x", userDirectory: directory) }
            #expect(error?.description.hasPrefix("\(directory)/x.yaml") == true, "\(error?.description ?? "")")
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        }
    }

    @Test("Themes that extend each other are an error, not a hang")
    func circle() throws {
        try withDirectory(["a.yaml": "name: a\nextends: b\n", "b.yaml": "name: b\nextends: a\n"]) { directory in
            let error = #expect(throws: ThemeError.self) { try ThemeCatalogue.load("a", userDirectory: directory) }
            #expect(error?.text.contains("circle") == true)
        }
    }

    @Test("An unknown name lists the names")
    func unknown() {
        let error = #expect(throws: ThemeError.self) { try ThemeCatalogue.load("nite", userDirectory: nil) }
        #expect(error?.description.contains("night, paper, high-contrast, colour-blind, mono") == true)
    }

    private func withDirectory(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("flipback-themes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files { try Data(text.utf8).write(to: directory.appendingPathComponent(name)) }
        try body(directory.path)
    }
}
