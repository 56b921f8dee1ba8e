import IncidentModel

/// Which regions an incident is open in, of what a journal tells about places that a session does not work in. Events may come in any order
/// and more than once.
struct RegionBook: Sendable {
    private struct Place: Hashable {
        var region: String
        /// Empty where it was not known.
        var account: String
    }

    /// By the incident's id.
    private var declared: [String: Place] = [:]
    private var over: Set<String> = []

    mutating func note(_ event: Event) {
        let draft = event.draft
        guard let id = draft.incident else { return }
        switch draft.kind {
        case .incidentDeclared:
            if let region = draft.region { declared[id] = Place(region: region, account: draft.account ?? "") }
        case .incidentResolved, .incidentClosed: over.insert(id)
        default: break
        }
    }

    /// - Parameter account: nil for all of them.
    func open(account: String?) -> Set<String> {
        let places = declared.lazy.filter { !over.contains($0.key) }.map(\.value)
        return Set(places.filter { account == nil || $0.account.isEmpty || $0.account == account }.map(\.region))
    }
}
