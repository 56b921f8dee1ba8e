import IncidentEngine
import IncidentModel

/// A journal's events and what they make.
struct IncidentRecord: Sendable {
    let events: [Event]
    /// In the order of their declaration.
    let incidents: [Incident]

    init(_ events: [Event]) {
        self.events = events
        incidents = IncidentReducer.reduce(events)
    }

    /// Over what was real: drills are not counted.
    var statistics: IncidentStatistics {
        func isReal(_ event: Event) -> Bool { event.draft.details[JournalScope.drillKey] == nil }
        return IncidentStatistics(
            incidents: incidents.filter { $0.events.first.map(isReal) ?? true }, events: events.filter(isReal))
    }
}
