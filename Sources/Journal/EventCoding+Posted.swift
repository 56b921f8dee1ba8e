import IncidentModel

extension EventCoding {
    /// An event that stands in the outbox and not in the chain, as JSON: the form of an exported line. Its `seq`, `prev` and `hash` are what
    /// its maker gave it and prove nothing.
    static func posted(_ event: Event) throws(EventCodingError) -> String {
        guard case .object(var members) = try json(event.draft, seq: event.seq, previous: event.previous) else {
            throw EventCodingError("the event is not an object")
        }
        members["hash"] = .string(event.hash)
        return JSONValue.object(members).canonical
    }

    static func readPosted(_ text: String) throws(EventCodingError) -> Event {
        let value: JSONValue
        do throws(JSONReadingError) { value = try JSONReader.read(Array(text.utf8)) } catch { throw EventCodingError("\(error)") }
        guard case .object(let members) = value, let seq = members["seq"]?.number.flatMap({ Int(exactly: $0) }),
            let previous = members["prev"]?.string, let hash = members["hash"]?.string
        else { throw EventCodingError("its text is not an event") }
        return Event(seq: seq, draft: try draft(members), previous: previous, hash: hash)
    }
}
