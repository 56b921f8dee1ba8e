import IncidentEngine
import IncidentModel

/// The facts as a template sees them: names and texts, written for one format. README lists the names; a template that uses another one is
/// told so.
struct FactsView {
    let facts: PostmortemFacts
    let format: PostmortemFormat
    /// In the order of the targets.
    let graphs: [PostmortemGraph]
    /// Where a Markdown document finds the pictures, one a graph; nil leaves them out.
    let files: [String]?

    var members: [String: Any] {
        let incident = facts.incident
        return [
            "id": text(incident.id), "severity": text(incident.severity.label), "stage": text(incident.stage.rawValue),
            "state": text(incident.closedAt != nil ? "closed" : incident.isOpen ? "open" : "resolved"),
            "targets": text(incident.targets.map(\.description).joined(separator: ", ")), "reason": text(incident.reason.raw),
            "declaredBy": text(Wording.who(incident.declaredBy)), "account": text(facts.account ?? ""),
            "region": text(facts.region ?? ""), "drill": facts.isDrill, "madeAt": text(Wording.moment(facts.madeAt)),
            "summary": text(Summary.of(facts)), "times": times, "clocks": clocks, "impact": impact, "impactRows": impactRows,
            "customerImpact": notes(.customerImpact), "decisions": notes(.decision), "hypotheses": notes(.hypothesis),
            "brokenGlass": brokenGlass, "moves": moves, "passedOver": passedOver, "foreign": foreign, "alarms": alarms,
            "severities": changes(incident.severities, \.label), "stages": changes(incident.stages, \.rawValue), "roles": roles,
            "checklists": checklists, "approvals": approvals, "links": links, "timeline": timeline, "graphs": pictures,
            "journal": journal,
        ]
    }

    func text(_ raw: String) -> TemplateText { TemplateText(renderText: format.escape(raw)) }
    func markup(_ written: String) -> TemplateText { TemplateText(renderText: written) }
    func text(_ time: Timestamp?) -> TemplateText { text(time.map(Wording.moment) ?? Wording.notKnown) }

    func row(_ members: [String: TemplateText]) -> TemplateBranch { TemplateBranch(members) }

    /// Where a line is known from, with links to what can be looked at.
    func text(_ evidence: [PostmortemFacts.Evidence]) -> TemplateText {
        let parts = evidence.map { piece -> String in
            switch piece {
            case .journal(let seq): return format.link("journal \(seq)", to: "#journal-\(seq)")
            case .request(let id): return format.escape("request \(id)")
            case .cloudTrail(let id):
                let name = "CloudTrail \(id)"
                guard !facts.isDrill, let region = facts.region, let address = WebAddress.cloudTrail(event: id, region: region)
                else {
                    return format.escape(name)
                }
                return format.link(name, to: address)
            }
        }
        return markup(parts.joined(separator: ", "))
    }

    private var times: [TemplateBranch] {
        let incident = facts.incident
        let all: [(String, Timestamp?)] = [
            ("impact began", incident.impactStart), ("detected", incident.detectedAt), ("declared", incident.declaredAt),
            ("acknowledged", incident.acknowledgedAt), ("resolved", incident.resolvedAt), ("closed", incident.closedAt),
        ]
        return all.map { row(["name": text($0.0), "at": text($0.1)]) }
    }

    private var clocks: [TemplateBranch] {
        let clocks = facts.clocks
        let all: [(String, Duration?, String)] = [
            ("time to detect", clocks.detect, "from the first bad minute to when it could be seen"),
            ("time to acknowledge", clocks.acknowledge, "from the detection to the first acknowledgement"),
            ("time to contain", clocks.contain, "from the decision to the traffic moved and read back"),
            ("time to recover", clocks.recover, "from the traffic moved to no alarm going off"),
            (
                "time to restore", clocks.restore,
                "from the first bad minute to the recovery, DORA's failed deployment recovery time"
            ),
        ]
        return all.map { row(["name": text($0.0), "value": text(Wording.duration($0.1)), "meaning": text($0.2)]) }
    }

    private var impact: TemplateBranch {
        let impact = facts.impact
        return TemplateBranch([
            "known": impact.isKnown, "text": text(Summary.impact(impact)), "from": text(impact.from), "to": text(impact.to),
            "failed": text(impact.isKnown ? Wording.count(impact.failed) : Wording.notKnown),
            "requests": text(impact.isKnown ? Wording.count(impact.requests) : Wording.notKnown),
            "minutes": text(impact.isKnown ? Wording.counted(impact.minutes, "minute") : Wording.notKnown),
            "threshold": text(Wording.percent(impact.threshold)),
            "unknown": text(Wording.list(impact.unknown.map(\.description))),
        ])
    }

    private var impactRows: [TemplateBranch] {
        facts.impact.parts.map { part in
            row([
                "target": text(part.target.description), "requests": text(Wording.count(part.requests)),
                "failed": text(Wording.count(part.failed)),
                "share": text(part.requests > 0 ? Wording.percent(part.failed / part.requests) : Wording.notKnown),
                "minutes": text(String(part.minutes)), "known": text("\(part.known) of \(facts.impact.span)"),
                "worst": text(part.worst.map { "\(Wording.percent($0.share)) at \($0.at.clock)" } ?? Wording.notKnown),
                "throttled": text(part.throttled.map(Wording.count) ?? Wording.notKnown),
            ])
        }
    }

    private func notes(_ mark: Incident.Note.Mark) -> [TemplateBranch] {
        facts.incident.notes.filter { $0.mark == mark }.map { note in
            row([
                "at": text(note.at), "who": text(Wording.who(note.actor)), "text": text(note.text.raw),
                "target": text(note.target?.description ?? ""),
            ])
        }
    }

    private var brokenGlass: [TemplateBranch] {
        facts.incident.brokenGlass.map { glass in
            row([
                "at": text(glass.at), "who": text(Wording.who(glass.actor)), "plan": text(glass.value),
                "why": text(glass.reason.raw),
            ])
        }
    }
}
