package import IncidentModel

/// Past incidents with their clocks, and what they come to.
package struct IncidentHistory: Hashable, Sendable {
    package struct Past: Hashable, Sendable {
        package var id: String
        package var severity: Severity
        package var stage: IncidentStage
        package var declaredAt: Timestamp
        package var isOpen: Bool
        package var reason: DisplayText
        package var clocks: IncidentClocks

        package init(_ incident: Incident, clocks: IncidentClocks) {
            id = incident.id
            severity = incident.severity
            stage = incident.stage
            declaredAt = incident.declaredAt
            isOpen = incident.isOpen
            reason = incident.reason
            self.clocks = clocks
        }
    }

    /// Median and 90th percentile of a clock over the incidents that have it.
    package struct Figure: Hashable, Sendable {
        package var name: String
        package var median: Duration?
        package var p90: Duration?
        package var count: Int
        package init(_ name: String, median: Duration?, p90: Duration?, count: Int) {
            self.name = name
            self.median = median
            self.p90 = p90
            self.count = count
        }
    }

    /// Newest first.
    package var past: [Past]
    /// In the order of an incident's life.
    package var figures: [Figure]
    /// Versions that came newly to a target, and how many of them failed.
    package var changes: Int
    package var failedChanges: Int
    /// The time to restore of the incidents with a failed change.
    package var restoreAfterChange: Figure?

    package init(
        past: [Past] = [], figures: [Figure] = [], changes: Int = 0, failedChanges: Int = 0, restoreAfterChange: Figure? = nil
    ) {
        self.past = past
        self.figures = figures
        self.changes = changes
        self.failedChanges = failedChanges
        self.restoreAfterChange = restoreAfterChange
    }
}
