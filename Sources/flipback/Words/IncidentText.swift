import IncidentEngine
import IncidentModel

extension Words {
    static func incidents(_ incidents: [Incident], now: Timestamp) -> [String] {
        if incidents.isEmpty { return ["no incident is on record"] }
        var table = Table([
            ("INCIDENT", .left), ("SEVERITY", .left), ("STATE", .left), ("DECLARED", .left), ("LASTED", .right),
            ("DETECT", .right), ("ACK", .right), ("CONTAIN", .right), ("RECOVER", .right), ("REASON", .left),
        ])
        for incident in incidents {
            let end = incident.resolvedAt ?? incident.closedAt ?? now
            let clocks = IncidentClocks.of(incident)
            table.add([
                incident.id, incident.severity.label, state(incident), incident.declaredAt.rfc3339,
                duration(end - incident.declaredAt), clock(clocks.detect), clock(clocks.acknowledge), clock(clocks.contain),
                clock(clocks.recover), incident.reason.text,
            ])
        }
        return table.lines
    }

    static func incident(_ incident: Incident) -> [String] {
        var lines = ["\(incident.id)  \(incident.severity.label)  \(state(incident))  \(incident.reason)"]
        if !incident.targets.isEmpty { lines.append("  targets  " + incident.targets.map(\.description).joined(separator: " ")) }
        lines.append("  stage    \(incident.stage.rawValue) since \((incident.stages.last?.at ?? incident.declaredAt).clock)")
        let roles = incident.roles.filter { $0.to == nil }.map { "\($0.role.title): \($0.person)" }
        if !roles.isEmpty { lines.append("  roles    " + roles.joined(separator: ", ")) }
        let told = clocks(.of(incident))
        if !told.isEmpty { lines.append("  clocks   " + told) }
        for link in incident.links {
            lines.append("  link     \(link.title.text.isEmpty ? "" : "\(link.title)  ")\(link.url)")
        }
        return lines
            + incident.events.map { event in
                let draft = event.draft
                let words =
                    incident.lapsed.contains(event.seq)
                    ? DisplayText(EventWords.lapsed(draft)).text : self.event(draft)
                return "  \(draft.time.clock)  \(actor(draft.actor))  \(words)"
            }
    }

    /// `detect 2m 00s, contain 2.1 s`: those that are known.
    private static func clocks(_ clocks: IncidentClocks) -> String {
        [
            ("detect", clocks.detect), ("acknowledge", clocks.acknowledge), ("contain", clocks.contain),
            ("recover", clocks.recover), ("restore", clocks.restore),
        ].compactMap { name, value in value.map { "\(name) \(duration($0))" } }.joined(separator: ", ")
    }

    private static func clock(_ value: Duration?) -> String { value.map { duration($0) } ?? "-" }

    private static func state(_ incident: Incident) -> String {
        if incident.closedAt != nil { return "closed" }
        if incident.resolvedAt != nil { return "resolved" }
        return incident.acknowledgedAt == nil ? "open" : "acknowledged"
    }

    static func actor(_ name: String) -> String {
        CallerIdentity(account: "", arn: DisplayText(name, limit: 120).text).shortName
    }

    private static func event(_ draft: EventDraft) -> String {
        func safe(_ text: String?) -> String { text.map { DisplayText($0).text } ?? "" }
        let text = safe(draft.details["text"]?.string)
        let severity = draft.details["severity"]?.number.map { "SEV-\(Int($0))" } ?? ""
        let words: [String] =
            switch draft.kind {
            case .aliasMove, .reconciled:
                [safe(draft.command), draft.target?.description ?? "", move(draft), draft.phase?.rawValue ?? ""]
            case .deploymentStop, .provisionedChange:
                [draft.kind.rawValue, draft.target?.description ?? "", text, draft.phase?.rawValue ?? ""]
            case .groupBegun, .groupEnded: [draft.kind.rawValue, text]
            case .incidentDeclared: ["declared", severity, safe(draft.reason)]
            case .incidentSeverity: ["severity", severity, safe(draft.reason)]
            case .incidentTargets:
                ["targets", safe(draft.details["targets"]?.array?.compactMap(\.string).joined(separator: " "))]
            case .incidentAcknowledged: ["acknowledged"]
            case .incidentNote: ["note", safe(draft.details["mark"]?.string), text]
            case .incidentResolved: ["resolved", text]
            case .incidentClosed: ["closed"]
            case .checkpoint: ["signed up to event", draft.details["headSeq"]?.number.map { "\(Int($0))" } ?? ""]
            case .metricSnapshot: ["figures kept", text]
            case .incidentStage, .incidentRole, .incidentStep, .incidentLink, .incidentDismissed, .approvalRequested,
                .approvalGranted, .glassBroken, .trailProof, .trailForeign, .alarmChanged, .deploymentEnded:
                [safe(EventWords.line(draft)?.words)]
            }
        return words.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static func move(_ draft: EventDraft) -> String {
        guard let before = draft.before, let after = draft.after else { return "" }
        return "\(traffic(before)) → \(traffic(after))"
    }
}
