package import IncidentModel

/// The incidents that the journal tells of, kept while its events come in. An event costs the same however many incidents there are.
package struct IncidentLedger: Sendable {
    /// In the order of their declaration.
    package private(set) var incidents: [Incident] = []
    /// Places among the incidents, by id.
    private var places: [String: Int] = [:]
    /// Places of those that are open.
    private var open: Set<Int> = []

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
        if incidents[place].isOpen { open.insert(place) } else { open.remove(place) }
    }

    /// In the order of their declaration.
    package var openIncidents: [Incident] { open.sorted().map { incidents[$0] } }

    package var worstOpen: Incident? { openIncidents.worstOpen }
}
