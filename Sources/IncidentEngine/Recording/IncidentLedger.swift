package import IncidentModel

/// The incidents that the journal tells of, kept while its events come in. An event costs the same however many incidents there are.
package struct IncidentLedger: Sendable {
    /// In the order of their declaration.
    package private(set) var incidents: [Incident] = []
    /// Places among the incidents, by id.
    private var places: [String: Int] = [:]
    /// Places of those that are open.
    private var open: Set<Int> = []
    /// When those that are over and not closed were resolved, by place.
    private var resolved: [Int: Timestamp] = [:]

    package init(_ events: [Event] = []) {
        for event in events { apply(event) }
    }

    /// Events are applied in the journal's order, each once.
    package mutating func apply(_ event: Event) {
        guard let id = event.draft.incident else { return }
        let place: Int
        if let known = places[id] {
            place = known
            IncidentReducer.apply(event, to: &incidents[place])
        } else {
            guard let incident = IncidentReducer.declared(event) else { return }
            place = incidents.count
            incidents.append(incident)
            places[id] = place
        }
        let (end, isClosed) = (incidents[place].resolvedAt, incidents[place].closedAt != nil)
        if end == nil, !isClosed { open.insert(place) } else { open.remove(place) }
        resolved[place] = isClosed ? nil : end
    }

    /// In the order of their declaration.
    package var openIncidents: [Incident] { open.sorted().map { incidents[$0] } }

    /// Those that are open, and the last that is over and not closed: what people still work on.
    package var current: [Incident] { open.union([resolved.keys.max()].compactMap { $0 }).sorted().map { incidents[$0] } }

    /// Those that are open, and those that are not closed and were resolved since.
    package func unclosed(since moment: Timestamp) -> [Incident] {
        open.union(resolved.lazy.filter { $0.value >= moment }.map(\.key)).sorted().map { incidents[$0] }
    }

    package var worstOpen: Incident? { openIncidents.worstOpen }
}
