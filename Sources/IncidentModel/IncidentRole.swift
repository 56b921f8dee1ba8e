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

extension RoleAssignment {
    /// Whether an actor of the journal is the person who has the role: the one who wrote it for themselves, or one of that name: the
    /// user of `local user jo`, the end of an ARN, a name in brackets behind it.
    package func isHeld(by actor: String) -> Bool {
        let name = person.raw.lowercased()
        return !name.isEmpty && Self.names(of: actor).contains(name)
    }

    /// The names that an actor of the journal goes by, in lower case.
    package static func names(of actor: String) -> Set<String> {
        let lower = actor.lowercased()
        var names: Set<String> = [lower]
        let parts = lower.split { $0 == "(" || $0 == ")" || $0 == "," || $0 == " " }.map(String.init)
        for part in parts where part.hasPrefix("arn:") {
            names.insert(part)
            names.insert(CallerIdentity(account: "", arn: part).shortName)
            if let last = part.split(separator: "/").last { names.insert(String(last)) }
        }
        if lower.hasPrefix("local user ") { names.insert(String(lower.dropFirst("local user ".count))) }
        if let open = lower.firstIndex(of: "("), let close = lower.lastIndex(of: ")"), open < close {
            names.formUnion(Self.names(of: String(lower[lower.index(after: open)..<close])))
        }
        return names
    }
}
