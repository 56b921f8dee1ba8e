import ArgumentParser
import IncidentModel
import Testing

@testable import flipback

struct ArgumentTests {
    private func name(_ line: String) throws -> String {
        let words = line.split(separator: " ").map(String.init)
        let command = try FlipbackCommand.parseAsRoot(ArgumentOrder.normalized(words, subcommands: FlipbackCommand.names))
        return "\(type(of: command))"
    }

    /// README's and CONTRACT.md's own lines.
    @Test(arguments: [
        ("", "ConsoleCommand"), ("--region eu-west-1 --theme paper", "ConsoleCommand"), ("console --ascii", "ConsoleCommand"),
        ("demo --scenario bad-release --speed 10 --seed 7", "DemoCommand"), ("demo --watch", "DemoCommand"),
        ("watch --wall", "WatchCommand"), ("region --port 4100", "RegionCommand"),
        ("region --port 0 --log /tmp/x", "RegionCommand"),
        ("status", "StatusCommand"), ("status checkout:prod --json", "StatusCommand"),
        ("plan rollback checkout:prod", "PlanCommand"), ("plan shift checkout:prod --to 7 --weight 20 --json", "PlanCommand"),
        ("rollback checkout:prod --reason x --yes", "RollbackCommand"),
        ("rollback checkout:prod payments:prod --to 6 --reason x", "RollbackCommand"),
        ("abort checkout:prod payments:prod --yes", "AbortCommand"), ("promote checkout:prod --reason x", "PromoteCommand"),
        ("shift checkout:prod --to 7 --weight 20 --yes", "ShiftCommand"), ("undo", "UndoCommand"),
        ("undo checkout:prod --reason x --yes", "UndoCommand"), ("ready --json", "ReadyCommand"),
        ("incident list", "IncidentListCommand"),
        ("incident declare --severity 1 --reason x checkout:prod", "IncidentDeclareCommand"),
        ("incident note words", "IncidentNoteCommand"), ("incident show INC-20261120-01", "IncidentShowCommand"),
        ("incident role commander", "IncidentRoleCommand"), ("incident role scribe mia --incident INC-1", "IncidentRoleCommand"),
        ("incident role commander mia --take-over --note x", "IncidentRoleCommand"),
        ("incident stage containment --reason x", "IncidentStageCommand"),
        ("incident link https://example.com/call --title call", "IncidentLinkCommand"),
        ("incident note words --mark decision", "IncidentNoteCommand"),
        ("incident checklist --done ready --undo roles", "IncidentChecklistCommand"),
        (
            "incident declare --severity 5 --reason x --impact-start 21:05 --detected-at 2026-11-20T21:08:00Z",
            "IncidentDeclareCommand"
        ),
        ("incident resolve", "IncidentResolveCommand"), ("journal verify", "JournalVerifyCommand"),
        ("journal export --incident INC-20261120-01", "JournalExportCommand"), ("doctor --json", "DoctorCommand"),
        ("--region eu-west-1 status checkout:prod", "StatusCommand"), ("--json doctor", "DoctorCommand"),
    ])
    func linesThatParse(line: String, command: String) throws {
        #expect(try name(line) == command)
    }

    @Test(arguments: [
        "status --nosuch", "rollback --reason x", "rollback checkout --reason x", "rollback checkout:prod",
        "rollback checkout:7 --reason x",
        "rollback checkout:prod --to seven --reason x", "shift checkout:prod --to 7 --weight 140",
        "shift checkout:prod --weight 20",
        "plan dance checkout:prod", "plan shift checkout:prod --to 7", "plan abort checkout:prod --to 7",
        "plan undo checkout:prod --weight 2",
        "region", "region --port 70000", "region --port 0 --speed 0", "region --port 0 --scenario nosuch", "demo --speed x",
        "incident declare --severity 6 --reason x", "incident declare --severity 1 --reason x --impact-start noon",
        "incident role", "incident role Chief! jo", "incident role commander jo --take-over",
        "incident role commander --hand-over", "incident role commander jo --hand-over --take-over --note x",
        "incident role commander jo --give-up", "incident stage contained --reason x", "incident stage triage",
        "incident link ftp://example.com", "incident link javascript:alert(1)", "incident link https:///x",
        "incident note words --mark rumour", "journal verify --anchor 3", "status --color green",
        "region --port 0 --start noon",
    ])
    func linesThatAreUsageErrors(line: String) {
        #expect(throws: (any Error).self) { try name(line) }
    }

    @Test func aMisspeltCommandIsNamed() {
        #expect(FlipbackCommand.unknownCommand(["stauts"]) == "flipback: there is no command 'stauts'; did you mean 'status'?")
        #expect(FlipbackCommand.unknownCommand(["\u{1B}[2J"])?.contains("\u{1B}") == false)
        #expect(FlipbackCommand.unknownCommand(["--ascii"]) == nil)
        #expect(FlipbackCommand.unknownCommand([]) == nil)
    }

    @Test func commonOptionsMayStandInFront() {
        let order = { ArgumentOrder.normalized($0, subcommands: ["status", "plan"]) }
        #expect(order(["--region", "r", "status", "a:b"]) == ["status", "a:b", "--region", "r"])
        #expect(order(["--profile=p", "--json", "plan", "x", "--", "y"]) == ["plan", "x", "--profile=p", "--json", "--", "y"])
        #expect(order(["--region", "r"]) == ["--region", "r"])
        #expect(order(["status", "--region", "r"]) == ["status", "--region", "r"])
        #expect(order(["--wall", "status"]) == ["--wall", "status"])
    }

    @Test func values() throws {
        #expect(try Arguments.share("20%") == 0.2)
        #expect(try Arguments.share("0.5") == 0.005)
        #expect(try Arguments.severity("SEV-2") == .sev2)
        #expect(try Arguments.version("v7") == "7")
        #expect(Arguments.unique([Sample.target, Sample.target]) == [Sample.target])
        for wrong in ["", "nan", "inf", "-1", "100.1", "2o"] { #expect(throws: (any Error).self) { try Arguments.share(wrong) } }
    }

    @Test func planMakesTheCommandItNames() throws {
        let shift = try PlanCommand.parse(["shift", "checkout:prod", "--to", "7", "--weight", "20"])
        #expect(shift.command == .shift(Sample.target, to: "7", share: 0.2))
        #expect(try PlanCommand.parse(["rollback", "checkout:prod"]).command == .rollback(Sample.target, to: nil))
        #expect(try PlanCommand.parse(["undo", "checkout:prod"]).command == .undo(Sample.target))
    }

    @Test(
        arguments: [
            ([], true), (["--theme", "paper"], true), (["demo"], true), (["watch", "--wall"], true), (["console"], true),
            (["status"], false), (["--help"], false), (["demo", "--help"], false), (["region", "--port", "1"], false),
            (["--generate-completion-script", "bash"], false),
        ] as [([String], Bool)])
    func theGuardianWatchesFullScreensOnly(arguments: [String], opens: Bool) {
        #expect(FullScreenStart.opens(arguments) == opens)
    }
}
