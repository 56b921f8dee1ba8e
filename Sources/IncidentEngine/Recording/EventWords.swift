package import IncidentModel

/// What an event of the journal says on a timeline, in one place for the console, the commands and the postmortem. Steps of an action
/// are told by the action's own line.
package enum EventWords {
    /// The words for a role event that changed nothing, `Incident.lapsed`: `incident commander: ed  NOT SO: somebody else had it`
    package static func lapsed(_ draft: EventDraft) -> String { "\(role(draft))  NOT SO: somebody else had it" }

    /// Nil for an event that is no line of its own. The words hold text of people as they wrote it: sanitise before drawing.
    package static func line(_ draft: EventDraft) -> (category: TimelineEntry.Category, words: String)? {
        let text = word("text", draft)
        let reason = draft.reason.map { $0.isEmpty ? "" : "  \($0)" } ?? ""
        switch draft.kind {
        case .incidentDeclared: return (.severity, "\(severity(draft) ?? "incident") declared\(reason)")
        case .incidentSeverity: return (.severity, "\(severity(draft) ?? "severity changed")\(reason)")
        case .incidentTargets:
            let names = names(draft)
            return (.decision, "targets: \(names.isEmpty ? "none" : names)")
        case .incidentAcknowledged: return (.decision, "acknowledged")
        case .incidentNote:
            let mark = word("mark", draft)
            return (mark == "decision" ? .decision : .note, mark.isEmpty ? text : "\(mark): \(text)")
        case .incidentResolved: return (.severity, "resolved\(text.isEmpty ? "" : "  \(text)")")
        case .incidentClosed: return (.severity, "closed")
        case .incidentStage: return (.severity, "stage \(word("stage", draft))\(reason)")
        case .incidentRole: return (.role, role(draft))
        case .incidentStep:
            return (.step, "\(draft.details["done"]?.bool == false ? "not done after all" : "done"): \(text)")
        case .incidentLink:
            let title = word("title", draft)
            return (.note, "link \(title.isEmpty ? "" : "\(title) ")\(word("url", draft))")
        case .incidentDismissed: return (.decision, "proposed incident put aside: \(names(draft))\(reason)")
        case .approvalRequested: return (.decision, "approval asked for: \(word("plan", draft))\(reason)")
        case .approvalGranted: return (.decision, "approved: \(word("plan", draft))")
        case .glassBroken: return (.decision, "BREAK GLASS \(word("plan", draft))\(reason)")
        case .trailProof:
            // A proof is told by the action's own line.
            guard word("state", draft) == TrailProofState.missing.word else { return nil }
            let what = "\(draft.command ?? "action") \(draft.target?.description ?? "")"
            return (.evidence, "CLOUDTRAIL HAS NO CALL for \(what) (\(draft.action ?? ""))")
        case .trailForeign:
            return foreign(draft)
        case .alarmChanged:
            let from = word("from", draft)
            return (.alarm, "\(word("alarm", draft)) \(from.isEmpty ? "" : "\(from) ")→ \(word("to", draft))")
        case .deploymentEnded:
            return (.deploy, "\(word("deployment", draft)) ended: \(word("status", draft))\(text.isEmpty ? "" : "  \(text)")")
        case .aliasMove, .reconciled, .deploymentStop, .provisionedChange, .groupBegun, .groupEnded, .checkpoint, .metricSnapshot:
            return nil
        }
    }

    private static func foreign(_ draft: EventDraft) -> (category: TimelineEntry.Category, words: String) {
        guard let target = draft.target else {
            let version = word("version", draft)
            return (.version, "\(word("function", draft)) \(version.isEmpty ? "" : "v\(version) ")published by somebody else")
        }
        guard let after = draft.after else { return (.alias, "\(target)  \(word("name", draft)) by somebody else") }
        let arrow = draft.before.map { "\($0.trafficText) → " } ?? "→ "
        return (.alias, "\(target)  \(arrow)\(after.trafficText)  by somebody else")
    }

    private static func role(_ draft: EventDraft) -> String {
        let title = IncidentRole(word("role", draft))?.title ?? word("role", draft)
        let person = word("person", draft)
        let note = word("note", draft)
        let tail = note.isEmpty ? "" : "  \(note)"
        if person.isEmpty { return "\(title): nobody\(tail)" }
        switch RoleAssignment.Manner(rawValue: word("manner", draft)) {
        case .handedOver: return "\(title) handed over to \(person)\(tail)"
        case .takenOver: return "\(title) TAKEN OVER by \(person)\(tail)"
        case .assigned, nil: return "\(title): \(person)\(tail)"
        }
    }

    private static func word(_ name: String, _ draft: EventDraft) -> String { draft.details[name]?.string ?? "" }

    private static func names(_ draft: EventDraft) -> String {
        (draft.details["targets"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
    }

    private static func severity(_ draft: EventDraft) -> String? {
        draft.details["severity"]?.number.flatMap { Int(exactly: $0) }.flatMap { Severity(rawValue: $0) }?.label
    }
}
