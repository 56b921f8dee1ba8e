import IncidentModel

/// Who has which role, as the journal's events say. A role has one holder: whoever comes ends the time of whoever had it.
enum RoleBook {
    static func apply(_ draft: EventDraft, to roles: inout [RoleAssignment]) {
        guard let role = draft.details["role"]?.string.flatMap({ IncidentRole($0) }) else { return }
        let person = draft.details["person"]?.string ?? ""
        for index in roles.indices where roles[index].role == role && roles[index].to == nil { roles[index].to = draft.time }
        guard !person.isEmpty else { return }
        roles.append(
            RoleAssignment(
                role: role, person: DisplayText(person, limit: 64), from: draft.time, by: draft.actor,
                manner: draft.details["manner"]?.string.flatMap { RoleAssignment.Manner(rawValue: $0) } ?? .assigned,
                note: DisplayText(draft.details["note"]?.string ?? "")))
    }
}
