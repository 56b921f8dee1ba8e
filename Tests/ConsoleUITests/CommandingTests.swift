import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// Proposals, roles, checklists, stages and marked notes: keys in, effects out.
@Suite struct CommandingTests {
    // MARK: Severities

    @Test func asManySeveritiesAreOfferedAsTheSettingsHave() {
        var console = Console(severities: 4)
        console.press("D")
        #expect(console.shows("4 SEV-4") && !console.shows("5 SEV-5"))
        console.press("5")
        console.press("4")
        guard case .declare(.sev4, _, _, _)? = console.press(.enter).first else {
            Issue.record("SEV-4 was not declared")
            return
        }
        console.type(":declare 5")
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("from 1, the worst, to 4"))
    }

    // MARK: Roles

    @Test func whoeverAsksFirstIsTheCommander() {
        var console = Console.incident { $0.incidents[0].roles = [] }
        #expect(console.shows("no IC"))
        console.type(":ic")
        #expect(
            console.press(.enter) == [
                .role(incident: Fleet.incident, .commander, person: "jo", manner: .assigned, from: nil, note: "")
            ])
    }

    @Test func myOwnRoleIsHandedOver() {
        var console = Console.incident()
        console.type(":ic mia going to bed")
        #expect(
            console.press(.enter) == [
                .role(
                    incident: Fleet.incident, .commander, person: "mia", manner: .handedOver, from: "jo", note: "going to bed")
            ])
    }

    @Test func takingOverIsAskedWithAKeyOfItsOwn() {
        var console = Console.incident { $0.incidents[0].roles[0].person = "kim" }
        console.type(":ic")
        #expect(console.press(.enter) == [.flushInput])
        #expect(console.shows("TAKE OVER INCIDENT COMMANDER") && console.shows("kim, since"))
        #expect(console.press(.enter).isEmpty, "the key that opened it does not commit it")
        #expect(console.press(.control("t")).isEmpty, "it is written down why")
        console.type("kim does not answer")
        #expect(
            console.press(.control("t")) == [
                .role(
                    incident: Fleet.incident, .commander, person: "jo", manner: .takenOver, from: "kim",
                    note: "kim does not answer")
            ])
        #expect(console.state.overlay == nil)
    }

    @Test func aRoleThatMovedUnderTheSheetHasToBeReadFirst() {
        var console = Console.incident { $0.incidents[0].roles[0].person = "kim" }
        console.type(":ic")
        console.press(.enter)
        console.type("away")
        console.fleet.incidents[0].roles[0].person = "ada"
        console.feed()
        #expect(console.press(.control("t")).isEmpty)
        #expect(console.shows("ada has it now"))
        guard case .role(_, _, person: "jo", manner: .takenOver, from: "ada", _)? = console.press(.control("t")).first else {
            Issue.record("the role was not taken from who has it")
            return
        }
    }

    @Test(arguments: [
        (
            "role scribe mia",
            [Effect.role(incident: Fleet.incident, .scribe, person: "mia", manner: .assigned, from: "ed", note: "")]
        ),
        ("role scribe -", [.role(incident: Fleet.incident, .scribe, person: "", manner: .assigned, from: "ed", note: "")]),
        (
            "role security kim look at the tokens",
            [.role(incident: Fleet.incident, .security, person: "kim", manner: .assigned, from: nil, note: "look at the tokens")]
        ),
        ("stage containment v7 is it", [.stage(incident: Fleet.incident, .containment, reason: "v7 is it")]),
        (
            "link https://status.example/1 status page",
            [.link(incident: Fleet.incident, url: "https://status.example/1", title: "status page")]
        ),
        (
            "note --decision freeze deploys",
            [.note(incident: Fleet.incident, text: "freeze deploys", mark: .decision, target: Fleet.checkout)]
        ),
        (
            "note --impact no card works",
            [
                .note(incident: Fleet.incident, text: "no card works", mark: .customerImpact, target: Fleet.checkout)
            ]
        ),
        ("history", [.history]),
    ]) func runs(_ line: String, _ effects: [Effect]) {
        var console = Console.incident()
        console.type(":" + line)
        #expect(console.press(.enter) == effects)
    }

    @Test(arguments: [
        ("role scribe", "usage: :role ROLE PERSON"), ("role scribe ed", "ed is scribe already"),
        ("role security -", "nobody is security"), ("role no/role x", "a role is a word"), ("stage done", "a stage is one of"),
        ("stage triage", "the stage is triage already"), ("link bridge", "a link begins with https://"),
        ("note --fun x", "--decision, --hypothesis, --impact or --action"), ("ic jo", "jo is incident commander already"),
        ("run-step", "only on a step of INCIDENT (7)"),
    ]) func explains(_ line: String, _ text: String) {
        var console = Console.incident()
        console.type(":" + line)
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows(text))
    }

    @Test func completesRolesStagesAndPeople() {
        let console = Console.incident()
        #expect(console.state.completions(of: "stage c") == ["stage containment"])
        #expect(console.state.completions(of: "role s") == ["role security", "role scribe"])
        #expect(console.state.completions(of: "role scribe m") == ["role scribe mia"])
        #expect(console.state.completions(of: "sev ") == ["sev 1", "sev 2", "sev 3"])
    }

    @Test func aNoteIsMarkedWithTabAndKnowsItsTarget() {
        var console = Console.incident()
        console.press("N")
        #expect(console.shows("[plain]") && console.shows("about checkout:prod"))
        console.press(.tab)
        console.press(.tab)
        console.type("the SDK bump")
        #expect(console.shows("[hypothesis]"))
        #expect(
            console.press(.enter) == [
                .note(incident: Fleet.incident, text: "the SDK bump", mark: .hypothesis, target: Fleet.checkout)
            ])
    }

    // MARK: The checklist

    private func step(_ index: Int) -> Runbook.Step { Fleet.runbook.steps[index] }

    @Test func enterAndSpaceTickTheStepUnderTheCursor() {
        var console = Console.incident()
        console.press("7")
        // The first step is done: its tick is taken off.
        #expect(
            console.press(.enter) == [.tick(incident: Fleet.incident, runbook: "sev-1", step: step(0), isDone: false)])
        console.press(.down)
        console.press(.down)
        #expect(console.press(" ") == [.tick(incident: Fleet.incident, runbook: "sev-1", step: step(2), isDone: true)])
        #expect(console.state.frozen == nil)
    }

    @Test func elsewhereSpaceFreezes() {
        var console = Console.incident()
        console.press(" ")
        #expect(console.state.frozen != nil)
    }

    @Test func aStepThatMovesTrafficOpensItsPlanSheet() {
        var console = Console.incident()
        console.send(.armed(console.fleet.armed()))
        console.press("7")
        console.press(.down)
        console.press(.down)
        #expect(console.press("x") == [.flushInput, .plan(.rollback(Fleet.checkout, to: nil))])
        console.press(.escape)
        console.press(.up)
        #expect(console.press("x").isEmpty)
        #expect(console.shows("this step is done by people"))
    }

    @Test(arguments: ["take", "wait", "run-step"]) func aStepCannotAnswerARunningAction(_ command: String) {
        var runbook = Fleet.runbook
        runbook.steps[0].command = command
        var fleet = Fleet.badCanary()
        fleet.declare()
        var console = Console(fleet, runbooks: [runbook])
        console.press("7")
        #expect(console.press("x").isEmpty)
        #expect(console.shows("only by hand"))
    }

    @Test func aListThatChangedUnderTheHandTicksNothing() {
        var console = Console.incident()
        console.press("7")
        console.press(.down)
        // Another console moves the stage on, and no frame has been shown since.
        var other = console.fleet
        other.run(stage: .resolution)
        _ = console.state.update(.incidents(other.incidents))
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows("the list has just changed"))
    }

    @Test func stepsOfEarlierStagesStayUntilTheyAreDone() {
        var console = Console.incident { $0.run(stage: .resolution) }
        console.press("7")
        #expect(console.shows("[ ] thank everybody") && console.shows("triage: roll back to last good"))
        #expect(console.shows("3 earlier open"))
    }

    @Test func watchModeReadsTheChecklistAndTicksNothing() {
        var console = Console.incident(mode: .watch, canAct: false)
        console.press("7")
        #expect(console.press(.enter).isEmpty)
        #expect(console.shows(Wording.readOnly) && console.shows("[x] name an incident commander"))
        #expect(console.press("x").isEmpty)
    }

    @Test func aResolvedIncidentIsStillWrittenUntilItIsClosed() {
        var console = Console.incident { $0.incidents[0].resolvedAt = $0.now.time }
        #expect(!console.shows("INCIDENT INC"))
        console.press("7")
        #expect(console.shows("INCIDENT INC-20261120-01"))
        console.type(":stage postmortem")
        #expect(console.press(.enter) == [.stage(incident: Fleet.incident, .postmortem, reason: "")])
        console.fleet.incidents[0].closedAt = console.fleet.now.time
        console.feed()
        #expect(console.shows("no incident is open"))
    }
}
