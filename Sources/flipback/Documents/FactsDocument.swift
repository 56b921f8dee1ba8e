import IncidentModel
import Postmortem

extension JSONDocuments {
    /// Everything that the journal knows of an incident: what `incident show --json` says, and beside it what is derived from it.
    static func everything(_ facts: PostmortemFacts) -> JSONValue {
        guard case .object(var all) = incident(facts.incident) else { return .null }
        all["account"] = JSONValue(facts.account)
        all["region"] = JSONValue(facts.region)
        all["drill"] = .bool(facts.isDrill)
        all["exportedAt"] = JSONValue(facts.madeAt)
        all["impact"] = impact(facts.impact)
        all["brokenGlass"] = .array(
            facts.incident.brokenGlass.map {
                [
                    "plan": .string($0.value), "time": JSONValue($0.at), "actor": .string($0.actor),
                    "reason": .string($0.reason.raw),
                ]
            })
        all["approvals"] = .array(facts.approvals.map(approval))
        all["actions"] = .array(facts.moves.map(action))
        all["foreign"] = .array(facts.foreign.map(foreign))
        all["alarms"] = .array(facts.alarms.map(alarm))
        all["snapshots"] = .array(
            facts.snapshots.map { .object($0.details.merging(["target": .string($0.target.description)]) { $1 }) })
        all["timeline"] = .array(facts.timeline.map(row))
        return .object(all)
    }

    private static func impact(_ impact: PostmortemFacts.Impact) -> JSONValue {
        [
            "from": JSONValue(impact.from), "to": JSONValue(impact.to), "threshold": .number(impact.threshold),
            "failed": impact.isKnown ? .number(impact.failed) : .null,
            "requests": impact.isKnown ? .number(impact.requests) : .null,
            "minutes": impact.isKnown ? JSONValue(impact.minutes) : .null,
            "targets": .array(
                impact.parts.map {
                    [
                        "target": .string($0.target.description), "requests": .number($0.requests), "failed": .number($0.failed),
                        "minutes": JSONValue($0.minutes), "minutesKnown": JSONValue($0.known),
                        "throttled": $0.throttled.map { .number($0) } ?? .null,
                        "worst": $0.worst.map { ["share": .number($0.share), "time": JSONValue($0.at)] } ?? .null,
                    ]
                }),
        ]
    }

    private static func approval(_ step: PostmortemFacts.ApprovalStep) -> JSONValue {
        [
            "time": JSONValue(step.at), "actor": .string(step.actor), "granted": .bool(step.isGranted),
            "plan": .string(step.plan.raw),
            "rule": .string(step.rule), "reason": .string(step.reason.raw), "journalSeq": JSONValue(step.seq),
        ]
    }

    private static func action(_ move: PostmortemFacts.Move) -> JSONValue {
        let proof: JSONValue =
            switch move.proof {
            case .proved(let event): ["state": "proved", "eventId": .string(event)]
            case .missing: ["state": "missing", "eventId": .null]
            case .pending: ["state": "pending", "eventId": .null]
            }
        return [
            "id": .string(move.id), "target": .string(move.target.description), "command": .string(move.command),
            "actor": .string(move.actor), "reason": .string(move.reason.raw), "before": routing(move.before),
            "after": routing(move.after),
            "phases": .array(
                move.phases.map {
                    ["phase": .string($0.phase.rawValue), "time": JSONValue($0.at), "journalSeq": JSONValue($0.seq)]
                }),
            "requestIds": .array(move.requestIDs.map { .string($0) }), "proof": proof, "lastGood": JSONValue(move.lastGood?.raw),
            "passedOver": .array(move.passedOver.map { .string($0.raw) }),
            "warnings": .array(move.warnings.map { .string($0.raw) }),
            "stopped": JSONValue(move.stopped?.raw),
        ]
    }

    private static func foreign(_ change: PostmortemFacts.ForeignChange) -> JSONValue {
        [
            "time": JSONValue(change.at), "target": JSONValue(change.target?.description), "call": .string(change.call.raw),
            "who": .string(change.who.raw), "evidence": evidence(change.evidence),
        ]
    }

    private static func alarm(_ change: PostmortemFacts.AlarmChange) -> JSONValue {
        [
            "time": JSONValue(change.at), "alarm": .string(change.alarm.raw), "from": .string(change.from),
            "to": .string(change.to),
            "text": .string(change.text.raw), "journalSeq": JSONValue(change.seq),
        ]
    }

    private static func row(_ row: PostmortemFacts.Row) -> JSONValue {
        [
            "time": JSONValue(row.at), "who": .string(row.who), "what": .string(row.category), "text": .string(row.text.raw),
            "target": JSONValue(row.target?.description), "evidence": evidence(row.evidence),
        ]
    }

    private static func evidence(_ all: [PostmortemFacts.Evidence]) -> JSONValue {
        .array(
            all.map { piece in
                switch piece {
                case .journal(let seq): ["journalSeq": JSONValue(seq)]
                case .request(let id): ["requestId": .string(id)]
                case .cloudTrail(let id): ["cloudTrailEventId": .string(id)]
                }
            })
    }
}
