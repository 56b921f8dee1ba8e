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
    }

    /// `INC-20261120-01`: the day in UTC and the next free number of that day.
    package static func nextID(existing: [Incident], at time: Timestamp) -> String {
        let c = time.civil
        let day = "INC-\(c.year.padded(4))\(c.month.padded(2))\(c.day.padded(2))-"
        let taken = existing.compactMap { $0.id.hasPrefix(day) ? Int($0.id.dropFirst(day.count)) : nil }
        return day + ((taken.max() ?? 0) + 1).padded(2)
    }

    package static func declare(_ id: String, _ severity: Severity, targets: [Target], reason: String, by author: Author)
        -> EventDraft
    {
        draft(
            .incidentDeclared, id, author, reason: reason,
            details: ["severity": JSONValue(severity.rawValue), "targets": names(targets)])
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
    package static func note(_ id: String?, text: String, by author: Author) -> EventDraft {
        draft(.incidentNote, id, author, details: ["text": .string(text)])
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
