import ConsoleUI
import Foundation
import IncidentModel
import Testing

@testable import flipback

@Suite("Runbooks")
struct RunbookTests {
    private static let commands = Keymap.default.bindings.compactMap(\.command)

    private func problems(_ text: String) -> [String] {
        do {
            _ = try RunbookFile.parse(text, path: "/r.yaml", commands: Self.commands)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("The shipped ones load, have a step in every stage, and every severity has exactly one")
    func shipped() throws {
        let runbooks = try RunbookCatalogue.load(directory: nil, commands: Self.commands)
        #expect(runbooks.map(\.name) == ["sev-1", "sev-2", "sev-3"])
        for severity in Severity.allCases { #expect(runbooks.count { $0.severities.contains(severity) } == 1) }
        for runbook in runbooks {
            #expect(Set(runbook.steps.map(\.stage)) == Set(IncidentStage.allCases))
            #expect(runbook.steps.map(\.stage) == runbook.steps.map(\.stage).sorted())
            #expect(Set(runbook.steps.map(\.id)).count == runbook.steps.count)
        }
        #expect(runbooks[0].steps.first { $0.id == "rollback" }?.command == "rollback")
    }

    @Test func aFileIsReadStageByStage() throws {
        let runbook = try RunbookFile.parse(
            """
            name: ours
            severities: [1, 4]
            steps:
              - {id: fix, stage: resolution, text: Fix it, command: ":resolve fixed"}
              - id: page
                stage: triage
                text: Page the owner
            """, path: "/r.yaml", commands: Self.commands)
        #expect(runbook.severities == [.sev1, .sev4])
        #expect(runbook.steps.map(\.id) == ["page", "fix"])
        #expect(runbook.steps[1].command == "resolve fixed")
    }

    @Test(arguments: [
        ("nmae: x\n", ["/r.yaml:1: unknown key 'nmae' in a runbook; did you mean 'name'?"]),
        ("", ["/r.yaml:1: a runbook needs a name and steps"]), ("[1]", ["/r.yaml:1: a runbook must be a list of"]),
        ("name: x\nseverities: [1]\n", ["/r.yaml:1: a runbook needs 'steps'"]),
        (
            "name: x y\nseverities: [0, one]\nsteps: []\n",
            ["/r.yaml:1: name must be", "/r.yaml:2: '0' is no", "/r.yaml:2: 'one' is no", "/r.yaml:3: steps must be"]
        ),
        (
            "name: x\nseverities: [1]\nsteps:\n  - {id: a, stage: triaje, text: t}\n  - {id: b, stage: triage}\n  - {id: b, stage: triage, text: t}\n",
            [
                "/r.yaml:4: stage must be one of detection, triage", "/r.yaml:5: a step needs id",
                "/r.yaml:6: step 'b' is on line 5",
            ]
        ),
        (
            "name: x\nseverities: [1]\nsteps:\n  - {id: a, stage: triage, text: t, command: \":rolback\"}\n",
            ["/r.yaml:4: the console has no command ':rolback'; did you mean 'rollback'?"]
        ),
        ("name: x\nname: y\n", ["/r.yaml:1: 'name' is given twice"]), ("name: [\n", ["/r.yaml:2: not YAML"]),
        ("name: x\nseverities: [1]\nsteps:\n  - {id: a, stage: triage, text: \"a\\nb\"}\n", ["/r.yaml:4: text must be one line"]),
    ])
    func problemsNameTheLine(text: String, starts: [String]) {
        let found = problems(text)
        #expect(found.count == starts.count, "\(found)")
        for (problem, start) in zip(found, starts) { #expect(problem.hasPrefix(start), "\(problem)") }
    }

    @Test func hostileTextIsShownHarmless() throws {
        let runbook = try RunbookFile.parse(
            "name: x\nseverities: [1]\nsteps:\n  - {id: a, stage: triage, text: \"t \\e[2J \\u202Eend\"}\n", path: "/r.yaml")
        let text = Words.checklist(
            Incident(id: "INC-1", severity: .sev1, declaredAt: Sample.time, declaredBy: "jo"), [runbook], all: true
        ).joined()
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}") && text.contains("\\x1B[2J <U+202E>end"))
        #expect(problems("\"\\e[2J\": 1\n").allSatisfy { !$0.contains("\u{1B}") })
    }

    @Test func aTeamsOwnWinsAndOthersMayNotWriteIt() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("runbooks-\(UUID())").path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func write(_ name: String, _ text: String) {
            let isWritten = FileManager.default.createFile(
                atPath: "\(directory)/\(name)", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            #expect(isWritten)
        }
        let steps = "steps:\n  - {id: a, stage: triage, text: t}\n"
        write("mine.yaml", "name: sev-2\nseverities: [2]\n\(steps)")
        write("other.yaml", "name: other\nseverities: [2]\n\(steps)")
        write("notes.txt", "not a runbook")
        let runbooks = try RunbookCatalogue.load(directory: directory)
        #expect(runbooks.map(\.name) == ["sev-1", "sev-2", "sev-3", "other"])
        #expect(runbooks[1].steps.map(\.id) == ["a"])

        write("twice.yaml", "name: other\nseverities: [2]\n\(steps)")
        #expect(throws: Failure.self) { try RunbookCatalogue.load(directory: directory) }
        try FileManager.default.removeItem(atPath: "\(directory)/twice.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: "\(directory)/other.yaml")
        do {
            _ = try RunbookCatalogue.load(directory: directory)
            Issue.record("a file that others may write was read")
        } catch {
            #expect(error.status == .usage && error.text.contains("other.yaml: others may write this file"))
        }
        try FileManager.default.removeItem(atPath: "\(directory)/other.yaml")
        write("broken.yaml", "name: x\n")
        do {
            _ = try RunbookCatalogue.load(directory: directory)
            Issue.record("a broken file was read")
        } catch {
            #expect(
                error.text
                    == "\(directory)/broken.yaml:1: a runbook needs 'severities'\n\(directory)/broken.yaml:1: a runbook needs 'steps'"
            )
        }
    }
}
