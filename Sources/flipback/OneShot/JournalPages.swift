import IncidentEngine
import IncidentModel

extension JournalReading {
    /// The whole record, oldest first.
    func allEvents() async throws(JournalFailure) -> [Event] {
        var all: [Event] = []
        while true {
            let page = try await events(after: all.last?.seq ?? 0, limit: 1000)
            if page.isEmpty { return all }
            all += page
        }
    }
}
