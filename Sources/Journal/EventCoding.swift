package import IncidentModel

/// What keeps an event from being written as JSON, or a JSON object from being read as an event.
package struct EventCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// An event as JSON, the form that is stored, hashed and exported.
///
/// `seq`, `time` (RFC 3339, milliseconds), `actor`, `kind`, `requestIds` and `prev` are always there; every other member is left out when
/// the event has none. A target is `function:alias`; a routing is `{"pointer","weights"}` with versions as strings and shares 0…1.
///
/// Details stand beside the others under their own names (`severity`, `targets`, `text` …). A detail whose name is a reserved one, or
/// begins with `detail.`, is written with `detail.` in front of it; reading takes one `detail.` off again. So no detail can replace a
/// member that the program reads, and every name comes back as it was.
///
/// Text from people and from AWS is stored raw; JSON's escapes keep control characters out of the line.
package enum EventCoding {
    /// Member names that belong to the event itself; `hash` is here because the exported line has it.
    package static let reserved: Set<String> = [
        "seq", "time", "incident", "actor", "kind", "phase", "action", "command", "account", "region", "target", "before",
        "after",
        "revisionBefore", "revisionAfter", "requestIds", "reason", "prev", "hash",
    ]
    private static let prefix = "detail."
    /// Years 0 to 9999, all that RFC 3339 can write.
    private static let writableTimes = Int64(-62_167_219_200_000)...Int64(253_402_300_799_999)

    /// The event without `hash`.
    package static func json(_ draft: EventDraft, seq: Int, previous: String) throws(EventCodingError) -> JSONValue {
        guard writableTimes.contains(draft.time.milliseconds) else {
            throw EventCodingError("the event's time is outside the years 0 to 9999")
        }
        for (name, text) in [("incident", draft.incident), ("action", draft.action), ("target", draft.target?.description)] {
            // SQLite's text functions end at a NUL, so that an indexed column could differ from the body.
            guard text?.utf8.contains(0) != true else { throw EventCodingError("the event's \(name) has a NUL character in it") }
        }
        var members: [String: JSONValue] = [
            "seq": JSONValue(seq), "time": .string(draft.time.rfc3339), "actor": .string(draft.actor),
            "kind": .string(draft.kind.rawValue), "requestIds": .array(draft.requestIDs.map { .string($0) }),
            "prev": .string(previous),
        ]
        members["incident"] = draft.incident.map { .string($0) }
        members["phase"] = draft.phase.map { .string($0.rawValue) }
        members["action"] = draft.action.map { .string($0) }
        members["command"] = draft.command.map { .string($0) }
        members["account"] = draft.account.map { .string($0) }
        members["region"] = draft.region.map { .string($0) }
        members["target"] = draft.target.map { .string($0.description) }
        if let before = draft.before { members["before"] = try json(before) }
        if let after = draft.after { members["after"] = try json(after) }
        members["revisionBefore"] = draft.revisionBefore.map { .string($0.value) }
        members["revisionAfter"] = draft.revisionAfter.map { .string($0.value) }
        members["reason"] = draft.reason.map { .string($0) }
        for (name, value) in draft.details {
            members[reserved.contains(name) || name.hasPrefix(prefix) ? prefix + name : name] = value
        }
        return .object(members)
    }

    /// The exact text that is stored and hashed.
    package static func body(_ draft: EventDraft, seq: Int, previous: String) throws(EventCodingError) -> String {
        try json(draft, seq: seq, previous: previous).canonical
    }

    /// `{"pointer":"6","weights":{"7":0.2}}`
    package static func json(_ routing: Routing) throws(EventCodingError) -> JSONValue {
        var weights: [String: JSONValue] = [:]
        for (version, share) in routing.weights {
            guard share.isFinite else { throw EventCodingError("the share of version \(version) is not a number") }
            weights[version.name] = .number(share)
        }
        return ["pointer": .string(routing.pointer.name), "weights": .object(weights)]
    }

    /// The detail's own name behind a member's name; nil for a reserved one.
    static func detailName(of member: String) -> String? {
        if reserved.contains(member) { return nil }
        return member.hasPrefix(prefix) ? String(member.dropFirst(prefix.count)) : member
    }
}
