package import IncidentModel

extension EventCoding {
    /// Reads what `json(_:seq:previous:)` wrote: the draft, its place and its link.
    package static func read(_ value: JSONValue) throws(EventCodingError) -> (seq: Int, draft: EventDraft, previous: String) {
        guard case .object(let members) = value else { throw EventCodingError("the body is not an object") }
        guard let number = members["seq"]?.number, let seq = Int(exactly: number), seq > 0 else {
            throw EventCodingError("the body has no 'seq' that is a positive whole number")
        }
        guard let previous = members["prev"]?.string else { throw EventCodingError("the body has no 'prev'") }
        return (seq, try draft(members), previous)
    }

    static func draft(_ members: [String: JSONValue]) throws(EventCodingError) -> EventDraft {
        guard let timeText = try text("time", in: members), let time = Timestamp(rfc3339: timeText) else {
            throw EventCodingError("the body's 'time' is missing or not an RFC 3339 time")
        }
        guard let actor = try text("actor", in: members) else { throw EventCodingError("the body has no 'actor'") }
        guard let kindName = try text("kind", in: members) else { throw EventCodingError("the body has no 'kind'") }
        guard let kind = EventDraft.Kind(rawValue: kindName) else {
            throw EventCodingError("the kind '\(DisplayText(kindName, limit: 64))' is not one that this flipback knows")
        }
        var draft = EventDraft(time: time, actor: actor, kind: kind)
        draft.incident = try text("incident", in: members)
        if let name = try text("phase", in: members) {
            guard let phase = ActionPhase(rawValue: name) else {
                throw EventCodingError("the phase '\(DisplayText(name, limit: 64))' is not one that this flipback knows")
            }
            draft.phase = phase
        }
        draft.action = try text("action", in: members)
        draft.command = try text("command", in: members)
        draft.account = try text("account", in: members)
        draft.region = try text("region", in: members)
        draft.target = try target(in: members)
        draft.before = try routing("before", in: members)
        draft.after = try routing("after", in: members)
        draft.revisionBefore = try text("revisionBefore", in: members).map { RevisionID($0) }
        draft.revisionAfter = try text("revisionAfter", in: members).map { RevisionID($0) }
        draft.requestIDs = try requestIDs(in: members)
        draft.reason = try text("reason", in: members)
        for (name, value) in members {
            if let detail = detailName(of: name) { draft.details[detail] = value }
        }
        return draft
    }

    private static func text(_ name: String, in members: [String: JSONValue]) throws(EventCodingError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else { throw EventCodingError("the body's '\(name)' is not a string") }
        return text
    }

    private static func target(in members: [String: JSONValue]) throws(EventCodingError) -> Target? {
        guard let name = try text("target", in: members) else { return nil }
        guard let colon = name.lastIndex(of: ":") else {
            throw EventCodingError("the body's 'target' is not FUNCTION:ALIAS")
        }
        return Target(function: String(name[..<colon]), alias: String(name[name.index(after: colon)...]))
    }

    private static func routing(_ name: String, in members: [String: JSONValue]) throws(EventCodingError) -> Routing? {
        guard let value = members[name] else { return nil }
        guard let pointer = value["pointer"]?.string, case .object(let shares)? = value["weights"] else {
            throw EventCodingError("the body's '\(name)' is not a pointer with weights")
        }
        var routing = Routing(pointer: VersionID(stringLiteral: pointer))
        for (version, share) in shares {
            guard let share = share.number else { throw EventCodingError("a share in the body's '\(name)' is not a number") }
            routing.weights[VersionID(stringLiteral: version)] = share
        }
        return routing
    }

    private static func requestIDs(in members: [String: JSONValue]) throws(EventCodingError) -> [String] {
        guard let values = members["requestIds"]?.array else { throw EventCodingError("the body has no list 'requestIds'") }
        var ids: [String] = []
        for value in values {
            guard let id = value.string else { throw EventCodingError("the body's 'requestIds' are not all strings") }
            ids.append(id)
        }
        return ids
    }
}
