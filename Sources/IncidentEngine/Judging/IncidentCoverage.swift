import IncidentModel

/// What people know of already: incidents, and proposals that were put aside.
struct IncidentCoverage {
    private struct Dismissal {
        var at: Timestamp
        var triggers: Set<String>
        var targets: Set<String>
    }

    private let incidents: [Incident]
    private let dismissals: [Dismissal]

    /// - Parameter events: those of kind `incident.dismissed` count, others are passed over.
    init(incidents: [Incident], events: [Event]) {
        self.incidents = incidents
        dismissals = events.filter { $0.draft.kind == .incidentDismissed }.map { event in
            func words(_ name: String) -> Set<String> { Set((event.draft.details[name]?.array ?? []).compactMap(\.string)) }
            return Dismissal(at: event.draft.time, triggers: words("trigger"), targets: words("targets"))
        }
    }

    /// Whether nothing needs to be proposed for it: an open incident has the target (or names none, and so is about all), one that is over
    /// was still open when it was set off, or a proposal of this kind for this target was put aside since.
    /// - Parameter latchedAt: when a trigger that may come and go was first set off.
    func covers(_ trigger: IncidentProposal.Trigger, _ target: Target, at: Timestamp, latchedAt: Timestamp? = nil) -> Bool {
        let isKnown = incidents.contains { incident in
            guard incident.targets.isEmpty || incident.targets.contains(target) else { return false }
            guard let end = incident.resolvedAt ?? incident.closedAt else { return true }
            return at <= end
        }
        if isKnown { return true }
        return dismissals.contains {
            $0.at >= latchedAt ?? at && $0.triggers.contains(trigger.rawValue) && $0.targets.contains(target.description)
        }
    }
}
