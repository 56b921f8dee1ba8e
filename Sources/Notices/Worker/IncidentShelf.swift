package import IncidentEngine
package import IncidentModel

/// Incidents as they stood at an event. Keeps the events of the incidents that notices are about and no others, and reads only what is new of
/// the journal.
package actor IncidentShelf {
    private struct Book {
        var events: [Event] = []
        /// The last event of the journal that was looked at.
        var position = 0
    }

    private static let most = 16

    private let journal: any JournalReading
    private var books: [String: Book] = [:]
    /// The incidents, the one that was asked for last at the end.
    private var recent: [String] = []

    package init(_ journal: any JournalReading) { self.journal = journal }

    /// Nil when the journal does not tell of it.
    package func incident(_ id: String, asOf seq: Int) async throws(JournalFailure) -> Incident? {
        while let position = Optional(books[id]?.position ?? 0), position < seq {
            let page = try await journal.events(after: position, limit: 1000)
            guard let last = page.last, last.seq > position else { break }
            // Another task may have read the same page meanwhile.
            guard books[id]?.position ?? 0 == position else { continue }
            books[id, default: Book()].events += page.filter { $0.draft.incident == id }
            books[id]?.position = last.seq
        }
        recent.removeAll { $0 == id }
        recent.append(id)
        if recent.count > Self.most { books[recent.removeFirst()] = nil }
        return IncidentReducer.reduce((books[id]?.events ?? []).filter { $0.seq <= seq }).last
    }
}
