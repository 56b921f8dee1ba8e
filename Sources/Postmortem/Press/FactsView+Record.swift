import IncidentEngine
import IncidentModel

/// What was done, said and seen.
extension FactsView {
    var moves: [TemplateBranch] {
        facts.moves.map { move in
            let proof =
                switch move.proof {
                case .proved: "proved by CloudTrail"
                case .missing: "missing in CloudTrail"
                case .pending: "CloudTrail has not told yet"
                }
            return row([
                "at": text(move.decidedAt), "ended": text(move.endedAt), "action": text(move.id), "command": text(move.command),
                "target": text(move.target.description), "before": text(move.before.trafficText),
                "after": text(move.after.trafficText), "who": text(Wording.who(move.actor)),
                "why": text(move.reason.raw.isEmpty ? "no reason was given" : move.reason.raw),
                "outcome": text(Wording.outcome(move.last?.phase ?? .unknown)),
                "took": text(Wording.duration(move.endedAt.map { $0 - move.decidedAt })), "proof": text(proof),
                "evidence": text(move.evidence), "lastGood": text(move.lastGood?.raw ?? ""),
                "stopped": text(move.stopped?.raw ?? ""),
                "warnings": text(move.warnings.map(\.raw).joined(separator: "; ")),
            ])
        }
    }

    var passedOver: [TemplateBranch] {
        facts.moves.flatMap { move in
            move.passedOver.map {
                row(["target": text(move.target.description), "at": text(move.decidedAt), "text": text($0.raw)])
            }
        }
    }

    var foreign: [TemplateBranch] {
        facts.foreign.map { change in
            row([
                "at": text(change.at), "target": text(change.target?.description ?? ""), "call": text(change.call.raw),
                "who": text(change.who.raw), "evidence": text(change.evidence),
            ])
        }
    }

    var alarms: [TemplateBranch] {
        facts.alarms.map { change in
            row([
                "at": text(change.at), "name": text(change.alarm.raw), "from": text(change.from), "to": text(change.to),
                "text": text(change.text.raw), "evidence": text([.journal(change.seq)]),
            ])
        }
    }

    func changes<Value>(_ all: [Incident.Change<Value>], _ word: (Value) -> String) -> [TemplateBranch] {
        all.map { change in
            row([
                "at": text(change.at), "value": text(word(change.value)), "who": text(Wording.who(change.actor)),
                "why": text(change.reason.raw),
            ])
        }
    }

    var roles: [TemplateBranch] {
        facts.incident.roles.map { role in
            let manner = role.manner == .assigned ? "" : role.manner.rawValue.split(separator: "-").joined(separator: " ")
            return row([
                "role": text(role.role.title), "person": text(role.person.raw), "from": text(role.from),
                "to": text(role.to.map(Wording.moment) ?? "the end"), "manner": text(manner), "note": text(role.note.raw),
            ])
        }
    }

    var checklists: [TemplateBranch] {
        facts.checklists.map { list in
            TemplateBranch([
                "name": text(list.name.raw),
                "steps": list.ticks.map { tick in
                    row([
                        "box": markup(tick.isDone ? "[x]" : "[ ]"), "state": text(tick.isDone ? "done" : "not done"),
                        "text": text(tick.text.raw), "at": text(tick.at), "who": text(Wording.who(tick.actor)),
                    ])
                },
            ])
        }
    }

    var approvals: [TemplateBranch] {
        facts.approvals.map { step in
            row([
                "at": text(step.at), "what": text(step.isGranted ? "granted" : "asked for"), "plan": text(step.plan.raw),
                "rule": text(step.rule), "who": text(Wording.who(step.actor)), "why": text(step.reason.raw),
                "evidence": text([.journal(step.seq)]),
            ])
        }
    }

    var links: [TemplateBranch] {
        facts.incident.links.map { link in
            let title = link.title.raw.isEmpty ? link.url.raw : link.title.raw
            let shown =
                WebAddress.safe(link.url.raw).map { format.link(title, to: $0) } ?? format.escape("\(title) \(link.url.raw)")
            return row(["link": markup(shown), "at": text(link.at), "who": text(Wording.who(link.actor))])
        }
    }

    var timeline: [TemplateBranch] {
        facts.timeline.map { line in
            row([
                "at": text(line.at), "who": text(line.who), "what": text(line.category), "text": text(line.text.raw),
                "target": text(line.target?.description ?? ""), "evidence": text(line.evidence),
            ])
        }
    }

    var pictures: [TemplateBranch] {
        graphs.enumerated().map { index, graph in
            let picture: String =
                switch format {
                case .html: graph.svg
                case .markdown: files.map { "![\(format.escape(graph.caption))](\($0[index]))" } ?? ""
                }
            return row(["target": text(graph.target.description), "picture": markup(picture), "caption": text(graph.caption)])
        }
    }

    var journal: [TemplateBranch] {
        facts.journal.map { entry in
            row([
                "anchor": markup(format.anchor("journal-\(entry.seq)")), "seq": text(String(entry.seq)), "at": text(entry.at),
                "kind": text(entry.phase.isEmpty ? entry.kind : "\(entry.kind) \(entry.phase)"), "actor": text(entry.actor),
                "requests": text(entry.requestIDs.joined(separator: ", ")), "hash": text(entry.hash),
            ])
        }
    }
}
