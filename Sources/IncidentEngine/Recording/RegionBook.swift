import IncidentModel

/// Which regions an incident is open in, as a journal of all places tells. Events may come in any order and more than once; the end of an
/// incident counts wherever it was written.
struct RegionBook: Sendable {
    static let kinds: Set<EventDraft.Kind> = [.incidentDeclared, .incidentResolved, .incidentClosed]

    private struct Place: Hashable {
        var region: String
        /// Empty where it was not known.
        var account: String
    }

    /// By the incident's id.
    private var declared: [String: Place] = [:]
    private var over: Set<String> = []

    /// - Parameter event: of one of the `kinds`.
    mutating func note(_ event: Event) {
        let draft = event.draft
        guard let id = draft.incident else { return }
        if draft.kind != .incidentDeclared {
            over.insert(id)
        } else if let region = draft.region {
            declared[id] = Place(region: region, account: draft.account ?? "")
        }
    }

    /// - Parameter account: nil for all of them.
    func open(account: String?) -> Set<String> {
        let places = declared.lazy.filter { !over.contains($0.key) }.map(\.value)
        return Set(places.filter { account == nil || $0.account.isEmpty || $0.account == account }.map(\.region))
    }
}
