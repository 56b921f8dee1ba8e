/// A part that somebody plays in an incident: the first source's (section 5) and PagerDuty's scribe, or one of a team's own.
package struct IncidentRole: Hashable, Sendable, CustomStringConvertible {
    /// Lower-case letters, digits and `-`: `commander`, `operations`, `customer-liaison`.
    package let name: String

    /// Nil for a name of other characters, or of more than 32.
    package init?(_ name: String) {
        let lower = name.lowercased()
        guard !lower.isEmpty, lower.utf8.count <= 32,
            lower.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D })
        else { return nil }
        self.name = lower
    }

    private init(known name: String) { self.name = name }

    /// One person at a time; everybody else sees who.
    package static let commander = IncidentRole(known: "commander")
    package static let operations = IncidentRole(known: "operations")
    package static let developer = IncidentRole(known: "developer")
    package static let security = IncidentRole(known: "security")
    package static let management = IncidentRole(known: "management")
    package static let scribe = IncidentRole(known: "scribe")
    package static let known: [IncidentRole] = [.commander, .operations, .developer, .security, .management, .scribe]

    /// `incident commander`, else the name with blanks.
    package var title: String {
        self == .commander ? "incident commander" : name.split(separator: "-").joined(separator: " ")
    }

    package var description: String { name }
}

/// Who played a role, from when to when.
package struct RoleAssignment: Hashable, Sendable {
    /// How somebody came to the role.
    package enum Manner: String, Sendable, CaseIterable {
        case assigned
        /// By the person who had it.
        case handedOver = "handed-over"
        /// From a person who had it, without being handed it: deliberate and recorded.
        case takenOver = "taken-over"
    }

    package var role: IncidentRole
    package var person: DisplayText
    package var from: Timestamp
    /// Nil while it lasts.
    package var to: Timestamp?
    /// The actor who wrote it down.
    package var by: String
    package var manner: Manner
    /// The hand-over note, or why it was taken over.
    package var note: DisplayText

    package init(
        role: IncidentRole, person: DisplayText, from: Timestamp, to: Timestamp? = nil, by: String, manner: Manner = .assigned,
        note: DisplayText = ""
    ) {
        self.role = role
        self.person = person
        self.from = from
        self.to = to
        self.by = by
        self.manner = manner
        self.note = note
    }
}
