import IncidentEngine
import IncidentModel

/// The incidents that the journal tells of.
struct IncidentBook: Sendable {
    private let journal: any JournalReading

    init(_ journal: any JournalReading) { self.journal = journal }

    /// In the order of their declaration.
    func incidents() async throws(Failure) -> [Incident] { try await record().incidents }

    /// The whole journal, and the incidents in it.
    func record() async throws(Failure) -> IncidentRecord {
        do throws(JournalFailure) { return IncidentRecord(try await journal.allEvents()) } catch { throw Failure(error) }
    }

    /// The incident named, or the one that is open when no name is given.
    func find(_ id: String?) async throws(Failure) -> Incident { try Self.find(id, among: try await incidents()) }

    static func find(_ id: String?, among all: [Incident]) throws(Failure) -> Incident {
        guard let id else {
            let open = all.filter(\.isOpen)
            if open.count == 1, let only = open.first { return only }
            let names = open.map(\.id).joined(separator: ", ")
            throw Failure(
                .refusedByState, code: "incident",
                open.isEmpty
                    ? "no incident is open; declare one, or name one of `flipback incident list`"
                    : "several incidents are open (\(names)): name the one you mean")
        }
        if let found = all.first(where: { $0.id.lowercased() == id.lowercased() }) { return found }
        let hint = Nearest.match(id, among: all.map(\.id)).map { "; did you mean \($0)?" } ?? "; see `flipback incident list`"
        throw Failure(.refusedByState, code: "incident", "there is no incident '\(Sanitiser.sanitise(id, limit: 80))'\(hint)")
    }
}
