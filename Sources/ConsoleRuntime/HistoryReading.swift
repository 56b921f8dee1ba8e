import ConsoleUI
import IncidentEngine
import IncidentModel

/// What past incidents come to, as HISTORY shows it.
enum HistoryReading {
    static func history(_ incidents: [Incident], changes: [Event], picture: FleetPicture) -> IncidentHistory {
        let statistics = IncidentStatistics(
            incidents: incidents, events: changes, also: VersionChanges.seen(in: picture))
        func figure(_ name: String, _ spread: IncidentStatistics.Spread?) -> IncidentHistory.Figure {
            .init(name, median: spread?.median, p90: spread?.p90, count: spread?.count ?? 0)
        }
        return IncidentHistory(
            past: incidents.reversed().map { .init($0, clocks: IncidentClocks.of($0)) },
            figures: [
                figure("detect", statistics.detect), figure("ack", statistics.acknowledge),
                figure("contain", statistics.contain), figure("recover", statistics.recover),
                figure("restore", statistics.restore),
            ], changes: statistics.changes, failedChanges: statistics.failedChanges,
            restoreAfterChange: figure("restore", statistics.restoreAfterChange))
    }
}
