import IncidentModel
import TerminalCanvas

@testable import ConsoleUI

extension Fleet {
    static let incident = "INC-20261120-01"

    static let runbook = Runbook(
        name: "sev-1", severities: [.sev1],
        steps: [
            .init(id: "commander", stage: .triage, text: "name an incident commander", command: "ic"),
            .init(id: "page", stage: .triage, text: "page the owner of the function and the on-call engineer of payments"),
            .init(id: "rollback", stage: .triage, text: "roll back to last good", command: "rollback"),
            .init(id: "verify", stage: .triage, text: "the error rate falls"),
            .init(id: "status", stage: .triage, text: "post on the status page"),
            .init(id: "close", stage: .resolution, text: "thank everybody"),
        ])

    static func proposal() -> IncidentProposal {
        IncidentProposal(
            triggers: [.alarm, .policy],
            suggestion: SeveritySuggestion(
                severity: .sev1, reason: "checkout:prod: v7 fails 8.1 % of requests, 1 of 4 targets", targets: [checkout]),
            evidence: [
                "checkout-prod-error-rate is in ALARM since 21:05:10Z: 8.1 % > 5 %",
                "checkout:prod: v7 fails 8.1 % of 180 requests a minute for 6 minutes",
            ],
            discounted: [
                .init(alarm: "profile-prod-errors", why: "no data for 11 h: that is not OK, and not an alarm"),
                .init(alarm: "payments-prod-p95", why: "flapping, 6 changes in 30 minutes"),
            ], impactStart: start - .seconds(420), detectedAt: start - .seconds(273))
    }

    /// The declared incident in the middle of its life: roles given, steps ticked, a link.
    mutating func run(stage: IncidentStage = .triage) {
        if incidents.isEmpty { declare() }
        incidents[0].stage = stage
        incidents[0].stages = [
            .init(.detection, at: ago(500), actor: "flipback"), .init(.triage, at: ago(461), actor: "jo"),
        ]
        if stage != .triage { incidents[0].stages.append(.init(stage, at: ago(120), actor: "jo")) }
        incidents[0].impactStart = ago(620)
        incidents[0].detectedAt = ago(500)
        incidents[0].acknowledgedAt = ago(430)
        incidents[0].roles = [
            RoleAssignment(role: .commander, person: "jo", from: ago(440), by: "jo"),
            RoleAssignment(role: .operations, person: "mia", from: ago(300), by: "jo"),
            RoleAssignment(role: .scribe, person: "ed", from: ago(200), by: "jo"),
        ]
        incidents[0].ticks = [
            ChecklistTick(
                runbook: "sev-1", step: "commander", isDone: true, at: ago(440),
                actor: "arn:aws:sts::123456789012:assumed-role/oncall/jo"),
            ChecklistTick(runbook: "sev-1", step: "page", isDone: true, at: ago(400), actor: "mia"),
        ]
        incidents[0].links = [
            .init(url: "https://bridge.example/42", title: "bridge", at: ago(400), actor: "jo")
        ]
    }

    var facts: RecordFacts {
        RecordFacts(clocks: [
            Fleet.incident: .init(
                IncidentClocks(detect: .seconds(120), acknowledge: .seconds(70)), decidedAt: ago(41))
        ])
    }

    func history() -> IncidentHistory {
        var past: [IncidentHistory.Past] = []
        for index in 0..<14 {
            var incident = Incident(
                id: "INC-202611\((19 - index).padded(2))-01", severity: index % 3 == 0 ? .sev1 : .sev2,
                declaredAt: ago(86_400 * (index + 1)), declaredBy: "jo",
                reason: index == 2 ? "支払い fails for everybody \u{1B}[2J" : "canary of checkout fails", targets: [Fleet.checkout])
            incident.resolvedAt = ago(86_400 * (index + 1) - 1800)
            incident.stage = index > 4 ? .postmortem : .resolution
            past.append(
                .init(
                    incident,
                    clocks: IncidentClocks(
                        detect: .seconds(90 + index * 7), acknowledge: .seconds(40 + index),
                        contain: .milliseconds(900 + index * 400),
                        recover: index == 3 ? nil : .seconds(130 + index * 31), restore: .seconds(400 + index * 97))))
        }
        return IncidentHistory(
            past: past,
            figures: [
                .init("detect", median: .seconds(135), p90: .seconds(181), count: 14),
                .init("ack", median: .seconds(46), p90: .seconds(52), count: 14),
                .init("contain", median: .milliseconds(3500), p90: .seconds(6), count: 14),
                .init("recover", median: .seconds(331), p90: .seconds(533), count: 13),
                .init("restore", median: .seconds(1030), p90: .seconds(1661), count: 14),
            ], changes: 212, failedChanges: 14,
            restoreAfterChange: .init("restore", median: .seconds(1030), p90: .seconds(1661), count: 14))
    }

    /// A plan that a second person has to approve.
    func governed(granted: Bool = false, canBreakGlass: Bool = false, left: Int = 552) -> Plan {
        var plan = self.plan()
        let hash = String(repeating: "4f1c", count: 16)
        plan.approval = ApprovalNeed(
            rule: .twoPerson, planHash: hash,
            granted: granted
                ? Approval(
                    planHash: hash, approver: "arn:aws:sts::123456789012:assumed-role/lead/mia", at: ago(48),
                    expires: now.time + .seconds(left)) : nil,
            canBreakGlass: canBreakGlass, how: "a second person of this account runs: flipback approve 4f1c4f1c4f1c")
        return plan
    }
}

extension Console {
    /// An incident under way on a console with a checklist.
    static func incident(
        columns: Int = 120, rows: Int = 40, mode: ConsoleMode = .live, canAct: Bool = true, ascii: Bool = false,
        symbols: SymbolSet? = nil, _ change: (inout Fleet) -> Void = { _ in }
    ) -> Console {
        var fleet = Fleet.badCanary()
        fleet.declare()
        fleet.run()
        change(&fleet)
        var console = Console(
            fleet, columns: columns, rows: rows, mode: mode, canAct: canAct, ascii: ascii, symbols: symbols,
            runbooks: [Fleet.runbook])
        console.send(.record(fleet.facts))
        return console
    }
}
