package import IncidentModel

/// The events of an incident's life, as `IncidentReducer` reads them back.
package enum IncidentDrafts {
    /// Who writes, and when.
    package struct Author: Sendable {
        package var actor: String
        package var time: Timestamp
        package var account: String?
        package var region: String?

        package init(actor: String, time: Timestamp, account: String? = nil, region: String? = nil) {
            self.actor = actor
            self.time = time
            self.account = account
            self.region = region
        }

        /// The actor is the STS caller's ARN, in their account; `localActor` while no caller is known.
        package init(_ caller: CallerIdentity?, localActor: String, time: Timestamp, region: String?) {
            self.init(actor: caller?.arn ?? localActor, time: time, account: caller?.account, region: region)
        }
    }

    /// `INC-20261120-01`: the day in UTC and the next free number of that day.
    package static func nextID(existing: [Incident], at time: Timestamp) -> String {
        let c = time.civil
        let day = "INC-\(c.year.padded(4))\(c.month.padded(2))\(c.day.padded(2))-"
        let taken = existing.compactMap { $0.id.hasPrefix(day) ? Int($0.id.dropFirst(day.count)) : nil }
        return day + ((taken.max() ?? 0) + 1).padded(2)
    }

    /// - Parameters:
    ///   - impactStart: the first bad minute, where it is known.
    ///   - detectedAt: when it could first be seen; nil is the declaration itself.
    ///   - evidence: what flipback saw when it proposed the incident, one sentence each.
    package static func declare(
        _ id: String, _ severity: Severity, targets: [Target], reason: String, impactStart: Timestamp? = nil,
        detectedAt: Timestamp? = nil, evidence: [String] = [], by author: Author
    ) -> EventDraft {
        var details: [String: JSONValue] = ["severity": JSONValue(severity.rawValue), "targets": names(targets)]
        if let impactStart { details["impactStart"] = JSONValue(impactStart) }
        if let detectedAt { details["detectedAt"] = JSONValue(detectedAt) }
        if !evidence.isEmpty { details["evidence"] = .array(evidence.map { .string($0) }) }
        return draft(.incidentDeclared, id, author, reason: reason, details: details)
    }

    package static func severity(_ id: String, _ severity: Severity, reason: String, by author: Author) -> EventDraft {
        draft(.incidentSeverity, id, author, reason: reason, details: ["severity": JSONValue(severity.rawValue)])
    }

    package static func targets(_ id: String, _ targets: [Target], by author: Author) -> EventDraft {
        draft(.incidentTargets, id, author, details: ["targets": names(targets)])
    }

    package static func acknowledge(_ id: String, by author: Author) -> EventDraft {
        draft(.incidentAcknowledged, id, author)
    }

    /// - Parameter id: nil for a note outside any incident.
    package static func note(
        _ id: String?, text: String, mark: Incident.Note.Mark? = nil, target: Target? = nil, by author: Author
    ) -> EventDraft {
        var details: [String: JSONValue] = ["text": .string(text)]
        if let mark { details["mark"] = .string(mark.rawValue) }
        var note = draft(.incidentNote, id, author, details: details)
        note.target = target
        return note
    }

    package static func stage(_ id: String, _ stage: IncidentStage, reason: String, by author: Author) -> EventDraft {
        draft(.incidentStage, id, author, reason: reason, details: ["stage": .string(stage.rawValue)])
    }

    /// - Parameters:
    ///   - person: empty when nobody has the role any more.
    ///   - from: who had the role as the writer knows it. A hand-over or take-over from somebody who no longer has it changes nothing.
    package static func role(
        _ id: String, _ role: IncidentRole, person: String, manner: RoleAssignment.Manner = .assigned, from: String? = nil,
        note: String = "", by author: Author
    ) -> EventDraft {
        var details: [String: JSONValue] = [
            "role": .string(role.name), "person": .string(person), "manner": .string(manner.rawValue), "note": .string(note),
        ]
        if let from { details["from"] = .string(from) }
        return draft(.incidentRole, id, author, details: details)
    }

    /// - Parameter target: one of the incident's that the alarm watches.
    package static func alarm(
        _ id: String, _ change: AlarmChange, _ target: Target, _ reason: DisplayText, by author: Author
    ) -> EventDraft {
        var event = draft(
            .alarmChanged, id, author,
            details: [
                "alarm": .string(change.alarm), "from": .string(change.from?.rawValue ?? ""), "to": .string(change.to.rawValue),
                "at": JSONValue(change.at), "text": .string(reason.raw),
            ])
        event.target = target
        return event
    }

    package static func deploymentEnded(_ id: String, _ deployment: Deployment, at: Timestamp, by author: Author) -> EventDraft {
        var details: [String: JSONValue] = [
            "deployment": .string(deployment.id), "status": .string(deployment.status.rawValue), "at": JSONValue(at),
            "rolledBack": .bool(deployment.rollbackID != nil),
        ]
        if let version = deployment.targetVersion { details["version"] = .string(version.name) }
        if let version = deployment.currentVersion { details["currentVersion"] = .string(version.name) }
        if !deployment.errorCode.isEmpty { details["error"] = .string(deployment.errorCode) }
        if let back = deployment.rollbackOf { details["rollbackOf"] = .string(back) }
        if !deployment.errorMessage.raw.isEmpty { details["text"] = .string(deployment.errorMessage.raw) }
        var event = draft(.deploymentEnded, id, author, details: details)
        event.target = deployment.target
        return event
    }

    package static func tick(_ id: String, runbook: String, step: Runbook.Step, isDone: Bool, by author: Author) -> EventDraft {
        draft(
            .incidentStep, id, author,
            details: [
                "runbook": .string(runbook), "step": .string(step.id), "text": .string(step.text.raw), "done": .bool(isDone),
            ])
    }

    package static func link(_ id: String, url: String, title: String, by author: Author) -> EventDraft {
        draft(.incidentLink, id, author, details: ["url": .string(url), "title": .string(title)])
    }

    /// A proposal that somebody put aside; it belongs to no incident.
    package static func dismiss(_ proposal: IncidentProposal, reason: String, by author: Author) -> EventDraft {
        draft(
            .incidentDismissed, nil, author, reason: reason,
            details: [
                "trigger": .array(proposal.triggers.map(\.rawValue).sorted().map { .string($0) }),
                "targets": names(proposal.suggestion.targets),
            ])
    }

    package static func resolve(_ id: String, text: String, by author: Author) -> EventDraft {
        draft(.incidentResolved, id, author, details: ["text": .string(text)])
    }

    package static func close(_ id: String, by author: Author) -> EventDraft {
        draft(.incidentClosed, id, author)
    }

    private static func names(_ targets: [Target]) -> JSONValue { .array(targets.map { .string($0.description) }) }

    private static func draft(
        _ kind: EventDraft.Kind, _ id: String?, _ author: Author, reason: String? = nil, details: [String: JSONValue] = [:]
    ) -> EventDraft {
        EventDraft(
            time: author.time, actor: author.actor, kind: kind, incident: id, account: author.account, region: author.region,
            reason: reason, details: details)
    }
}
