import IncidentEngine
import IncidentModel
import Testing

/// Stages, roles, checklists and clocks, from events alone.
struct IncidentLifeTests {
    private let start = Timestamp(milliseconds: 1_763_672_400_000)
    private let target = Target(function: "checkout", alias: "prod")

    private func author(_ seconds: Int, _ actor: String = "jo") -> IncidentDrafts.Author {
        IncidentDrafts.Author(actor: actor, time: start + .seconds(seconds))
    }

    private func incident(_ drafts: [EventDraft]) throws -> Incident {
        let events = drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") }
        return try #require(IncidentReducer.reduce(events).first)
    }

    private var declared: EventDraft {
        IncidentDrafts.declare(
            "INC-1", .sev2, targets: [target], reason: "canary fails", impactStart: start, detectedAt: start + .seconds(120),
            evidence: ["alarm"], by: author(180))
    }

    private func move(_ phase: ActionPhase, _ seconds: Int, command: String = "rollback", action: String = "ACT-1") -> EventDraft
    {
        EventDraft(
            time: start + .seconds(seconds), actor: "jo", kind: .aliasMove, incident: "INC-1", phase: phase, action: action,
            command: command, target: target)
    }

    private func alarm(_ to: Alarm.State, at seconds: Int, written: Int) -> EventDraft {
        EventDraft(
            time: start + .seconds(written), actor: "flipback", kind: .alarmChanged, incident: "INC-1",
            details: ["alarm": "errors", "from": "OK", "to": .string(to.rawValue), "at": JSONValue(start + .seconds(seconds))])
    }

    @Test("a stage follows what is done, and may be set")
    func stages() throws {
        let made = try incident([
            declared, move(.intent, 200), move(.verified, 201), IncidentDrafts.resolve("INC-1", text: "", by: author(300)),
            IncidentDrafts.stage("INC-1", .triage, reason: "it is back", by: author(310)),
            IncidentDrafts.close("INC-1", by: author(400)),
        ])
        #expect(made.stages.map(\.value) == [.detection, .triage, .containment, .resolution, .triage, .postmortem])
        #expect(made.stages[0].at == start + .seconds(120))
        #expect(made.stage == .postmortem)
    }

    @Test("a role has one holder, and a take-over is told from a hand-over")
    func roles() throws {
        let made = try incident([
            declared, IncidentDrafts.role("INC-1", .commander, person: "jo", by: author(190)),
            IncidentDrafts.role("INC-1", .scribe, person: "ed", by: author(191)),
            IncidentDrafts.role(
                "INC-1", .commander, person: "mia", manner: .takenOver, note: "jo is away", by: author(200, "mia")),
            IncidentDrafts.role("INC-1", .scribe, person: "", by: author(210)),
        ])
        #expect(made.commander?.person == "mia")
        #expect(made.commander?.manner == .takenOver)
        #expect(made.holder(of: .scribe) == nil)
        #expect(made.roles.map(\.to) == [start + .seconds(200), start + .seconds(210), nil])
        let lines = made.events.compactMap { EventWords.line($0.draft)?.words }
        #expect(lines.contains("incident commander TAKEN OVER by mia  jo is away"))
        #expect(lines.last == "scribe: nobody")
    }

    @Test("the last tick of a step counts, and severities keep their history")
    func ticksAndSeverities() throws {
        let step = Runbook.Step(id: "page", stage: .triage, text: "page the owner")
        let made = try incident([
            declared, IncidentDrafts.tick("INC-1", runbook: "sev-1", step: step, isDone: true, by: author(190)),
            IncidentDrafts.tick("INC-1", runbook: "sev-1", step: step, isDone: false, by: author(195)),
            IncidentDrafts.severity("INC-1", .sev1, reason: "all payments", by: author(200)),
            IncidentDrafts.severity("INC-1", .sev1, reason: "again", by: author(201)),
        ])
        #expect(made.ticks(of: "sev-1")["page"]?.isDone == false)
        #expect(made.severities.map(\.value) == [.sev2, .sev1])
        #expect(made.severities.last?.reason == "all payments")
    }

    @Test("each clock runs between the two moments that define it")
    func clocks() throws {
        var drafts = [declared, alarm(.alarm, at: 120, written: 181), IncidentDrafts.acknowledge("INC-1", by: author(240))]
        drafts += [move(.intent, 300), move(.sent, 300), move(.verified, 302)]
        #expect(IncidentClocks.of(try incident(drafts)).recover == nil)
        drafts += [alarm(.ok, at: 420, written: 431)]
        let clocks = IncidentClocks.of(try incident(drafts))
        #expect(
            clocks
                == IncidentClocks(
                    detect: .seconds(120), acknowledge: .seconds(120), contain: .seconds(2), recover: .seconds(118),
                    restore: .seconds(420)))
    }

    @Test("a move that is still open contains nothing, and an alarm that fires again has not recovered")
    func openClocks() throws {
        let drafts = [
            declared, move(.intent, 300), alarm(.alarm, at: 120, written: 301), alarm(.ok, at: 420, written: 431),
            alarm(.alarm, at: 480, written: 490),
        ]
        let clocks = IncidentClocks.of(try incident(drafts))
        #expect(clocks.contain == nil)
        #expect(clocks.recover == nil)
        #expect(clocks.restore == nil)
    }
}
