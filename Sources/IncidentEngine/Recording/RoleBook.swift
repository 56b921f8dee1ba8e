package import IncidentModel

/// Who has which role, as the journal's events say. A role has one holder.
///
/// The commander's is a lease. While somebody has it, an event that merely assigns it to another changes nothing, so that of two processes
/// that write at the same moment the first in the journal's order wins and the other one can read that it lost. It passes on when its
/// holder hands it over or gives it up, or when somebody takes it over: deliberate, with the person it is taken from by name.
package enum RoleBook {
    /// - Returns: false when the event changes nothing.
    @discardableResult
    package static func apply(_ draft: EventDraft, to roles: inout [RoleAssignment]) -> Bool {
        guard let role = draft.details["role"]?.string.flatMap({ IncidentRole($0) }) else { return false }
        let person = draft.details["person"]?.string ?? ""
        let manner = draft.details["manner"]?.string.flatMap { RoleAssignment.Manner(rawValue: $0) } ?? .assigned
        if let holder = roles.last(where: { $0.role == role && $0.to == nil }) {
            if holder.person.raw == person { return false }
            if role == .commander, !passesOn(from: holder, manner, draft) { return false }
        } else if person.isEmpty {
            return false
        }
        for index in roles.indices where roles[index].role == role && roles[index].to == nil { roles[index].to = draft.time }
        guard !person.isEmpty else { return true }
        roles.append(
            RoleAssignment(
                role: role, person: DisplayText(person, limit: 64), from: draft.time, by: draft.actor, manner: manner,
                note: DisplayText(draft.details["note"]?.string ?? "")))
        return true
    }

    private static func passesOn(from holder: RoleAssignment, _ manner: RoleAssignment.Manner, _ draft: EventDraft) -> Bool {
        if let from = draft.details["from"]?.string, from != holder.person.raw { return false }
        switch manner {
        case .takenOver: return true
        case .handedOver: return isHeld(holder, by: draft)
        case .assigned: return draft.details["person"]?.string?.isEmpty != false && isHeld(holder, by: draft)
        }
    }

    /// By the actor, or by who sat at the keyboard: credentials that many use name nobody.
    private static func isHeld(_ holder: RoleAssignment, by draft: EventDraft) -> Bool {
        let person = draft.details[JournalScope.personKey]?.string
        return holder.isHeld(by: draft.actor) || person.map { holder.isHeld(by: $0) } ?? false
    }
}
